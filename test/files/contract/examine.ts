/** What many paths are, for whoever is about to replace or delete there. */

import assert from 'node:assert/strict'
import { sameTime, type Entry, type Timestamp } from '../../../src/base/entry.ts'
import { writeBytes } from '../../support/streams.ts'
import type { PlaceInUse } from './place.ts'

export function describeExamine(here: PlaceInUse): void {
  const { at } = here
  const summaries = async (...paths: string[]) => (await here.files.examine(paths)).map(summaryOf)
  const summaryOf = (entry: Entry | undefined) =>
    entry && (entry.type === 'file' ? `${entry.type} ${entry.name} ${entry.size}` : `${entry.type} ${entry.name}`)

  describe('examine', () => {
    it('tells files, folders and nothing apart, in the order they were asked for', async () => {
      await writeBytes(here.files, at('page.html'), 'hello')
      await writeBytes(here.files, at('empty'), '')
      await here.files.createFolder(at('images'))
      await writeBytes(here.files, at('images', 'ship.png'), '12345678')
      assert.deepEqual(
        await summaries(at('missing'), at('images', 'ship.png'), at('page.html'), at('images'), at('empty'), at('images', 'missing')),
        [undefined, 'file ship.png 8', 'file page.html 5', 'folder images', 'file empty 0', undefined],
      )
    })

    it('is asked about nothing', async () => {
      assert.deepEqual(await here.files.examine([]), [])
    })

    it('finds nothing in a folder that is not there, or is a file', async () => {
      await writeBytes(here.files, at('page.html'), 'hello')
      const paths = [at('missing', 'page.html'), at('page.html', 'inside'), at('missing', 'deeper', 'x'), at('page.html', 'deeper', 'x')]
      assert.deepEqual(await summaries(...paths), [undefined, undefined, undefined, undefined])
    })

    it('finds the place it starts in', async () => {
      const [root] = await here.files.examine([here.root])
      assert.equal(root?.type, 'folder')
    })

    it('shows links as links, wherever they lead', async () => {
      await writeBytes(here.files, at('page.html'), 'hello')
      await here.files.createFolder(at('images'))
      await here.place.link('page.html', at('to file'))
      await here.place.link('images', at('to folder'))
      await here.place.link('missing', at('to nothing'))
      const found = await here.files.examine([at('to file'), at('to folder'), at('to nothing'), at('page.html')])
      assert.deepEqual(
        found.map((entry) => entry?.type),
        ['link', 'link', 'link', 'file'],
      )
    })

    it('gives the time of a file to the second', async () => {
      const modified: Timestamp = { ms: Date.UTC(2021, 1, 3, 4, 5, 6), precision: 'second' }
      await writeBytes(here.files, at('page.html'), 'hello', { modified })
      const [entry] = await here.files.examine([at('page.html')])
      assert.ok(['second', 'millisecond'].includes(entry?.modified?.precision ?? 'none'), JSON.stringify(entry))
      if (here.place.keepsTimes) assert.ok(entry?.modified && sameTime(entry.modified, modified), JSON.stringify(entry))
    })

    it('remembers nothing', async () => {
      await writeBytes(here.files, at('page.html'), 'hello')
      assert.deepEqual(await summaries(at('page.html'), at('new')), ['file page.html 5', undefined])
      await writeBytes(here.files, at('page.html'), 'hello, world')
      await writeBytes(here.files, at('new'), 'x')
      assert.deepEqual(await summaries(at('page.html'), at('new')), ['file page.html 12', 'file new 1'])
      await here.files.deleteFile(at('new'))
      assert.deepEqual(await summaries(at('new')), [undefined])
    })

    it('ends with the reason of a signal that is already aborted', async () => {
      const reason = new Error('no longer wanted')
      await assert.rejects(here.files.examine([at('a')], { signal: AbortSignal.abort(reason) }), (error) => error === reason)
    })
  })
}

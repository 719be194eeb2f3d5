/** How a folder is listed. */

import assert from 'node:assert/strict'
import { inParallel } from '../../../src/files/parallel.ts'
import { writeBytes } from '../../support/streams.ts'
import { assertFails } from './assertFails.ts'
import { exactly, type PlaceInUse } from './place.ts'

export function describeList(here: PlaceInUse): void {
  const { at, entriesOf, namesIn } = here

  describe('list', () => {
    it('finds an empty folder empty', async () => {
      assert.deepEqual(await entriesOf(), [])
    })

    it('gives names, types and sizes', async () => {
      await writeBytes(here.files, at('page.html'), 'hello')
      await here.files.createFolder(at('images'))
      const entries = await entriesOf()
      const lines = entries.map(({ name, type, size }) => (type === 'file' ? `${type} ${name} ${size}` : `${type} ${name}`))
      assert.deepEqual(lines.sort(), ['file page.html 5', 'folder images'])
    })

    it('gives all of 300 entries', async () => {
      const names = Array.from({ length: 300 }, (_, index) => `file ${String(index).padStart(3, '0')}.txt`)
      await inParallel(names, 3, async (one) => {
        await writeBytes(here.files, at(one), 'x')
      })
      assert.deepEqual(await namesIn(), names)
    }).timeout(60_000)

    it('shows links as links where exact types are asked for', async () => {
      await writeBytes(here.files, at('page.html'), 'hello')
      await here.place.link('page.html', at('link.html'))
      const { entries } = await here.files.list(here.root, exactly)
      const link = entries.find((entry) => entry.name === 'link.html')
      assert.equal(link?.type, 'link')
    })

    it('shows links that lead nowhere where exact types are asked for', async () => {
      await here.place.link('missing', at('link'))
      await here.files.examine([at('link')]) // by now the place has shown that it knows links
      const { entries } = await here.files.list(here.root, exactly)
      assert.deepEqual(
        entries.map(({ name, type }) => [name, type]),
        [['link', 'link']],
      )
    })

    it('fails with notFound on a missing folder', async () => {
      await assertFails(here.files.list(at('missing'), { fresh: true }), 'notFound')
    })

    it('fails with notAFolder on a file', async () => {
      await writeBytes(here.files, at('page.html'), 'hello')
      await assertFails(here.files.list(at('page.html'), { fresh: true }), 'notAFolder')
    })

    it('ends with the reason of a signal that is already aborted', async () => {
      const reason = new Error('no longer wanted')
      await assert.rejects(here.files.list(here.root, { fresh: true, signal: AbortSignal.abort(reason) }), (error) => error === reason)
    })
  })
}

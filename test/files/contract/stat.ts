/** What is behind a path. */

import assert from 'node:assert/strict'
import { writeBytes } from '../../support/streams.ts'
import { assertFails } from './assertFails.ts'
import { exactly, type PlaceInUse } from './place.ts'

export function describeStat(here: PlaceInUse): void {
  const { at } = here

  describe('stat', () => {
    it('describes a file', async () => {
      await writeBytes(here.files, at('page.html'), 'hello')
      const stat = await here.files.stat(at('page.html'), { fresh: true })
      assert.deepEqual([stat.type, stat.size, stat.isLink], ['file', 5, false])
    })

    it('describes a folder', async () => {
      await here.files.createFolder(at('images'))
      const stat = await here.files.stat(at('images'), { fresh: true })
      assert.deepEqual([stat.type, stat.isLink], ['folder', false])
    })

    it('describes the place it starts in and the root of all', async () => {
      assert.equal((await here.files.stat(here.root, { fresh: true })).type, 'folder')
      assert.equal((await here.files.stat('/', { fresh: true })).type, 'folder')
    })

    it('describes what is behind a link', async () => {
      await writeBytes(here.files, at('page.html'), 'hello')
      await here.files.createFolder(at('images'))
      await here.place.link('page.html', at('to file'))
      await here.place.link('images', at('to folder'))
      const toFile = await here.files.stat(at('to file'), exactly)
      const toFolder = await here.files.stat(at('to folder'), exactly)
      assert.deepEqual([toFile.type, toFile.isLink], ['file', true])
      assert.deepEqual([toFolder.type, toFolder.isLink], ['folder', true])
    })

    it('fails with notFound where nothing is', async () => {
      await assertFails(here.files.stat(at('missing'), { fresh: true }), 'notFound')
      await assertFails(here.files.stat(at('missing', 'page.html'), { fresh: true }), 'notFound')
    })
  })
}

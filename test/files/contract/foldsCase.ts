/** Whether upper and lower case are told apart: on all of these places they are. */

import assert from 'node:assert/strict'
import { writeBytes } from '../../support/streams.ts'
import { assertFails } from './assertFails.ts'
import type { PlaceInUse } from './place.ts'

export function describeFoldsCase(here: PlaceInUse): void {
  const { at, namesIn } = here

  describe('foldsCase', () => {
    it('is false where a name is not there in another case, of a file, a folder or a link', async () => {
      await writeBytes(here.files, at('123'), 'x') // no letters
      await here.files.createFolder(at('files'))
      await writeBytes(here.files, at('files', 'Page.html'), 'hello')
      await here.files.createFolder(at('folders'))
      await here.files.createFolder(at('folders', 'Images'))
      await here.files.createFolder(at('links'))
      await here.place.link('../files', at('links', 'Link'))
      for (const folder of ['files', 'folders', 'links']) assert.equal(await here.files.foldsCase(at(folder)), false, folder)
      assert.equal(await here.files.foldsCase(here.root), false)
      assert.deepEqual(await namesIn(), ['123', 'files', 'folders', 'links'])
    })

    it('is false where two names differ in nothing else', async () => {
      await writeBytes(here.files, at('page'), 'one')
      await writeBytes(here.files, at('PAGE'), 'two')
      assert.equal(await here.files.foldsCase(here.root), false)
    })

    it('is false of an empty folder whose name is not there in another case', async () => {
      assert.equal(await here.files.foldsCase(here.root), false)
      await here.files.createFolder(at('Empty'))
      assert.equal(await here.files.foldsCase(at('Empty')), false)
    })

    it('fails with notFound where nothing is', async () => {
      await assertFails(here.files.foldsCase(at('missing')), 'notFound')
    })
  })
}

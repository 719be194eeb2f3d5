/** How folders are made and removed. */

import assert from 'node:assert/strict'
import { readText, writeBytes } from '../../support/streams.ts'
import { assertFails } from './assertFails.ts'
import type { PlaceInUse } from './place.ts'

export function describeFolders(here: PlaceInUse): void {
  const { at, namesIn } = here

  describe('createFolder', () => {
    it('fails with exists where a folder or a file is', async () => {
      await here.files.createFolder(at('images'))
      await writeBytes(here.files, at('page.html'), 'hello')
      await assertFails(here.files.createFolder(at('images')), 'exists')
      await assertFails(here.files.createFolder(at('page.html')), 'exists')
    })

    it('gives the mode that is asked for', async () => {
      for (const mode of ['750', '775']) {
        await here.files.createFolder(at(mode), { mode })
        assert.equal(await here.place.modeOf(at(mode)), mode)
      }
    })

    it('fails with notFound in a missing folder', async () => {
      await assertFails(here.files.createFolder(at('missing', 'images')), 'notFound')
    })
  })

  describe('deleteFolder', () => {
    it('fails with notEmpty while something is in it', async () => {
      await here.files.createFolder(at('images'))
      await writeBytes(here.files, at('images', 'ship.png'), 'hello')
      await assertFails(here.files.deleteFolder(at('images')), 'notEmpty')
      assert.deepEqual(await namesIn(at('images')), ['ship.png'])
    })

    it('fails with notFound where nothing is', async () => {
      await assertFails(here.files.deleteFolder(at('missing')), 'notFound')
    })

    it('fails with notAFolder on a file, and leaves it', async () => {
      await writeBytes(here.files, at('page.html'), 'hello')
      await assertFails(here.files.deleteFolder(at('page.html')), 'notAFolder')
      assert.equal(await readText(here.files, at('page.html')), 'hello')
    })
  })
}

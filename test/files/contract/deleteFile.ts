/** How files are removed, and links. */

import assert from 'node:assert/strict'
import { writeBytes } from '../../support/streams.ts'
import { assertFails } from './assertFails.ts'
import type { PlaceInUse } from './place.ts'

export function describeDeleteFile(here: PlaceInUse): void {
  const { at, namesIn } = here

  describe('deleteFile', () => {
    it('fails with notFound where nothing is', async () => {
      await assertFails(here.files.deleteFile(at('missing')), 'notFound')
    })

    it('fails with isAFolder on a folder, and leaves it', async () => {
      await here.files.createFolder(at('images'))
      await assertFails(here.files.deleteFile(at('images')), 'isAFolder')
      assert.deepEqual(await namesIn(), ['images'])
    })

    it('removes a link and leaves what it points to', async () => {
      await here.files.createFolder(at('images'))
      await writeBytes(here.files, at('images', 'ship.png'), 'hello')
      await here.place.link('images', at('link'))
      await here.files.deleteFile(at('link'))
      assert.deepEqual(await namesIn(), ['images'])
      assert.deepEqual(await namesIn(at('images')), ['ship.png'])
    })
  })
}

/** How things get another name. */

import assert from 'node:assert/strict'
import { readText, writeBytes } from '../../support/streams.ts'
import { assertFails } from './assertFails.ts'
import type { PlaceInUse } from './place.ts'

export function describeRename(here: PlaceInUse): void {
  const { at, namesIn } = here

  describe('rename', () => {
    it('moves a file to another name and folder', async () => {
      await writeBytes(here.files, at('page.html'), 'hello')
      await here.files.createFolder(at('old'))
      await here.files.rename(at('page.html'), at('old', 'index.html'))
      assert.deepEqual(await namesIn(), ['old'])
      assert.equal(await readText(here.files, at('old', 'index.html')), 'hello')
    })

    it('moves a folder with all in it', async () => {
      await here.files.createFolder(at('images'))
      await writeBytes(here.files, at('images', 'ship.png'), 'hello')
      await here.files.rename(at('images'), at('pictures'))
      assert.deepEqual(await namesIn(), ['pictures'])
      assert.equal(await readText(here.files, at('pictures', 'ship.png')), 'hello')
    })

    it('refuses a taken name', async () => {
      await writeBytes(here.files, at('one'), '1')
      await writeBytes(here.files, at('two'), '2')
      await assertFails(here.files.rename(at('one'), at('two')), 'exists')
      await assertFails(here.files.rename(at('one'), at('two'), { overwrite: false }), 'exists')
      assert.deepEqual([await readText(here.files, at('one')), await readText(here.files, at('two'))], ['1', '2'])
    })

    it('replaces a file when it may', async () => {
      await writeBytes(here.files, at('one'), '1')
      await writeBytes(here.files, at('two'), '2')
      await here.files.rename(at('one'), at('two'), { overwrite: true })
      assert.deepEqual(await namesIn(), ['two'])
      assert.equal(await readText(here.files, at('two')), '1')
    })

    it('fails with notFound where nothing is', async () => {
      await assertFails(here.files.rename(at('missing'), at('page.html')), 'notFound')
    })

    it('fails with notFound into a missing folder, and leaves the file', async () => {
      await writeBytes(here.files, at('page.html'), 'hello')
      await assertFails(here.files.rename(at('page.html'), at('missing', 'page.html')), 'notFound')
      assert.equal(await readText(here.files, at('page.html')), 'hello')
    })
  })
}

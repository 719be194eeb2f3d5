/** How reading fails, and is given up. */

import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { readBytes, readText, someBytes, writeBytes } from '../../support/streams.ts'
import { assertFails } from './assertFails.ts'
import type { PlaceInUse } from './place.ts'

const mebibyte = 1024 * 1024

export function describeRead(here: PlaceInUse): void {
  const { at } = here

  describe('read', () => {
    it('fails with notFound where nothing is', async () => {
      await assertFails(readBytes(here.files, at('missing')), 'notFound')
    })

    it('fails with isAFolder on a folder', async () => {
      await here.files.createFolder(at('images'))
      await assertFails(readBytes(here.files, at('images')), 'isAFolder')
    })

    it('ends when aborted half-way, and the place works on', async () => {
      await writeBytes(here.files, at('big.bin'), someBytes(4 * mebibyte))
      const reason = new Error('no longer wanted')
      const abort = new AbortController()
      const destination = new Writable({ write: () => abort.abort(reason) }) // takes one block and no more
      await assert.rejects(here.files.read(at('big.bin'), destination, { signal: abort.signal }), (error) => error === reason)
      assert.equal((await readBytes(here.files, at('big.bin'))).length, 4 * mebibyte)
    })

    it('fails when the destination does, and the place works on', async () => {
      await writeBytes(here.files, at('page.html'), 'hello')
      const destination = new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) })
      await assert.rejects(here.files.read(at('page.html'), destination))
      assert.equal(await readText(here.files, at('page.html')), 'hello')
    })
  })
}

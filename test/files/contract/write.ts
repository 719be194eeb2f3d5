/** How writing fails, and that the old file is there afterwards. */

import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { readText, writeBytes } from '../../support/streams.ts'
import { assertFails } from './assertFails.ts'
import type { PlaceInUse } from './place.ts'
import { brokenAfter, thenStuck } from './streams.ts'

export function describeWrite(here: PlaceInUse): void {
  const { at, namesIn } = here

  describe('write', () => {
    it('refuses a taken name when it must not overwrite', async () => {
      await writeBytes(here.files, at('page.html'), 'old')
      await assertFails(writeBytes(here.files, at('page.html'), 'new', { overwrite: false }), 'exists')
      await assertKept('old')
    })

    it('takes a free name when it must not overwrite', async () => {
      await writeBytes(here.files, at('page.html'), 'new', { overwrite: false })
      await assertKept('new')
    })

    it('fails with notFound in a missing folder', async () => {
      await assertFails(writeBytes(here.files, at('missing', 'page.html'), 'hello'), 'notFound')
      assert.deepEqual(await namesIn(), [])
    })

    it('fails with isAFolder on a folder', async () => {
      await here.files.createFolder(at('images'))
      await assertFails(writeBytes(here.files, at('images'), 'hello'), 'isAFolder')
      assert.deepEqual(await namesIn(), ['images'])
    })

    for (const [what, size] of [
      ['fewer', 10],
      ['more', 2],
    ] as const) {
      it(`keeps the old file when ${what} bytes come than were announced`, async () => {
        await writeBytes(here.files, at('page.html'), 'old')
        await assertFails(writeBytes(here.files, at('page.html'), 'newer', { size }), 'incomplete')
        await assertKept('old')
      })
    }

    it('keeps the old file when the source fails at once', async () => {
      await writeBytes(here.files, at('page.html'), 'old')
      const source = new Readable({ read() {} })
      source.destroy(new Error('cable cut'))
      await assertFails(here.files.write(at('page.html'), source), 'incomplete')
      await assertKept('old')
    })

    it('keeps the old file when the source fails half-way', async () => {
      await writeBytes(here.files, at('page.html'), 'old')
      await assertFails(here.files.write(at('page.html'), brokenAfter(300_000)), 'incomplete')
      await assertKept('old')
    })

    it('leaves no new file when the source fails half-way', async () => {
      await assertFails(here.files.write(at('page.html'), brokenAfter(300_000)), 'incomplete')
      assert.deepEqual(await namesIn(), [])
    })

    it('keeps the old file when aborted half-way', async () => {
      await writeBytes(here.files, at('page.html'), 'old')
      const reason = new Error('no longer wanted')
      const abort = new AbortController()
      const source = thenStuck(300_000, () => abort.abort(reason))
      await assert.rejects(here.files.write(at('page.html'), source, { signal: abort.signal }), (error) => error === reason)
      await assertKept('old')
    })

    async function assertKept(contents: string): Promise<void> {
      assert.equal(await readText(here.files, at('page.html')), contents)
      assert.deepEqual(await namesIn(), ['page.html'], 'no temporary file should be left')
      await writeBytes(here.files, at('page.html'), 'and it works on')
      assert.equal(await readText(here.files, at('page.html')), 'and it works on')
    }
  })
}

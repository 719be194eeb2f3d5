/** How writing fails, and that the old file is there afterwards. */

import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { dirname } from '../../../src/base/posixPath.ts'
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

    it('gives a new file, and a replaced one, the mode that is asked for', async () => {
      for (const mode of ['640', '775']) {
        await writeBytes(here.files, at('page.cgi'), mode, { mode })
        assert.equal(await here.place.modeOf(at('page.cgi')), mode)
      }
      await writeBytes(here.files, at('page.cgi'), 'and keeps it')
      assert.equal(await here.place.modeOf(at('page.cgi')), '775')
    })

    it('names the files it makes beside the target, and waits, and leaves none of them', async () => {
      const named: string[] = []
      const onTemporary = async (path: string) => {
        await Promise.resolve()
        named.push(path)
      }
      await here.files.createFolder(at('pages'))
      for (const contents of ['old', 'new']) await writeBytes(here.files, at('pages', 'page.html'), contents, { onTemporary })
      for (const path of named) assert.equal(dirname(path), at('pages'))
      assert.equal(named.includes(at('pages', 'page.html')), false)
      assert.equal(new Set(named).size, named.length, 'no name should be used again')
      assert.deepEqual(await namesIn(at('pages')), ['page.html'])
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

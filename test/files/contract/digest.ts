/** What a file's bytes come to. */

import assert from 'node:assert/strict'
import { digestSum } from '../../../src/base/digest.ts'
import { isFileError } from '../../../src/files/fileError.ts'
import { someBytes, writeBytes } from '../../support/streams.ts'
import type { PlaceInUse } from './place.ts'

export function describeDigest(here: PlaceInUse): void {
  const { at } = here

  describe('digest', () => {
    it('is that of the bytes, where the place can say', async () => {
      const bytes = someBytes(2_500_000)
      await writeBytes(here.files, at('big.bin'), bytes)
      for (const algorithm of [undefined, 'SHA-1'] as const) {
        const digest = await here.files.digest(at('big.bin'), { ...(algorithm && { algorithm }) })
        if (!digest) continue
        const sum = digestSum(digest.algorithm)
        sum.update(bytes)
        assert.equal(digest.hex, sum.hex())
      }
    })

    it('is that of no bytes, for an empty file', async () => {
      await writeBytes(here.files, at('empty'), '')
      const digest = await here.files.digest(at('empty'), { algorithm: 'SHA-256' })
      if (digest?.algorithm === 'SHA-256') assert.match(digest.hex, /^e3b0c44298fc1c14/)
      if (digest) assert.equal(digest.hex, digestSum(digest.algorithm).hex())
    })

    it('fails with notFound where nothing is, if the place has looked', async () => {
      const digest = here.files.digest(at('missing')).catch((error: unknown) => assert.ok(isFileError(error, 'notFound'), String(error)))
      assert.equal(await digest, undefined)
    })
  })
}

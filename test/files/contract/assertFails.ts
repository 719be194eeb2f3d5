/** How the suite asks why something failed. */

import assert from 'node:assert/strict'
import { FileError, isFileError, type FileErrorReason } from '../../../src/files/fileError.ts'

export async function assertFails(work: Promise<unknown>, reason: FileErrorReason): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof FileError, `a FileError was expected: ${String(error)}`)
    assert.ok(isFileError(error, reason), `${reason} was expected, not ${error.reason}: ${error.message}`)
    return true
  })
}

/** What the bytes of a file come to, by reading all of them. */

import { Writable } from 'node:stream'
import { digestSum, type DigestAlgorithm } from '../base/digest.ts'
import type { FileSystem, TransferOptions } from '../files/fileSystem.ts'

/** Lower-case hex. Errors: those of `FileSystem.read`. */
export async function hashOf(files: FileSystem, path: string, algorithm: DigestAlgorithm, options: TransferOptions): Promise<string> {
  const sum = digestSum(algorithm)
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      sum.update(chunk)
      done()
    },
  })
  await files.read(path, sink, options)
  return sum.hex()
}

/** The text of a file that is expected to be small. */

import { Writable } from 'node:stream'
import { FileError } from '../files/fileError.ts'
import type { FileSystem, OperationOptions } from '../files/fileSystem.ts'

/** Throws `unsupported` if it has more than `maxBytes`, or is not UTF-8, and what reading throws. */
export async function readSmallText(files: FileSystem, path: string, maxBytes: number, options: OperationOptions): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  const tooLong = new FileError('unsupported', path, `${path} is too long: it may have ${maxBytes} bytes.`)
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes <= maxBytes) chunks.push(Buffer.from(chunk))
      done(bytes > maxBytes ? tooLong : undefined)
    },
  })
  try {
    await files.read(path, sink, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    throw bytes > maxBytes ? tooLong : error
  }
  return decode(path, Buffer.concat(chunks))
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new FileError('unsupported', path, `${path} is not text in UTF-8. Save it as that.`, error)
  }
}

/** Bytes in and out of a `FileSystem`, for tests. */

import { Readable, Writable } from 'node:stream'
import type { FileStat, FileSystem, OperationOptions, WriteOptions } from '../../src/files/fileSystem.ts'

export async function readBytes(files: FileSystem, path: string, options?: OperationOptions): Promise<Buffer> {
  const chunks: Buffer[] = []
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  await files.read(path, destination, options)
  return Buffer.concat(chunks)
}

export async function readText(files: FileSystem, path: string): Promise<string> {
  return (await readBytes(files, path)).toString('utf8')
}

export function writeBytes(files: FileSystem, path: string, contents: Buffer | string, options?: WriteOptions): Promise<FileStat> {
  return files.write(path, Readable.from(contents.length === 0 ? [] : [Buffer.from(contents)]), options)
}

/** `length` bytes that don't repeat in a way a lost or doubled block could hide in. */
export function someBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = 12_345
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[index] = state >>> 16
  }
  return bytes
}

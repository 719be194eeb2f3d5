/** Whole files of the memory: read as they are, written so that a crash leaves the old or the new one. */

import { Readable, Writable } from 'node:stream'
import { dirname } from '../base/posixPath.ts'
import { makeFolders } from '../files/copy.ts'
import { isFileError } from '../files/fileError.ts'
import type { FileSystem } from '../files/fileSystem.ts'

/** Undefined if there is none. */
export async function readStored(files: FileSystem, path: string): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk))
      done()
    },
  })
  try {
    await files.read(path, sink)
  } catch (error) {
    if (isFileError(error, 'notFound')) return undefined
    throw error
  }
  return Buffer.concat(chunks)
}

/** Makes the folder it is in, if need be. */
export async function writeStored(files: FileSystem, path: string, contents: string | Buffer): Promise<void> {
  const bytes = Buffer.from(contents)
  const write = () => files.write(path, Readable.from(bytes.length === 0 ? [] : [bytes]), { size: bytes.length })
  try {
    await write()
  } catch (error) {
    if (!isFileError(error, 'notFound')) throw error
    await makeFolders(files, dirname(path))
    await write()
  }
}

/** It may be gone already. */
export async function deleteStored(files: FileSystem, path: string): Promise<void> {
  try {
    await files.deleteFile(path)
  } catch (error) {
    if (!isFileError(error, 'notFound')) throw error
  }
}

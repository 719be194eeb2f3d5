/** Between the core's files and the editor's: types, bytes and streams. */

import { Readable, Writable } from 'node:stream'
import { FileChangeType, FileType, type FileChangeEvent } from 'vscode'
import { dirname } from '../base/posixPath.ts'
import type { FileChange, FileStat, FileSystem } from '../files/fileSystem.ts'
import type { SiteFileChanges } from './siteConnections.ts'
import { uriOf } from './uris.ts'

export function fileTypeOf(type: FileStat['type'], isLink: boolean): FileType {
  const target = type === 'folder' ? FileType.Directory : type === 'file' ? FileType.File : FileType.Unknown
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the API has the link as a flag beside the type
  return isLink ? target | FileType.SymbolicLink : target
}

/** The whole file; undefined if it has more than `maxBytes`, whatever its size is said to be. */
export async function readBytes(files: FileSystem, path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      length += chunk.length
      if (length <= maxBytes) chunks.push(chunk)
      done(length <= maxBytes ? null : new Error('The file is larger than expected.'))
    },
  })
  try {
    await files.read(path, sink)
  } catch (error) {
    if (length > maxBytes) return undefined
    throw error
  }
  return Buffer.concat(chunks)
}

export function streamOf(content: Uint8Array): Readable {
  return Readable.from(content.length === 0 ? [] : [Buffer.from(content.buffer, content.byteOffset, content.byteLength)], {
    objectMode: false,
  })
}

/** With a change of the folder for each name that came or went: the explorer looks there. */
export function changeEvents({ siteId, changes }: SiteFileChanges): FileChangeEvent[] {
  const folders = new Set(changes.filter(({ type }) => type !== 'changed').map(({ path }) => dirname(path)))
  const own = changes.map(({ type, path }) => ({ type: changeTypeOf(type), uri: uriOf({ siteId, path }) }))
  return [...own, ...[...folders].map((path) => ({ type: FileChangeType.Changed, uri: uriOf({ siteId, path }) }))]
}

function changeTypeOf(type: FileChange['type']): FileChangeType {
  switch (type) {
    case 'created':
      return FileChangeType.Created
    case 'changed':
      return FileChangeType.Changed
    case 'deleted':
      return FileChangeType.Deleted
  }
}

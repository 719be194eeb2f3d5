/** Our engine as the editor uses it: a pool, and the file system on top of it. */

import type { Entry } from '../../src/base/entry.ts'
import { FtpFileSystem } from '../../src/files/ftpFileSystem.ts'
import type { TransferMode } from '../../src/ftp/server.ts'
import { collecting, type ServedFolder } from '../servers/servedFolder.ts'
import { readBytes, writeBytes } from '../support/streams.ts'
import { each, type Client, type Seen } from './client.ts'

export function fileSystemClient(served: ServedFolder, mode: TransferMode, lines: string[]): Client {
  const log = collecting(lines)
  const pool = served.pool(mode, log)
  const files = new FtpFileSystem(pool, log)
  return {
    list: async (folder) => (await files.list(folder, { fresh: true })).entries.map(seenOf),
    modified: (paths) => each(paths, async (path) => (await files.stat(path, { fresh: true })).modified),
    download: (paths) => each(paths, (path) => readBytes(files, path)),
    upload: async (contents) => {
      await each(contents, ([path, bytes]) => writeBytes(files, path, bytes, { size: bytes.length }))
    },
    makeFolder: (path) => files.createFolder(path),
    removeFolder: (path) => files.deleteFolder(path),
    deleteFile: (path) => files.deleteFile(path),
    rename: (from, to) => files.rename(from, to),
    close: async () => {
      await pool.close()
      pool.dispose()
    },
  }
}

export function seenOf({ name, type, size, modified }: Entry): Seen {
  return { name, type: type === 'link' ? 'other' : type, size: type === 'file' ? size : undefined, modified }
}

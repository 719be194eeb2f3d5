/** Our engine with nothing on top of it: what one login can do. */

import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { TransferMode } from '../../src/ftp/server.ts'
import type { Session } from '../../src/ftp/session.ts'
import { collecting, type ServedFolder } from '../servers/servedFolder.ts'
import { each, type Client } from './client.ts'
import { seenOf } from './fileSystemClient.ts'

export function sessionClient(served: ServedFolder, mode: TransferMode, lines: string[]): Client {
  const pool = served.pool(mode, collecting(lines))
  const use = <T>(work: (session: Session) => Promise<T>) => pool.use({}, work)
  return {
    list: async (folder) => (await use((session) => session.list(folder))).entries.map(seenOf),
    modified: (paths) => use((session) => each(paths, (path) => session.modified(path))),
    download: (paths) => use((session) => each(paths, (path) => retrieved(session, path))),
    upload: async (contents) => {
      await use((session) => each(contents, ([path, bytes]) => session.store(path, Readable.from(bytes.length === 0 ? [] : [bytes]))))
    },
    makeFolder: (path) => use((session) => session.makeFolder(path)),
    removeFolder: (path) => use((session) => session.removeFolder(path)),
    deleteFile: (path) => use((session) => session.deleteFile(path)),
    rename: (from, to) => use((session) => session.rename(from, to)),
    close: async () => {
      await pool.close()
      pool.dispose()
    },
  }
}

async function retrieved(session: Session, path: string): Promise<Buffer> {
  const destination = new PassThrough()
  const [bytes] = await Promise.all([buffer(destination), session.retrieve(path, destination)])
  return bytes
}

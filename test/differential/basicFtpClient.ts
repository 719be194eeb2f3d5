/** basic-ftp, which most Node programs speak FTP with. It has no active mode. */

import { Client as BasicFtp, FileType, type FileInfo } from 'basic-ftp'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Timestamp } from '../../src/base/entry.ts'
import type { ServedFolder } from '../servers/servedFolder.ts'
import { each, type Client, type Seen } from './client.ts'

export async function basicFtpClient({ server, security }: ServedFolder, lines: string[]): Promise<Client> {
  const { host, port, user, password, certificate } = server
  const client = new BasicFtp()
  client.ftp.log = (line) => void lines.push(line)
  client.ftp.verbose = true
  await client.access({ host, port, user, password, secure: security === 'explicit', secureOptions: { ca: certificate } })
  return {
    // From inside the folder: `LIST -a path` is not for paths with blanks.
    list: async (folder) => {
      await client.cd(folder)
      const seen = (await client.list()).map(seenOf)
      await client.cd('/')
      return seen
    },
    modified: (paths) => each(paths, async (path) => toTheSecond(await client.lastMod(path))),
    download: (paths) => each(paths, (path) => downloaded(client, path)),
    upload: async (contents) => {
      await each(contents, ([path, bytes]) => client.uploadFrom(Readable.from(bytes.length === 0 ? [] : [bytes]), path))
    },
    makeFolder: async (path) => {
      await client.send(`MKD ${path}`)
    },
    removeFolder: async (path) => {
      await client.removeEmptyDir(path)
    },
    deleteFile: async (path) => {
      await client.remove(path)
    },
    rename: async (from, to) => {
      await client.rename(from, to)
    },
    close: async () => client.close(),
  }
}

async function downloaded(client: BasicFtp, path: string): Promise<Buffer> {
  const destination = new PassThrough()
  const [bytes] = await Promise.all([buffer(destination), client.downloadTo(destination, path)])
  return bytes
}

function toTheSecond(time: Date): Timestamp {
  return { ms: time.getTime(), precision: 'second' }
}

function seenOf({ name, type, size, modifiedAt }: FileInfo): Seen {
  return {
    name,
    type: type === FileType.File ? 'file' : type === FileType.Directory ? 'folder' : 'other',
    size: type === FileType.File ? size : undefined,
    modified: modifiedAt && toTheSecond(modifiedAt),
  }
}

/** curl: one process, and so one login, for a piece of work. It gives listings as the server wrote them. */

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Curl } from '../servers/curl.ts'
import type { ServedFolder } from '../servers/servedFolder.ts'
import { each, type Client, type Seen } from './client.ts'

export function curlClient({ server, security }: ServedFolder, mode: 'passive' | 'active'): Client {
  // curl 7.88 closes an upload over TLS 1.3 before it has read the tickets: a reset, and every third time a 426 or 522.
  const versions = security === 'none' ? [] : ['--tls-max', '1.2']
  // Whole paths in the commands, no CWD: to Pure-FTPd a blank before a name is none of the name.
  const curl = new Curl(server, security, [...versions, '--ftp-method', 'nocwd', ...(mode === 'active' ? ['--ftp-port', '-'] : [])])
  const tell = async (...commands: readonly string[]) => {
    await curl.run([...commands.flatMap((command) => ['--quote', command]), '--head', curl.url('/')])
  }
  return {
    list: async (folder) => listed(String(await curl.run([curl.url(`${folder}/`)]))),
    modified: async (paths) => timesIn(String(await curl.run(['--head', ...paths.map((path) => curl.url(path))])), paths.length),
    download: (paths) =>
      withFolder(async (folder) => {
        const places = paths.map((_, index) => join(folder, `${index}`))
        await curl.run(paths.flatMap((path, index) => ['--output', places[index] ?? '', curl.url(path)]))
        return each(places, (place) => readFile(place))
      }),
    upload: (contents) =>
      withFolder(async (folder) => {
        const places = [...contents.keys()].map((path, index) => ({ path, place: join(folder, `${index}`) }))
        for (const { path, place } of places) await writeFile(place, contents.get(path) ?? '')
        await curl.run(places.flatMap(({ path, place }) => ['--upload-file', place, curl.url(path)]))
      }),
    makeFolder: (path) => tell(`MKD ${path}`),
    removeFolder: (path) => tell(`RMD ${path}`),
    deleteFile: (path) => tell(`DELE ${path}`),
    rename: (from, to) => tell(`RNFR ${from}`, `RNTO ${to}`),
    close: async () => {},
  }
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'portside-curl-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** One `Last-Modified: Sun, 03 Jan 2021 04:05:06 GMT` for each file, made of the server's answer to MDTM. */
function timesIn(heads: string, count: number): { ms: number; precision: 'second' }[] {
  const times = heads.match(/^Last-Modified: .*$/gm) ?? []
  assert.equal(times.length, count, heads)
  return times.map((time) => ({ ms: Date.parse(time.replace('Last-Modified: ', '')), precision: 'second' }))
}

/** `-rw-r--r--   1 nobody   nogroup         5 Jan  3  2021 two  blanks`: all four servers list like this. */
const line = /^([-dl])\S{9}\s+\d+\s+\S+\s+\S+\s+(\d+)\s+[A-Z][a-z]{2}\s+\d+\s+(?:\d{4}|\d\d:\d\d) (.+)$/

function listed(text: string): Seen[] {
  const lines = text.split(/\r?\n/).filter((one) => one !== '' && !one.startsWith('total '))
  return lines.map(entryIn).filter(({ name }) => name !== '.' && name !== '..')
}

function entryIn(text: string): Seen {
  const [, letter, size, name] = line.exec(text) ?? []
  assert.ok(name !== undefined, `curl shows a line that is none: ${text}`)
  const type = letter === '-' ? 'file' : letter === 'd' ? 'folder' : 'other'
  return { name, type, size: type === 'file' ? Number(size) : undefined, modified: undefined }
}

/**
 * The same tree and the same operations through our engine and through other clients, on one kind of real server: they must see
 * the same names, types, sizes and times, get the same bytes, and leave the same behind. The disk is the judge.
 */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { sameTime, type Timestamp } from '../../src/base/entry.ts'
import type { Security } from '../../src/ftp/server.ts'
import { installServers } from '../servers/install.mjs'
import type { ServerKind } from '../servers/realServer.ts'
import { ServedFolder } from '../servers/servedFolder.ts'
import type { Client, Seen } from './client.ts'
import { clientsFor, sendsEmptyFiles, unkept, wantsOneAtATime } from './matrix.ts'
import { contents, oddNames, plant, type Planted } from './tree.ts'

const installMs = 300_000

export function describeDifferential(kind: ServerKind): void {
  for (const security of ['none', 'explicit'] as const) describeCell(kind, security)
}

function describeCell(kind: ServerKind, security: Security): void {
  describe(`${kind}, security ${security}: the same through every client`, function () {
    this.timeout(60_000)
    const clients = clientsFor(kind, security)
    const open = new Map<string, Client>()
    const lines: string[] = []
    let served: ServedFolder
    let tree: string
    let planted: readonly Planted[]

    before(async function () {
      this.timeout(installMs)
      await installServers()
      served = await ServedFolder.start({ kind, security })
      tree = await served.freshFolder()
      planted = plant(served.native(tree), unkept[kind]?.names)
      served.give(tree)
    })
    beforeEach(() => {
      lines.length = 0
    })
    afterEach(async function () {
      if (this.currentTest?.state !== 'failed') return
      console.log([...lines.slice(-40), served.server.log().slice(-3000)].join('\n'))
      await closeAll() // what has failed once is of no use to the next
    })
    after(async () => {
      await closeAll()
      await served.stop()
    })

    const closeAll = async () => {
      for (const client of open.values()) await client.close()
      open.clear()
    }
    const use = async <T>(name: string, work: (client: Client) => Promise<T>): Promise<T> => {
      const client = open.get(name) ?? (await clients.get(name)?.(served, lines))
      assert.ok(client)
      open.set(name, client)
      const result = await work(client)
      if (wantsOneAtATime(kind)) await closeAll()
      return result
    }

    for (const name of clients.keys()) {
      describe(name, () => {
        it('lists the same names, types and sizes, and times where it has them', async () => {
          const seen = await use(name, (client) => client.list(tree))
          assert.deepEqual(sorted(seen.map(described)), sorted(planted.map(expected)))
          for (const { name, modified } of seen) if (modified) assertTime(modified, planted, name)
        })

        it('looks up the same times', async () => {
          const files = planted.filter(({ bytes }) => bytes).map((one) => one.name)
          const times = await use(name, (client) => client.modified(files.map((file) => `${tree}/${file}`)))
          for (const [index, file] of files.entries()) assertTime(times[index], planted, file)
        })

        it('downloads the same bytes', async () => {
          const files = new Map(planted.flatMap(({ name, bytes }) => (bytes ? [[`${tree}/${name}`, bytes]] : [])))
          await use(name, (client) => assertDownloads(client, files))
        })

        it('uploads what the disk then has, and every other client downloads', async () => {
          const folder = await served.freshFolder()
          const sent = Object.entries(contents).filter(([, bytes]) => bytes.length > 0 || sendsEmptyFiles(name, kind, security))
          const files = new Map(sent.map(([file, bytes]) => [`${folder}/${file}`, bytes]))
          await use(name, (client) => client.upload(files))
          for (const [path, bytes] of files) assert.equal(digest(await readFile(served.native(path))), digest(bytes), path)
          for (const other of clients.keys()) if (other !== name) await use(other, (client) => assertDownloads(client, files, other))
        })

        it('uploads under every name', async () => {
          const folder = await served.freshFolder()
          const { names = [], uploads = [] } = unkept[kind] ?? {}
          const files = oddNames.filter((file) => !names.includes(file) && !uploads.includes(file))
          await use(name, (client) => client.upload(new Map(files.map((file) => [`${folder}/${file}`, Buffer.from(file)]))))
          assert.deepEqual(sorted(await readdir(served.native(folder))), sorted(files))
          for (const file of files) assert.equal(await readFile(served.native(`${folder}/${file}`), 'utf8'), file)
        })

        it('makes, renames and removes, and the same is left', async () => {
          const folder = await served.freshFolder()
          await use(name, (client) => change(client, folder))
          assert.deepEqual(sorted(await readdir(served.native(folder), { recursive: true })), ['kept folder', 'kept folder/über 1.txt'])
        })
      })
    }
  })
}

/** Some of everything; what is left is said where this is called. */
async function change(client: Client, folder: string): Promise<void> {
  for (const name of ['kept folder', 'folder to go', 'old folder']) await client.makeFolder(`${folder}/${name}`)
  await client.upload(new Map([`${folder}/old folder/page 1.txt`, `${folder}/page 2.txt`].map((path) => [path, Buffer.from(path)])))
  await client.rename(`${folder}/old folder/page 1.txt`, `${folder}/kept folder/über 1.txt`)
  await client.rename(`${folder}/old folder`, `${folder}/new folder`)
  await client.deleteFile(`${folder}/page 2.txt`)
  await client.removeFolder(`${folder}/new folder`)
  await client.removeFolder(`${folder}/folder to go`)
}

async function assertDownloads(client: Client, files: ReadonlyMap<string, Buffer>, by = 'it'): Promise<void> {
  const got = await client.download([...files.keys()])
  for (const [index, [path, bytes]] of [...files].entries()) {
    assert.equal(digest(got[index] ?? Buffer.alloc(0)), digest(bytes), `${path} by ${by}`)
  }
}

function described({ name, type, size }: Seen): string {
  return `${type} ${size ?? '-'} ${name}`
}

function expected({ name, bytes }: Planted): string {
  return bytes ? `file ${bytes.length} ${name}` : `folder - ${name}`
}

function assertTime(seen: Timestamp | undefined, planted: readonly Planted[], name: string): void {
  const ms = planted.find((one) => one.name === name)?.modified
  assert.ok(seen && ms !== undefined, `${name} has no time`)
  const shown = `${new Date(seen.ms).toISOString()} to the ${seen.precision}, ${new Date(ms).toISOString()} on the disk`
  assert.ok(sameTime(seen, { ms, precision: 'second' }), `${name}: ${shown}`)
}

function digest(bytes: Buffer): string {
  return `${bytes.length} bytes, ${createHash('sha256').update(bytes).digest('hex')}`
}

function sorted(texts: readonly string[]): string[] {
  return [...texts].sort()
}

/**
 * The file system suite against real servers: each kind, each security it has, each transfer mode, over one pool as a site
 * has it. Besides the suite, what only the server's disk can tell.
 */

import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Logger } from '../../src/base/log.ts'
import { isFileError } from '../../src/files/fileError.ts'
import { FtpFileSystem } from '../../src/files/ftpFileSystem.ts'
import { SessionPool } from '../../src/ftp/pool.ts'
import type { Prompts } from '../../src/ftp/prompts.ts'
import type { Security, TransferMode } from '../../src/ftp/server.ts'
import { describeFileSystem, type Refusals } from '../files/contract.ts'
import { installServers } from '../servers/install.mjs'
import { giveToServer, securitiesOf, serverKinds, startServer, type RealServer, type ServerKind } from '../servers/realServer.ts'
import { someBytes } from '../support/streams.ts'

const installMs = 300_000

/** What these servers can't do by themselves, whoever asks. */
const refusals: Partial<Record<ServerKind, Refusals>> = {
  proftpd: { folders: ['star*.txt'] }, // 550 Invalid directory name
  pureftpd: { files: ['back\\slash.txt'], folders: ['back\\slash.txt'], changes: ['trailing space '] }, // 553; a blank becomes _
}

/** pyftpdlib 1.5 mixes up its sockets when it dials for two sessions at once: "fd was no longer in socket_map". */
function connectionsFor(kind: ServerKind, mode: TransferMode): number {
  return kind === 'pyftpdlib' && mode === 'active' ? 1 : 3
}

for (const kind of serverKinds) for (const security of securitiesOf(kind)) describeServer(kind, security)

function describeServer(kind: ServerKind, security: Security): void {
  describe(`${kind}, security ${security}`, function () {
    this.timeout(20_000)
    let disk: string
    let server: RealServer | undefined
    let folders = 0

    before(async function () {
      this.timeout(installMs)
      await installServers()
      disk = await mkdtemp(join(await realpath(tmpdir()), 'portside-contract-'))
      server = await startServer({ kind, security, root: disk })
    })
    after(async () => {
      await server?.stop()
      await rm(disk, { recursive: true, force: true })
    })

    /** An empty folder that belongs to the server's user, by its path on the server. */
    const freshFolder = async () => {
      const name = `test-${++folders}`
      await mkdir(join(disk, name))
      giveToServer(join(disk, name))
      return `/${name}`
    }

    for (const mode of ['passive', 'active'] as const) {
      describe(mode, () => {
        const lines: string[] = []
        let pool: SessionPool

        before(() => {
          assert.ok(server)
          pool = openPool(server, security, mode, lines)
        })
        beforeEach(() => {
          lines.length = 0
        })
        afterEach(function () {
          if (this.currentTest?.state === 'failed') console.log(lines.slice(-60).join('\n'))
        })
        after(async () => {
          await pool.close()
          pool.dispose()
        })

        const setUp = async () => {
          const root = await freshFolder()
          return {
            files: new FtpFileSystem(pool, collecting(lines)),
            root,
            keepsTimes: kind !== 'vsftpd', // it has no MFMT
            link: async (target: string, path: string) => {
              await symlink(target, join(disk, path))
              giveToServer(join(disk, root))
            },
            tearDown: async () => {},
          }
        }
        describeFileSystem('FtpFileSystem', setUp, refusals[kind])

        // Last: what a broken connection leaves behind in a server is not for the suite above to find.
        describe('On the disk of the server', () => {
          it('keeps the old file when an upload is cut off, with the server none the wiser', async () => {
            const folder = await freshFolder()
            await writeFile(join(disk, folder, 'page.html'), 'old')
            giveToServer(join(disk, folder))
            const files = new FtpFileSystem(pool, collecting(lines))
            await assert.rejects(files.write(`${folder}/page.html`, cutAfter(2_000_000)), (error) => isFileError(error, 'incomplete'))
            assert.equal(await readFile(join(disk, folder, 'page.html'), 'utf8'), 'old')
            assert.deepEqual(await readdir(join(disk, folder)), ['page.html'])
          })

          it('keeps the old file when every connection breaks during an upload, and needs no help to go on', async () => {
            const folder = await freshFolder()
            await writeFile(join(disk, folder, 'page.html'), 'old')
            giveToServer(join(disk, folder))
            assert.ok(server)
            const doomed = openPool(server, security, mode, lines)
            const source = cutAfter(Infinity, () => doomed.dispose())
            await assert.rejects(new FtpFileSystem(doomed, collecting(lines)).write(`${folder}/page.html`, source))
            assert.equal(await readFile(join(disk, folder, 'page.html'), 'utf8'), 'old')
            const files = new FtpFileSystem(pool, collecting(lines))
            await files.write(`${folder}/page.html`, Readable.from([Buffer.from('new')]))
            assert.equal(await readFile(join(disk, folder, 'page.html'), 'utf8'), 'new')
          })

          it('keeps the mode of a script, so that it goes on running', async () => {
            const folder = await freshFolder()
            await writeFile(join(disk, folder, 'page.cgi'), 'old')
            await chmod(join(disk, folder, 'page.cgi'), 0o755)
            giveToServer(join(disk, folder))
            await new FtpFileSystem(pool, collecting(lines)).write(`${folder}/page.cgi`, Readable.from([Buffer.from('new')]))
            assert.equal(await readFile(join(disk, folder, 'page.cgi'), 'utf8'), 'new')
            assert.equal(((await stat(join(disk, folder, 'page.cgi'))).mode & 0o777).toString(8), '755')
          })

          it('overwrites nothing in a folder that can be entered and not listed', async () => {
            const folder = await freshFolder()
            await writeFile(join(disk, folder, 'page.html'), 'precious')
            await writeFile(join(disk, folder, 'other'), 'other')
            giveToServer(join(disk, folder))
            await chmod(join(disk, folder), 0o333)
            const files = new FtpFileSystem(pool, collecting(lines))
            await assert.rejects(files.write(`${folder}/page.html`, Readable.from([Buffer.from('new')]), { overwrite: false }))
            await assert.rejects(files.rename(`${folder}/other`, `${folder}/page.html`))
            assert.equal(await readFile(join(disk, folder, 'page.html'), 'utf8'), 'precious')
          })

          it('writes through links below linked folders to where they really lead', async () => {
            const folder = await freshFolder()
            for (const path of ['releases/5', 'shared', '../shared']) await mkdir(join(disk, folder, path), { recursive: true })
            await writeFile(join(disk, folder, 'shared/.env'), 'right')
            await writeFile(join(disk, 'shared/.env'), "somebody else's")
            await symlink('../../shared/.env', join(disk, folder, 'releases/5/.env'))
            await symlink('releases/5', join(disk, folder, 'current'))
            giveToServer(disk)
            await new FtpFileSystem(pool, collecting(lines)).write(`${folder}/current/.env`, Readable.from([Buffer.from('new')]))
            assert.equal(await readFile(join(disk, 'shared/.env'), 'utf8'), "somebody else's")
            assert.equal(await readFile(join(disk, folder, 'shared/.env'), 'utf8'), 'new')
          })

          it('writes exactly the bytes to the disk', async () => {
            const folder = await freshFolder()
            const bytes = someBytes(3_000_000)
            await new FtpFileSystem(pool, collecting(lines)).write(`${folder}/日本 語.bin`, Readable.from([bytes]), { size: bytes.length })
            assert.ok((await readFile(join(disk, folder, '日本 語.bin'))).equals(bytes))
          })
        })
      })
    }
  })
}

function openPool(server: RealServer, security: Security, mode: TransferMode, lines: string[]): SessionPool {
  const { kind, host, port, user, password, certificate } = server
  const prompts: Prompts = { password: async () => password, certificate: async () => false }
  return new SessionPool({
    server: { host, port, user, security },
    tls: () => ({ ca: certificate }),
    transfer: () => ({ mode }),
    connections: connectionsFor(kind, mode),
    prompts,
    log: collecting(lines),
    name: 'test',
  })
}

function collecting(lines: string[]): Logger {
  const add = (line: string) => void lines.push(line)
  return { error: add, warn: add, info: add, debug: add, trace: add }
}

/** Fails after `length` bytes, or calls `onRead` after the first few blocks and goes on for ever. */
function cutAfter(length: number, onRead: () => void = () => {}): Readable {
  const block = someBytes(100_000)
  let sent = 0
  return new Readable({
    read() {
      if (sent >= length) this.destroy(new Error('cable cut'))
      else this.push(block)
      sent += block.length
      if (sent === 10 * block.length) onRead()
    },
  })
}

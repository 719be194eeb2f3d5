/**
 * The file system suite against one kind of real server: over IPv4 and IPv6, each security it has, each transfer mode, over one
 * pool as a site has it. Besides the suite, what only the server's disk and our own dialogue with it can tell.
 *
 * One file and so one process for each kind: they wait for one another's replies, and wait better side by side.
 */

import assert from 'node:assert/strict'
import { symlink } from 'node:fs/promises'
import { FtpFileSystem } from '../../src/files/ftpFileSystem.ts'
import type { SessionPool } from '../../src/ftp/pool.ts'
import type { Security } from '../../src/ftp/server.ts'
import { describeFileSystem } from '../files/contract.ts'
import type { Refusals } from '../files/contract/place.ts'
import { installServers } from '../servers/install.mjs'
import { loopbacks, securitiesOf, type Loopback, type ServerKind } from '../servers/realServer.ts'
import { collecting, ServedFolder } from '../servers/servedFolder.ts'
import { modeOnDisk } from '../support/modeOnDisk.ts'
import { describeDisk } from './onDisk.ts'

const installMs = 300_000

/** What these servers can't do by themselves, whoever asks. */
const refusals: Partial<Record<ServerKind, Refusals>> = {
  proftpd: { folders: ['star*.txt'] }, // 550 Invalid directory name
  pureftpd: { files: ['back\\slash.txt'], folders: ['back\\slash.txt'], changes: ['trailing space '] }, // 553; a blank becomes _
}

/** RFC 2428: over IPv6 there is nothing else, and over IPv4 it is asked for first. */
const dataCommands = {
  passive: { '127.0.0.1': '→ EPSV', '::1': '→ EPSV' },
  active: { '127.0.0.1': '→ EPRT |1|127.0.0.1|', '::1': '→ EPRT |2|::1|' },
} as const

/** None of the four has a limit over IPv6 that it doesn't have over IPv4. */
export function describeServer(kind: ServerKind): void {
  for (const listen of loopbacks) for (const security of securitiesOf(kind)) describeCell(kind, security, listen)
}

function describeCell(kind: ServerKind, security: Security, listen: Loopback): void {
  describe(`${kind}, security ${security}, on ${listen}`, function () {
    this.timeout(20_000)
    let served: ServedFolder | undefined

    before(async function () {
      this.timeout(installMs)
      await installServers()
      served = await ServedFolder.start({ kind, security, listen })
    })
    after(() => served?.stop())

    for (const mode of ['passive', 'active'] as const) {
      describe(mode, () => {
        const lines: string[] = []
        let pool: SessionPool | undefined

        before(() => {
          pool = served?.pool(mode, collecting(lines))
        })
        beforeEach(() => {
          lines.length = 0
        })
        afterEach(function () {
          if (this.currentTest?.state === 'failed') console.log([...lines.slice(-60), served?.server.log().slice(-3000)].join('\n'))
        })
        after(async () => {
          await pool?.close()
          pool?.dispose()
        })

        const inUse = () => {
          assert.ok(served && pool, 'the server should be up')
          return { served, pool, files: new FtpFileSystem(pool, collecting(lines)) }
        }
        const setUp = async () => {
          const { served, files } = inUse()
          const root = await served.freshFolder()
          return {
            files,
            root,
            keepsTimes: true, // by MFMT, or on vsftpd by `MDTM time name`
            modeOf: (path: string) => modeOnDisk(served.native(path)),
            link: async (target: string, path: string) => {
              await symlink(target, served.native(path))
              served.give(root)
            },
            tearDown: async () => {},
          }
        }
        describeFileSystem('FtpFileSystem', setUp, refusals[kind])

        it(`opens its data connections with "${dataCommands[mode][listen]}"`, async () => {
          const { served, files } = inUse()
          await files.list(await served.freshFolder(), { fresh: true })
          const commands = lines.filter((line) => /→ (EPSV|PASV|EPRT|PORT)/.test(line))
          assert.ok(commands.length > 0, 'there should be a data connection')
          for (const command of commands) assert.ok(command.includes(dataCommands[mode][listen]), command)
        })

        // Last: what a broken connection leaves behind in a server is not for the suite above to find.
        describeDisk(() => ({ ...inUse(), openAnother: () => inUse().served.pool(mode, collecting(lines)) }))
      })
    }
  })
}

/**
 * TLS on real servers, each version by itself: a listing, an upload and a download in both modes, every data connection resuming
 * the control connection's session. And that the servers which we say insist on that do.
 */

import assert from 'node:assert/strict'
import type { Logger } from '../../src/base/log.ts'
import { FtpFileSystem } from '../../src/files/ftpFileSystem.ts'
import type { SessionPool } from '../../src/ftp/pool.ts'
import type { TlsVersion, TransferMode } from '../../src/ftp/server.ts'
import { Curl } from '../servers/curl.ts'
import { installServers } from '../servers/install.mjs'
import { serverKinds, type ServerKind } from '../servers/realServer.ts'
import { collecting, ServedFolder } from '../servers/servedFolder.ts'
import { readBytes, someBytes, writeBytes } from '../support/streams.ts'

const installMs = 300_000

/** What those who insist say to a data connection that resumes nothing. */
const refusals = {
  vsftpd: /522 SSL connection failed/, // require_ssl_reuse=YES
  proftpd: /425 Unable to build data connection/, // by default
} as const

const insistent = ['vsftpd', 'proftpd'] as const

/** Pure-FTPd gives out no tickets over TLS 1.3 (`openssl s_client -msg` shows none): there is nothing to resume. */
function expected(kind: ServerKind, version: TlsVersion): string {
  return kind === 'pureftpd' && version === 'TLSv1.3' ? 'new session' : 'session reused'
}

describe('TLS', function () {
  this.timeout(20_000)

  before(async function () {
    this.timeout(installMs)
    await installServers()
  })

  for (const kind of serverKinds) {
    for (const tlsVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      describe(`${tlsVersion} on ${kind}`, () => {
        let served: ServedFolder | undefined

        before(async () => {
          served = await ServedFolder.start({ kind, security: 'explicit', tlsVersion })
        })
        after(() => served?.stop())

        for (const mode of ['passive', 'active'] as const) {
          it(`protects listing, upload and download in ${mode} mode, data: ${expected(kind, tlsVersion)}`, async () => {
            assert.ok(served)
            const lines = await linesOf(served, mode)
            assert.ok(
              lines.some((line) => line.includes(`TLS: ${tlsVersion}, `)),
              lines.join('\n'),
            )
            const data = lines.filter((line) => line.includes('TLS data connection: '))
            assert.ok(data.length >= 3, lines.join('\n'))
            for (const line of data) assert.ok(line.endsWith(expected(kind, tlsVersion)), line)
          })
        }
      })
    }
  }

  for (const kind of insistent) {
    it(`refuses a data connection that does not resume the session, on ${kind}`, async () => {
      const served = await ServedFolder.start({ kind, security: 'explicit', tlsVersion: 'TLSv1.2' })
      try {
        const curl = new Curl(served.server, 'explicit')
        await curl.run([curl.url('/')])
        await assert.rejects(curl.run(['--no-sessionid', '--verbose', curl.url('/')]), refusals[kind])
      } finally {
        await served.stop()
      }
    })
  }
})

/** What is logged while a folder is listed, and a file is written and read. */
async function linesOf(served: ServedFolder, mode: TransferMode): Promise<string[]> {
  const lines: string[] = []
  const pool = served.pool(mode, collecting(lines))
  try {
    await transferSome(pool, await served.freshFolder(), collecting(lines))
  } finally {
    await pool.close()
    pool.dispose()
  }
  return lines
}

async function transferSome(pool: SessionPool, folder: string, log: Logger): Promise<void> {
  const files = new FtpFileSystem(pool, log)
  const bytes = someBytes(300_000)
  await writeBytes(files, `${folder}/page.bin`, bytes)
  assert.ok((await readBytes(files, `${folder}/page.bin`)).equals(bytes))
  const { entries } = await files.list(folder, { fresh: true })
  assert.deepEqual(
    entries.map(({ name, size }) => [name, size]),
    [['page.bin', 300_000]],
  )
}

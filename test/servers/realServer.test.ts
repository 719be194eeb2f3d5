/** Every real server in every security it has: comes up, lets its user in, and leaves nothing behind. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { connect as connectTls } from 'node:tls'
import { installServers } from './install.mjs'
import { securitiesOf, serverKinds, startServer, type RealServer } from './realServer.ts'

describe('real server', () => {
  const usualTemporary = process.env['TMPDIR']
  let temporary: string
  let root: string

  before(async function () {
    this.timeout(300_000) // the first time it downloads
    await installServers()
  })

  // A temporary folder of our own: what is left in it was left by us.
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'portside-test-'))
    process.env['TMPDIR'] = temporary
    root = mkdtempSync(join(tmpdir(), 'root-'))
  })

  afterEach(() => {
    if (usualTemporary === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = usualTemporary
    rmSync(temporary, { recursive: true, force: true })
  })

  for (const kind of serverKinds) {
    for (const security of securitiesOf(kind)) {
      it(`${kind} with security ${security} greets, lets its user in, and is gone after stop`, async function () {
        this.timeout(20_000)
        const server = await startServer({ kind, security, root })
        try {
          assert.match(await logIn(server, security), /^230/)
          assert.equal(readdirSync(temporary).length, 2)
        } finally {
          await server.stop()
        }
        await assert.rejects(once(connect(server.port, server.host), 'connect'), { code: 'ECONNREFUSED' })
        assert.deepEqual(readdirSync(temporary), [basename(root)])
      })
    }

    it(`${kind} refuses a login in the clear where TLS is required, and allows it where not`, async function () {
      this.timeout(20_000)
      for (const requireTls of [true, false]) {
        const server = await startServer({ kind, security: 'explicit', root, requireTls })
        try {
          assert.match(await logIn(server, 'none'), requireTls ? /^(4|5)/ : /^230/)
        } finally {
          await server.stop()
        }
      }
    })

    it(`${kind} listens on IPv6 when asked to`, async function () {
      this.timeout(20_000)
      const server = await startServer({ kind, security: 'none', root, listen: '::1' })
      try {
        assert.match(await logIn(server, 'none'), /^230/)
      } finally {
        await server.stop()
      }
    })

    it(`${kind} ends its sessions when it is stopped`, async function () {
      this.timeout(20_000)
      const server = await startServer({ kind, security: 'none', root })
      const session = connect(server.port, server.host)
      session.on('error', () => {}) // a reset is an end too
      await once(session, 'data')
      const closed = once(session, 'close')
      await Promise.all([server.stop(), closed])
    })
  }

  it('makes the root and what is in it the own of a user who is not root', async function () {
    this.timeout(20_000)
    writeFileSync(join(root, 'a file'), '')
    const server = await startServer({ kind: 'pyftpdlib', security: 'none', root })
    await server.stop()
    assert.notEqual(statSync(join(root, 'a file')).uid, 0)
    assert.notEqual(statSync(root).uid, 0)
  })

  it('rejects with what the server said when it does not come up', async function () {
    this.timeout(20_000)
    const first = await startServer({ kind: 'proftpd', security: 'none', root })
    try {
      await assert.rejects(
        startServer({ kind: 'pureftpd', security: 'none', root, port: first.port }),
        /pureftpd .*did not come up.*output\.log/s,
      )
    } finally {
      await first.stop()
    }
  })

  it('goes away with the test run, even when that is killed', async function () {
    this.timeout(20_000)
    const start = `import { startServer } from ${JSON.stringify(new URL('realServer.ts', import.meta.url))}
      startServer(${JSON.stringify({ kind: 'vsftpd', security: 'none', root })}).then((server) => console.log(server.port))
      setInterval(() => {}, 1000)`
    const testRun = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', start], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const port: unknown[] = await once(testRun.stdout, 'data')
    const session = connect(Number(port[0]), '127.0.0.1')
    session.on('error', () => {}) // as above
    await once(session, 'data')
    const closed = once(session, 'close')
    testRun.kill('SIGKILL')
    await closed
    assert.deepEqual(
      readdirSync(temporary).filter((name) => name.startsWith('portside-')),
      [],
    )
  })

  it('keeps the log after stop', async function () {
    this.timeout(20_000)
    const server = await startServer({ kind: 'proftpd', security: 'none', root })
    await logIn(server, 'none')
    await server.stop()
    await server.stop()
    assert.match(server.log(), /USER tester/)
  })
})

/** The last reply of a login, in the clear with `none` even where the server offers TLS. */
async function logIn(server: RealServer, security: 'none' | 'explicit' | 'implicit'): Promise<string> {
  const tcp = connect(server.port, server.host)
  const greeted = security === 'implicit' ? await secured(tcp, server) : tcp
  const first = replies(greeted)
  assert.match(await first.next(), /^220/)
  const session = security === 'explicit' ? await upgraded(greeted, first, server) : { socket: greeted, replies: first }
  try {
    session.socket.write(`USER ${server.user}\r\n`)
    const reply = await session.replies.next()
    if (!reply.startsWith('331')) return reply
    session.socket.write(`PASS ${server.password}\r\n`)
    return await session.replies.next()
  } finally {
    session.socket.destroy()
  }
}

interface Replies {
  next(): Promise<string>
  close(): void
}

async function upgraded(tcp: Socket, first: Replies, server: RealServer): Promise<{ socket: Socket; replies: Replies }> {
  tcp.write('AUTH TLS\r\n')
  assert.match(await first.next(), /^234/)
  first.close()
  const socket = await secured(tcp, server)
  return { socket, replies: replies(socket) }
}

async function secured(tcp: Socket, server: RealServer): Promise<Socket> {
  const socket = connectTls({ socket: tcp, ca: server.certificate, host: server.host })
  await once(socket, 'secureConnect')
  assert.equal(socket.getPeerCertificate().fingerprint256, server.fingerprint)
  return socket
}

/** The last line of each reply: the code, then a blank. */
function replies(socket: Socket): Replies {
  const reader = createInterface({ input: socket })
  const lines = reader[Symbol.asyncIterator]()
  return {
    next: async () => {
      for (;;) {
        const line = await lines.next()
        if (line.done) return ''
        if (/^\d{3} /.test(line.value)) return line.value
      }
    },
    close: () => reader.close(),
  }
}

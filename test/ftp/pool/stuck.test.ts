import assert from 'node:assert/strict'
import { isAbort } from '../../../src/base/abort.ts'
import type { Prompts } from '../../../src/ftp/prompts.ts'
import type { FtpConnection, FtpServerOptions } from '../../support/ftpServer.ts'
import type { Peer, Script } from '../../support/scriptedServer.ts'
import { AnsweringPrompts, Bench, failsWith, Held, identity, Kept, within } from '../support.ts'
import { ask, Gate } from './support.ts'

/** Nothing in a test may wait for one of these to expire. */
const patient = { connectMs: 60_000, replyMs: 60_000, dataConnectMs: 60_000, dataIdleMs: 60_000, confirmMs: 60_000 }
const soon = 1000

async function dribble(peer: Peer, bytes: string): Promise<void> {
  const timer = setInterval(() => void peer.send(bytes), 10)
  await gone(peer)
  clearInterval(timer)
}

/** Resolves when the connection has closed; with bytes on their way that is a reset. */
async function gone(peer: Peer): Promise<void> {
  await peer.closed().catch(() => {})
}

/** Until the server is stuck at its login. */
const logins: Readonly<Record<string, Script>> = {
  'says nothing': async () => {},
  'greets in single bytes': (peer) => dribble(peer, '2'),
  'announces a greeting again and again': (peer) => dribble(peer, '120 Soon.\r\n'),
  'is silent at the user name': async (peer) => {
    await peer.send('220 ready\r\n')
    await peer.line()
  },
  'is silent at the password': async (peer) => {
    await peer.send('220 ready\r\n')
    await peer.line()
    await peer.send('331 password?\r\n')
    await peer.line()
  },
}

describe('A pool on a server that is stuck', () => {
  let bench: Bench
  let cancel: AbortController

  beforeEach(() => {
    bench = new Bench()
    cancel = new AbortController()
  })
  afterEach(() => bench.end())

  /** A server at which `use` gets stuck: cancelled or disposed, it ends at once and nothing is left open. */
  function endsAtOnce(name: string, script: Script, security: 'none' | 'explicit' = 'none'): void {
    const begin = async () => {
      const stuck = new Gate()
      const server = await bench.script(async (peer) => {
        void script(peer).catch(() => {}) // the client has gone
        await new Promise((resolve) => setTimeout(resolve, 30))
        void stuck.pass()
        await gone(peer)
      })
      const pool = bench.pool(server, { server: identity(server, { security }), timeouts: patient })
      const use = pool.use({ signal: cancel.signal }, ask)
      await stuck.reached
      return { server: server.server, pool, use }
    }

    it(`can be left at once when it ${name}`, async () => {
      const { server, use } = await begin()
      cancel.abort()
      await within(soon, assert.rejects(use, isAbort))
      await within(soon, server.clientsGone())
    })

    it(`can be disposed of at once when it ${name}`, async () => {
      const { server, pool, use } = await begin()
      pool.dispose()
      await within(soon, assert.rejects(use, failsWith('connectionLost')))
      await within(soon, server.clientsGone())
    })
  }

  for (const [name, script] of Object.entries(logins)) endsAtOnce(name, script)
  endsAtOnce(
    'is silent in the TLS handshake',
    async (peer) => {
      await peer.send('220 ready\r\n')
      await peer.line()
      await peer.send('234 go\r\n')
    },
    'explicit',
  )

  it('can be left at once while somebody looks for the password', async () => {
    const asked = new Gate()
    class SilentPrompts extends AnsweringPrompts {
      override async password(): Promise<string | undefined> {
        await asked.pass()
        return undefined
      }
    }
    const served = await bench.serve()
    const prompts: Prompts = new SilentPrompts()
    const use = bench.pool(served, { prompts }).use({ signal: cancel.signal }, ask)
    await asked.reached
    cancel.abort()
    await within(soon, assert.rejects(use, isAbort))
    await within(soon, served.server.clientsGone())
    asked.open()
  })

  const stuckAt = (verb: 'SIZE' | 'EPSV' | 'RETR', gate: Gate, part = ''): Omit<FtpServerOptions, 'root'> => ({
    handlers: {
      async [verb](connection: FtpConnection) {
        if (connection.number > 1) return connection.default()
        if (part !== '') await connection.write(part)
        await gate.pass()
      },
    },
  })

  for (const [verb, part] of [
    ['SIZE', ''],
    ['SIZE', '21'],
    ['SIZE', '150 Wait.\r\n'],
    ['EPSV', ''],
    ['RETR', ''],
    ['RETR', '150 Here it comes.\r\n'],
  ] as const) {
    it(`lets work be cancelled at ${verb} and the next be done by another session (${JSON.stringify(part)})`, async () => {
      const gate = new Gate()
      const served = await bench.serve(stuckAt(verb, gate, part), { a: 'hello' })
      const pool = bench.pool(served, { connections: 1, timeouts: { ...patient, probeMs: 300 } })
      const { signal } = cancel
      const use = pool.use({ signal }, async (session) => {
        if (verb === 'SIZE') await session.size('/a', { signal })
        else await session.retrieve('/a', new Kept(), { signal })
      })
      await gate.reached
      cancel.abort()
      await within(1500, assert.rejects(use, isAbort)) // a transfer waits a second for its last reply
      const kept = new Kept()
      await within(
        1500,
        pool.use({}, (session) => session.retrieve('/a', kept)),
      )
      assert.equal(String(kept.bytes), 'hello')
      assert.ok(served.server.accepted <= 2)
      gate.open()
    })
  }

  it('keeps a session whose reply comes late, but soon', async () => {
    const gate = new Gate()
    const served = await bench.serve({
      handlers: {
        async SIZE(connection) {
          await gate.pass()
          return connection.default()
        },
      },
    })
    const pool = bench.pool(served, { connections: 1 })
    const use = pool.use({ signal: cancel.signal }, (session) => session.size('/a', { signal: cancel.signal }))
    await gate.reached
    cancel.abort()
    await assert.rejects(use, isAbort)
    const next = pool.use({}, ask)
    gate.open()
    await next
    assert.equal(served.server.accepted, 1)
  })

  it('ends work when the server resets the connection, and dials for the next', async () => {
    const served = await bench.serve({
      handlers: { SIZE: (connection) => (connection.number === 1 ? connection.destroyControl() : connection.default()) },
    })
    const pool = bench.pool(served, { timeouts: patient })
    await within(soon, assert.rejects(pool.use({}, ask), failsWith('connectionLost')))
    await within(soon, pool.use({}, ask))
  })

  it('takes its leave in a second from a server that does not answer QUIT', async () => {
    const served = await bench.serve({ handlers: { QUIT: () => {} } })
    const pool = bench.pool(served, { timeouts: patient })
    await pool.use({}, ask)
    await within(1500, pool.close())
    await served.server.clientsGone()
  })

  it('waits for no answer to QUIT once it is disposed', async () => {
    const gate = new Gate()
    const served = await bench.serve({ handlers: { QUIT: () => gate.pass() } })
    const pool = bench.pool(served, { timeouts: patient })
    await pool.use({}, ask)
    const closed = pool.close()
    await gate.reached
    pool.dispose()
    await within(500, closed)
    gate.open()
  })

  it('serves others while one session is stuck', async () => {
    const gate = new Gate()
    const served = await bench.serve(stuckAt('SIZE', gate))
    const pool = bench.pool(served, { timeouts: patient })
    const stuck = pool.use({ signal: cancel.signal }, (session) => session.size('/a', { signal: cancel.signal }))
    await gate.reached
    const others = [new Held(pool), new Held(pool)]
    await within(soon, Promise.all(others.map(({ session }) => session)))
    for (const other of others) other.letGo()
    cancel.abort()
    await assert.rejects(stuck, isAbort)
    gate.open()
  })
})

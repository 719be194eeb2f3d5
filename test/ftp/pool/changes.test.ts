import assert from 'node:assert/strict'
import type { LoginSettings, ProxySettings, TlsSettings } from '../../../src/ftp/server.ts'
import { testCertificate } from '../../support/testCertificate.ts'
import { AnsweringPrompts, Bench, Held, identity, letGo } from '../support.ts'
import { ask, count, Gate, turn } from './support.ts'

/** Trusts every certificate, and remembers it as a host does. */
class RememberingPrompts extends AnsweringPrompts {
  tls: TlsSettings = {}

  override async certificate(question: Parameters<AnsweringPrompts['certificate']>[0]): Promise<boolean> {
    this.questions.push(question)
    this.tls = { pin: question.fingerprint }
    await turn() // until it is stored for good
    return true
  }
}

describe('A pool whose settings change', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('closes what was connected before, and connects anew', async () => {
    let login: LoginSettings = {}
    const served = await bench.serve()
    const pool = bench.pool(served, { login: () => login })
    await pool.use({}, ask)
    login = { commandsAfterLogin: ['SITE UMASK 022'] }
    await pool.use({}, ask)
    assert.deepEqual([served.server.accepted, count(served.server.commands, 'QUIT'), pool.state.connections], [2, 1, 1])
    await pool.use({}, ask)
    assert.equal(served.server.accepted, 2)
  })

  it('goes through the proxy from then on', async () => {
    let proxy: ProxySettings | undefined = undefined
    const served = await bench.serve()
    const { address, sockets } = await bench.listener()
    const pool = bench.pool(served, { proxy: () => proxy })
    await pool.use({}, ask)
    proxy = { kind: 'http', ...address }
    const cancel = new AbortController()
    const use = pool.use({ signal: cancel.signal }, ask)
    while (sockets.length === 0) await turn()
    cancel.abort()
    await assert.rejects(use)
    assert.equal(count(served.server.commands, 'QUIT'), 1)
  })

  it('keeps what is the same connection under other words', async () => {
    let login: LoginSettings = { charset: 'UTF-8' }
    const served = await bench.serve()
    const pool = bench.pool(served, { login: () => login })
    await pool.use({}, ask)
    login = { charset: 'utf8', commandsAfterLogin: [] }
    await pool.use({}, ask)
    assert.equal(served.server.accepted, 1)
  })

  it('lets work under way end, and closes its session then', async () => {
    let login: LoginSettings = {}
    const served = await bench.serve()
    const pool = bench.pool(served, { login: () => login })
    const held = new Held(pool)
    const session = await held.session
    login = { commandsAfterLogin: ['SITE UMASK 022'] }
    await pool.use({}, ask)
    await session.noop()
    await letGo([held])
    await pool.use({}, ask)
    assert.deepEqual([served.server.accepted, count(served.server.commands, 'QUIT'), pool.state.connections], [2, 1, 1])
  })

  it('gives nobody a session that was being connected with the old ones', async () => {
    let login: LoginSettings = {}
    const gate = new Gate()
    const served = await bench.serve({
      greeting: async (connection) => {
        if (connection.number === 1) await gate.pass()
        connection.reply(`220 number ${connection.number}`)
      },
    })
    const pool = bench.pool(served, { login: () => login })
    const use = pool.use({}, async ({ banner }) => banner)
    await gate.reached
    login = { commandsAfterLogin: ['SITE UMASK 022'] }
    gate.open()
    assert.equal(await use, 'number 2')
    assert.equal(pool.state.connections, 1)
  })

  it('waits until the old connections have taken their leave, where the server takes but one', async () => {
    let login: LoginSettings = {}
    let open = 0
    const served = await bench.serve({
      greeting: (connection) => connection.reply(++open > 1 ? '421 Too many connections' : '220 ready'),
      handlers: {
        async QUIT(connection) {
          await turn()
          open--
          return connection.default()
        },
      },
    })
    const pool = bench.pool(served, { login: () => login })
    await pool.use({}, ask)
    login = { commandsAfterLogin: ['SITE UMASK 022'] }
    await pool.use({}, ask)
    assert.equal(served.server.accepted, 2)
  })

  it('stays with the connection whose certificate was trusted and pinned meanwhile', async () => {
    const served = await bench.serve({ tls: testCertificate() })
    const prompts = new RememberingPrompts('demo')
    const server = identity(served, { security: 'explicit' })
    const pool = bench.pool(served, { prompts, server, tls: () => prompts.tls, connections: 1 })
    const use = pool.use({}, ask)
    while (prompts.questions.length === 0) await turn()
    await Promise.all([use, pool.use({}, ask)])
    await pool.use({}, ask)
    assert.deepEqual([prompts.questions.length, served.server.accepted], [1, 1])
    prompts.tls = {}
    await pool.use({}, ask)
    assert.deepEqual([prompts.questions.length, prompts.asked.length, served.server.accepted], [2, 1, 2])
  })

  it('reads what its settings need before it connects, each time, and stays with that connection', async () => {
    let login: LoginSettings = {}
    let readings = 0
    const gate = new Gate()
    const served = await bench.serve({
      greeting: async (connection) => {
        await gate.pass()
        connection.reply('220 ready')
      },
    })
    const ready = async () => {
      readings++
      login = { commandsAfterLogin: ['SITE UMASK 022'] }
    }
    const pool = bench.pool(served, { login: () => login, ready, connections: 1 })
    const use = pool.use({}, ask)
    await gate.reached
    const other = pool.use({}, ask)
    gate.open()
    await Promise.all([use, other])
    await pool.use({}, ask)
    assert.deepEqual([readings, served.server.accepted, count(served.server.commands, 'SITE UMASK 022')], [1, 1, 1])
    await pool.close()
    await pool.use({}, ask)
    assert.equal(readings, 2)
  })

  it('dials nothing when they can not be read, and reads them again the next time', async () => {
    const served = await bench.serve()
    const missing = new Error('no such file')
    let readings = 0
    const ready = async () => {
      if (++readings === 1) throw missing
    }
    const pool = bench.pool(served, { ready })
    await assert.rejects(pool.use({}, ask), missing)
    assert.equal(served.server.accepted, 0)
    await pool.use({}, ask)
  })

  it('asks about a certificate once, although the first password is refused', async () => {
    const served = await bench.serve({ tls: testCertificate() })
    const prompts = new RememberingPrompts('wrong', 'demo')
    const server = identity(served, { security: 'explicit' })
    await bench.pool(served, { prompts, server, tls: () => prompts.tls }).use({}, ask)
    assert.deepEqual([prompts.questions.length, prompts.asked.length], [1, 2])
  })
})

import assert from 'node:assert/strict'
import { isAbort } from '../../src/base/abort.ts'
import type { PoolState, SessionPool } from '../../src/ftp/pool.ts'
import type { Session } from '../../src/ftp/session.ts'
import type { FtpConnection } from '../support/ftpServer.ts'
import { testCertificate } from '../support/testCertificate.ts'
import { AnsweringPrompts, Bench, deadPort, failsWith, Held, identity, isSettled, Kept, letGo, within, type Served } from './support.ts'

const noop = (session: Session) => session.noop()
const turn = () => new Promise((resolve) => setTimeout(resolve, 20))

describe('the pool', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('dials when it is used, and not before', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served)
    assert.deepEqual(pool.state, {
      connections: 0,
      busy: 0,
      encrypted: undefined,
      works: undefined,
      server: undefined,
      loginFolder: undefined,
    })
    assert.equal(served.server.accepted, 0)
    assert.equal(await pool.use({}, async (session) => (await session.size('/missing')) ?? 'none'), 'none')
    assert.deepEqual(pool.state, {
      connections: 1,
      busy: 0,
      encrypted: false,
      works: undefined,
      server: 'Portside test server',
      loginFolder: '/',
    })
  })

  it('uses one session again and again', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served)
    for (let count = 0; count < 5; count++) await pool.use({}, noop)
    assert.equal(served.server.accepted, 1)
  })

  it('dials once for all who wait for the first connection', async () => {
    let letIn = () => {}
    const door = new Promise<void>((resolve) => (letIn = resolve))
    const served = await bench.serve({
      handlers: {
        async PASS(connection) {
          await door
          return connection.default()
        },
      },
    })
    const prompts = new AnsweringPrompts('demo')
    const pool = bench.pool(served, { prompts, connections: 1 })
    const uses = [1, 2, 3, 4].map(() => pool.use({}, noop))
    await turn()
    assert.equal(served.server.accepted, 1)
    letIn()
    await Promise.all(uses)
    assert.equal(served.server.accepted, 1)
    assert.deepEqual(prompts.asked, [undefined])
  })

  it('asks for the password once for all connections', async () => {
    const prompts = new AnsweringPrompts('demo')
    const served = await bench.serve()
    const pool = bench.pool(served, { prompts })
    const held = [new Held(pool), new Held(pool), new Held(pool)]
    await Promise.all(held.map(({ session }) => session))
    assert.equal(served.server.accepted, 3)
    assert.deepEqual(prompts.asked, [undefined])
    await letGo(held)
  })

  it('asks again when the password is refused', async () => {
    const prompts = new AnsweringPrompts('wrong', 'demo')
    const pool = bench.pool(await bench.serve(), { prompts })
    await pool.use({}, noop)
    assert.deepEqual(prompts.asked, [undefined, 'Login incorrect.'])
  })

  it('ends everybody who waits with the refusal after three passwords', async () => {
    const prompts = new AnsweringPrompts('1', '2', '3', '4')
    const served = await bench.serve()
    const pool = bench.pool(served, { prompts })
    const uses = [pool.use({}, noop), pool.use({}, noop)]
    for (const use of uses) await assert.rejects(use, failsWith('loginRefused', '530'))
    assert.equal(prompts.asked.length, 3)
    assert.equal(served.server.accepted, 3)
  })

  it('ends everybody who waits as cancelled when no password is given', async () => {
    const pool = bench.pool(await bench.serve(), { prompts: new AnsweringPrompts(undefined) })
    const uses = [pool.use({}, noop), pool.use({ priority: 'transfer' }, noop)]
    for (const use of uses) await assert.rejects(use, isAbort)
  })

  it('ends everybody who waits when the first connection can not be had', async () => {
    const pool = bench.pool({ host: '127.0.0.1', port: await deadPort() })
    const uses = [pool.use({}, noop), pool.use({ priority: 'transfer' }, noop)]
    for (const use of uses) await assert.rejects(use, failsWith('connectionRefused'))
  })

  it('grows to its limit and no further', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served, { connections: 2 })
    const held = [new Held(pool), new Held(pool), new Held(pool)]
    await Promise.all(held.slice(0, 2).map(({ session }) => session))
    await turn()
    assert.equal(served.server.accepted, 2)
    assert.deepEqual([pool.state.connections, pool.state.busy], [2, 2])
    const [first, , third] = held
    assert.ok(first && third)
    assert.equal(await isSettled(third.session), false)
    first.letGo()
    assert.equal(await third.session, await first.session)
    await letGo(held)
  })

  it('keeps one connection from transfers, so that browsing never waits for them', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served, { connections: 3 })
    const transfers = [1, 2, 3].map(() => new Held(pool, { priority: 'transfer' }))
    await Promise.all(transfers.slice(0, 2).map(({ session }) => session))
    await within(500, pool.use({ priority: 'browse' }, noop))
    const [, , third] = transfers
    assert.ok(third)
    assert.equal(await isSettled(third.session), false)
    assert.equal(pool.state.busy, 2)
    await letGo(transfers)
  })

  it('lets browsing go first where there is one connection for all', async () => {
    const pool = bench.pool(await bench.serve(), { connections: 1 })
    const held = new Held(pool, { priority: 'transfer' })
    await held.session
    const order: string[] = []
    const note = (what: string) => async () => void order.push(what)
    const uses = [pool.use({ priority: 'transfer' }, note('transfer')), pool.use({ priority: 'browse' }, note('browse'))]
    held.letGo()
    await Promise.all([held.done, ...uses])
    assert.deepEqual(order, ['browse', 'transfer'])
  })

  for (const line of ['421 Too many connections (8) from this IP', '530 Sorry, the maximum number of clients are already connected']) {
    it(`stays with the connections it has at ${line}`, async () => {
      const prompts = new AnsweringPrompts('demo', 'other')
      const greeting = (connection: FtpConnection) => connection.reply(connection.number === 1 ? '220 ready' : line)
      const served = await bench.serve({ greeting })
      const pool = bench.pool(served, { prompts })
      const held = new Held(pool)
      await held.session
      const use = pool.use({}, noop)
      await turn()
      held.letGo()
      await Promise.all([held.done, use])
      await Promise.all([1, 2, 3].map(() => pool.use({}, noop)))
      assert.equal(served.server.accepted, 2)
      assert.equal(bench.log.count('staying with 1 connections'), 1)
      assert.deepEqual(prompts.asked, [undefined])
    })
  }

  it('takes no 530 at the user name or password of a further connection for a wrong password', async () => {
    const prompts = new AnsweringPrompts('demo', 'other')
    const PASS = (connection: FtpConnection) =>
      connection.number === 1 ? connection.default() : connection.reply('530 Too many sessions.')
    const pool = bench.pool(await bench.serve({ handlers: { PASS } }), { prompts })
    const held = new Held(pool)
    await held.session
    const use = pool.use({}, noop)
    await turn()
    held.letGo()
    await Promise.all([held.done, use])
    assert.deepEqual(prompts.asked, [undefined])
  })

  it('tries for its old size again after it had no connection at all', async () => {
    let isFull = true
    const served = await bench.serve({
      greeting: (connection) => connection.reply(isFull && connection.number === 2 ? '421 Too many' : '220 ready'),
    })
    const pool = bench.pool(served)
    const held = new Held(pool)
    await held.session
    const use = pool.use({}, noop)
    await turn()
    held.letGo()
    await Promise.all([held.done, use])
    await pool.close()
    isFull = false
    const both = [new Held(pool), new Held(pool)]
    await Promise.all(both.map(({ session }) => session))
    assert.equal(pool.state.connections, 2)
    await letGo(both)
  })

  it('closes a session that is not used, politely', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served, { timeouts: { idleCloseMs: 60 } })
    await pool.use({}, noop)
    await served.server.clientsGone()
    assert.equal(served.server.commands.at(-1), 'QUIT')
    assert.equal(pool.state.connections, 0)
    await pool.use({}, noop)
    assert.equal(served.server.accepted, 2)
  })

  it('drops a session that the server ends while it is idle', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served)
    await pool.use({}, noop)
    const changed = new Promise<PoolState>((resolve) => pool.onDidChangeState(resolve))
    for (const connection of served.server.connections) connection.destroyControl()
    assert.equal((await changed).connections, 0)
    await pool.use({}, noop)
    assert.equal(served.server.accepted, 2)
  })

  /** The server ends the connection at the first command after the idle time, before any reply. */
  async function withStaleSession(): Promise<{ readonly served: Served; readonly pool: SessionPool }> {
    const served = await bench.serve()
    const pool = bench.pool(served)
    await pool.use({}, noop)
    served.server.handlers.NOOP = (connection) => (connection.number === 1 ? connection.destroyControl() : connection.default())
    return { served, pool }
  }

  it('replaces a session that died while it was idle, unseen, for work that can be repeated', async () => {
    const { served, pool } = await withStaleSession()
    let runs = 0
    await pool.use({ repeatable: true }, (session) => {
      runs++
      return session.noop()
    })
    assert.deepEqual([runs, served.server.accepted], [2, 2])
  })

  it('does not repeat what can not be repeated', async () => {
    const { served, pool } = await withStaleSession()
    await assert.rejects(pool.use({}, noop), failsWith('connectionLost'))
    assert.equal(served.server.accepted, 1)
  })

  it('does not repeat what had been answered', async () => {
    const { served, pool } = await withStaleSession()
    let runs = 0
    const work = async (session: Session) => {
      runs++
      await session.size('/a')
      await session.noop()
    }
    await assert.rejects(pool.use({ repeatable: true }, work), failsWith('connectionLost'))
    assert.deepEqual([runs, served.server.accepted], [1, 1])
  })

  it('does not repeat with a new session what failed with a new session', async () => {
    const served = await bench.serve({ handlers: { NOOP: (connection) => connection.destroyControl() } })
    await assert.rejects(bench.pool(served).use({ repeatable: true }, noop), failsWith('connectionLost'))
    assert.equal(served.server.accepted, 1)
  })

  it('repeats once and no more', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served)
    await pool.use({}, noop)
    served.server.handlers.NOOP = (connection) => connection.destroyControl()
    await assert.rejects(pool.use({ repeatable: true }, noop), failsWith('connectionLost'))
    assert.equal(served.server.accepted, 2)
  })

  it('gives a session back although the work failed', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served)
    await assert.rejects(
      pool.use({}, (session) => session.visit('/missing')),
      failsWith('refused'),
    )
    await pool.use({}, noop)
    assert.equal(served.server.accepted, 1)
  })

  it('closes politely, and dials again when it is used again', async () => {
    const served = await bench.serve()
    const prompts = new AnsweringPrompts('demo')
    const pool = bench.pool(served, { prompts })
    await pool.use({}, noop)
    await pool.close()
    await served.server.clientsGone()
    assert.equal(served.server.commands.at(-1), 'QUIT')
    assert.equal(pool.state.connections, 0)
    await pool.use({}, noop)
    assert.equal(served.server.accepted, 2)
    assert.deepEqual(prompts.asked, [undefined])
  })

  it('lets work under way end when it closes, and closes its session then', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served)
    const held = new Held(pool)
    const session = await held.session
    await pool.close()
    await session.noop()
    await letGo([held])
    await served.server.clientsGone()
    assert.equal(served.server.commands.at(-1), 'QUIT')
  })

  it('dials anew for who comes right after it was closed in the middle of a dial', async () => {
    let greet = () => {}
    const served = await bench.serve({
      greeting: (connection) =>
        connection.number === 1 ? void (greet = () => connection.reply('220 late')) : connection.reply('220 ready'),
    })
    const pool = bench.pool(served)
    const first = pool.use({}, noop)
    await turn()
    const closed = pool.close()
    const second = pool.use({}, noop)
    await assert.rejects(first, isAbort)
    await within(1000, second)
    await closed
    greet()
  })

  it('dials anew for who comes right after the last one who waited had gone', async () => {
    const abort = new AbortController()
    const served = await bench.serve({ greeting: (connection) => (connection.number === 1 ? undefined : connection.reply('220 ready')) })
    const pool = bench.pool(served)
    const first = pool.use({ signal: abort.signal }, noop)
    await turn()
    abort.abort()
    const second = pool.use({}, noop)
    await assert.rejects(first, isAbort)
    await within(1000, second)
  })

  it('ends the dial when nobody waits any more', async () => {
    const abort = new AbortController()
    const served = await bench.serve({ greeting: () => {} })
    const pool = bench.pool(served)
    const use = pool.use({ signal: abort.signal }, noop)
    await turn()
    abort.abort()
    await assert.rejects(use, isAbort)
    await served.server.clientsGone()
  })

  it('goes on dialling while somebody else still waits', async () => {
    const abort = new AbortController()
    let greet = () => {}
    const served = await bench.serve({ greeting: (connection) => void (greet = () => connection.reply('220 ready')) })
    const pool = bench.pool(served)
    const uses = [pool.use({ signal: abort.signal }, noop), pool.use({}, noop)]
    await turn()
    abort.abort(new DOMException('mine', 'AbortError'))
    await assert.rejects(uses[0] ?? Promise.resolve(), { message: 'mine' })
    greet()
    await uses[1]
    assert.equal(served.server.accepted, 1)
  })

  it('gives the session that somebody no longer waits for to the next', async () => {
    const abort = new AbortController()
    const pool = bench.pool(await bench.serve(), { connections: 1 })
    const held = new Held(pool)
    await held.session
    const cancelled = pool.use({ signal: abort.signal }, noop)
    const next = pool.use({}, noop)
    abort.abort()
    await assert.rejects(cancelled, isAbort)
    held.letGo()
    await Promise.all([held.done, next])
  })

  it('does nothing for who has cancelled before', async () => {
    const served = await bench.serve()
    await assert.rejects(bench.pool(served).use({ signal: AbortSignal.abort() }, noop), isAbort)
    assert.equal(served.server.accepted, 0)
  })

  it('ends everybody when it is disposed: who works, who waits, who comes later', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served, { connections: 1 })
    const working = pool.use({}, async (session) => {
      await session.noop()
      pool.dispose()
      await session.noop()
    })
    const waiting = pool.use({ priority: 'transfer' }, noop)
    await assert.rejects(waiting, failsWith('connectionLost'))
    await assert.rejects(working, failsWith('connectionLost'))
    await assert.rejects(pool.use({}, noop), failsWith('connectionLost'))
    pool.dispose()
    await served.server.clientsGone()
  })

  it('ends who waits for a dial when it is disposed', async () => {
    const served = await bench.serve({ greeting: () => {} })
    const pool = bench.pool(served)
    const waiting = pool.use({}, noop)
    await turn()
    pool.dispose()
    await within(500, assert.rejects(waiting, failsWith('connectionLost')))
    await served.server.clientsGone()
  })

  it('takes a refused login for final until somebody tries again by hand', async () => {
    const served = await bench.serve()
    const prompts = new AnsweringPrompts('wrong', undefined, 'demo')
    const pool = bench.pool(served, { prompts })
    for (let count = 0; count < 5; count++) await assert.rejects(pool.use({}, noop), failsWith('loginRefused'))
    assert.equal(served.server.commands.filter((line) => line.startsWith('PASS')).length, 1)
    assert.equal(prompts.asked.length, 2)
    pool.forgive()
    await pool.use({}, noop)
  })

  it('takes a password that was not given for final until somebody tries again by hand', async () => {
    const served = await bench.serve()
    const prompts = new AnsweringPrompts(undefined, 'demo')
    const pool = bench.pool(served, { prompts })
    for (let count = 0; count < 5; count++) await assert.rejects(pool.use({}, noop), isAbort)
    assert.equal(prompts.asked.length, 1)
    await pool.close()
    await pool.use({}, noop)
  })

  it('asks about a certificate that was refused once, and connects no more', async () => {
    const served = await bench.serve({ tls: testCertificate() })
    const prompts = new AnsweringPrompts('demo')
    const pool = bench.pool(served, { prompts, server: identity(served, { security: 'explicit' }) })
    for (let count = 0; count < 5; count++) await assert.rejects(pool.use({}, noop), failsWith('certificate'))
    assert.equal(prompts.questions.length, 1)
    assert.equal(served.server.accepted, 1)
  })

  it('lets nobody wait for a reply that is owed to somebody who has given up', async () => {
    let answer = () => {}
    const answered = new Promise<void>((resolve) => (answer = resolve))
    const SIZE = async (connection: FtpConnection) => {
      await answered
      connection.reply('213 5')
    }
    const served = await bench.serve({ handlers: { SIZE } })
    const pool = bench.pool(served)
    const cancel = new AbortController()
    const cancelled = pool.use({}, (session) => {
      const asking = session.size('/a', { signal: cancel.signal })
      cancel.abort()
      return asking
    })
    await assert.rejects(cancelled, isAbort)
    await within(500, pool.use({}, noop))
    assert.equal(served.server.accepted, 2)
    answer()
    await pool.close()
  })

  it('tells how data connections are opened, and of every change', async () => {
    bench.transfer = { mode: 'auto' }
    const served = await bench.serve({}, { a: 'hello' })
    const pool = bench.pool(served)
    const states: PoolState[] = []
    pool.onDidChangeState((state) => states.push(state))
    await pool.use({ priority: 'transfer' }, (session) => session.retrieve('/a', new Kept()))
    assert.equal(pool.state.works?.method, 'EPSV')
    assert.ok(states.some(({ busy }) => busy === 1))
    assert.deepEqual([states.at(-1)?.connections, states.at(-1)?.busy], [1, 0])
  })

  it('shares what one session has learnt about data connections with the next', async () => {
    const served = await bench.serve({ handlers: { EPSV: (connection) => connection.reply('500 EPSV?') } })
    const pool = bench.pool(served)
    await pool.use({}, (session) => session.list('/'))
    const held = new Held(pool)
    await held.session
    await pool.use({}, (session) => session.list('/'))
    assert.equal(served.server.commands.filter((line) => line === 'EPSV').length, 1)
    await letGo([held])
  })

  it('numbers its connections in the log', async () => {
    const pool = bench.pool(await bench.serve())
    const held = new Held(pool)
    await held.session
    await pool.use({}, noop)
    await letGo([held])
    assert.ok(bench.log.count('trace site#1 → USER demo') === 1 && bench.log.count('trace site#2 → NOOP') === 1)
    assert.equal(bench.log.count('PASS demo'), 0)
  })
})

import assert from 'node:assert/strict'
import type { FtpConnection } from '../../support/ftpServer.ts'
import { AnsweringPrompts, Bench, failsWith, Held, letGo } from '../support.ts'
import { noop, turn } from './support.ts'

describe('A pool on a server that takes few connections', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

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

  it('tells all who wait when there is no connection at all, and asks for no other password', async () => {
    const prompts = new AnsweringPrompts('demo', 'other')
    const full = (connection: FtpConnection) => connection.reply('421 Too many connections (8) from this IP')
    const served = await bench.serve({ handlers: { PASS: full } })
    const pool = bench.pool(served, { prompts })
    const uses = [pool.use({}, noop), pool.use({ priority: 'transfer' }, noop)]
    for (const use of uses) await assert.rejects(use, failsWith('tooManyConnections'))
    assert.deepEqual([served.server.accepted, prompts.asked.length], [1, 1])
  })

  it('asks for one more after a while, again and again while somebody waits, and never for two', async () => {
    const times: number[] = []
    const served = await bench.serve({
      greeting(connection) {
        times.push(performance.now())
        connection.reply([2, 3, 4].includes(connection.number) ? '421 Too many connections' : '220 ready')
      },
    })
    const pool = bench.pool(served, { connections: 5, timeouts: { growMs: 60 } })
    const held = new Held(pool)
    await held.session
    const [second, third] = [new Held(pool), new Held(pool)]
    await Promise.race([second.session, third.session])
    // The first two who wait are dialled for at once.
    const waits = times.slice(3).map((time, index) => time - (times[index + 2] ?? 0))
    assert.deepEqual([times.length, waits.length], [5, 2])
    for (const wait of waits) assert.ok(wait >= 55, `${wait} ms`)
    await letGo([held, second, third])
  })

  it('tries no more while nobody waits', async () => {
    const served = await bench.serve({ greeting: (connection) => connection.reply(connection.number === 1 ? '220 ready' : '421 Too many') })
    const pool = bench.pool(served, { timeouts: { growMs: 10 } })
    const held = new Held(pool)
    await held.session
    const use = pool.use({}, noop)
    await turn()
    await letGo([held])
    await use
    const accepted = served.server.accepted
    await new Promise((resolve) => setTimeout(resolve, 60))
    assert.equal(served.server.accepted, accepted)
  })

  it('grows back to its old size one by one', async () => {
    let room = 1
    const served = await bench.serve({
      greeting: (connection) => connection.reply(served.server.connections.size > room ? '421 Too many' : '220 ready'),
    })
    const pool = bench.pool(served, { timeouts: { growMs: 30 } })
    const held = [new Held(pool), new Held(pool), new Held(pool)]
    await held[0]?.session
    await turn()
    assert.equal(pool.state.connections, 1)
    room = 3
    await Promise.all(held.map(({ session }) => session))
    assert.equal(pool.state.connections, 3)
    await letGo(held)
  })

  it('loses no more than the session that the server ends', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served)
    const held = [new Held(pool), new Held(pool)]
    const [first, second] = await Promise.all(held.map(({ session }) => session))
    assert.ok(first && second)
    served.server.handlers.NOOP = (connection) => (connection.number === 1 ? connection.reply('421 Timeout.') : connection.default())
    await assert.rejects(first.noop(), failsWith('connectionLost'))
    await second.noop()
    await letGo(held)
    assert.equal(pool.state.connections, 1)
    const again = [new Held(pool), new Held(pool), new Held(pool)]
    await Promise.all(again.map(({ session }) => session))
    await letGo(again)
    assert.equal(bench.log.count('staying with'), 0)
  })
})

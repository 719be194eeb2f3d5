import assert from 'node:assert/strict'
import type { PoolState } from '../../../src/ftp/pool.ts'
import { Bench, Held, Kept, letGo } from '../support.ts'

describe('What a pool knows', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

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

  it('is told when it changes, and not otherwise', async () => {
    const served = await bench.serve({}, { a: 'hello' })
    const pool = bench.pool(served, { timeouts: { probeAfterMs: 0, idleCloseMs: 10, noopMs: 10, keepMs: 50 } })
    const states = [JSON.stringify(pool.state)]
    pool.onDidChangeState((state) => states.push(JSON.stringify(state)))
    const held = [new Held(pool), new Held(pool)]
    await Promise.all(held.map(({ session }) => session))
    await letGo(held)
    await pool.use({}, (session) => session.retrieve('/a', new Kept()))
    await served.server.clientsGone()
    assert.ok(states.length > 5)
    states.forEach((state, index) => assert.notEqual(state, states[index - 1]))
    assert.equal(states.at(-1), JSON.stringify(pool.state))
  })

  it('is told when it has closed, whatever was open', async () => {
    const pool = bench.pool(await bench.serve())
    const states: PoolState[] = []
    pool.onDidChangeState((state) => states.push(state))
    await pool.close()
    assert.deepEqual(
      states.map(({ connections }) => connections),
      [0],
    )
  })

  it('is how many transfers wait', async () => {
    const pool = bench.pool(await bench.serve(), { connections: 1 })
    const held = new Held(pool)
    await held.session
    const waiting = [new Held(pool, { priority: 'transfer' }), new Held(pool, { priority: 'transfer' }), new Held(pool)]
    assert.equal(pool.waitingTransfers, 2)
    await letGo([held, ...waiting])
    assert.equal(pool.waitingTransfers, 0)
  })
})

import assert from 'node:assert/strict'
import type { PoolState, SessionPool } from '../../../src/ftp/pool.ts'
import { Bench, Held, letGo } from '../support.ts'
import { ask, count, Gate } from './support.ts'

/** Resolves when `is` holds. */
function reached(pool: SessionPool, is: (state: PoolState) => boolean): Promise<void> {
  return new Promise((resolve) => pool.onDidChangeState((state) => is(state) && resolve()))
}

describe('A pool that nobody uses', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('closes its sessions politely, but for one', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served, { timeouts: { idleCloseMs: 60 } })
    const held = [new Held(pool), new Held(pool), new Held(pool)]
    await Promise.all(held.map(({ session }) => session))
    const alone = reached(pool, ({ connections }) => connections === 1)
    await letGo(held)
    await alone
    await pool.use({}, ask)
    assert.deepEqual([count(served.server.commands, 'QUIT'), served.server.accepted], [2, 3])
  })

  it('keeps the last one with a NOOP now and then, one at a time, and closes it after a while', async () => {
    const times: number[] = []
    let asking = 0
    const served = await bench.serve({
      handlers: {
        async NOOP(connection) {
          times.push(performance.now())
          assert.equal(++asking, 1)
          await new Promise((resolve) => setTimeout(resolve, 30))
          asking--
          return connection.default()
        },
      },
    })
    const pool = bench.pool(served, { timeouts: { idleCloseMs: 10, noopMs: 20, keepMs: 200 } })
    await pool.use({}, ask)
    await served.server.clientsGone()
    assert.equal(served.server.commands.at(-1), 'QUIT')
    assert.equal(pool.state.connections, 0)
    assert.ok(times.length >= 2, `${times.length} NOOPs`)
    times.forEach((time, index) => assert.ok(index === 0 || time - (times[index - 1] ?? 0) >= 45)) // 30 for the answer
  })

  it('has a connection for who comes back, and starts from the beginning then', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served, { timeouts: { idleCloseMs: 10, noopMs: 10, keepMs: 60_000 } })
    await pool.use({}, ask)
    const kept = new Gate()
    served.server.handlers.NOOP = async (connection) => {
      void kept.pass()
      return connection.default()
    }
    await kept.reached
    await pool.use({}, ask)
    assert.equal(served.server.accepted, 1)
  })

  it('says no NOOP while somebody works', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served, { timeouts: { idleCloseMs: 5, noopMs: 5, keepMs: 60_000 } })
    const held = new Held(pool)
    await held.session
    await new Promise((resolve) => setTimeout(resolve, 60))
    assert.equal(count(served.server.commands, 'NOOP'), 0)
    await letGo([held])
  })

  for (const refusal of ['500 Unknown command.', '502 Not implemented.']) {
    it(`takes ${refusal} for an answer to NOOP`, async () => {
      const second = new Gate()
      let asked = 0
      const served = await bench.serve({
        handlers: {
          NOOP(connection) {
            connection.reply(refusal)
            if (++asked === 2) void second.pass()
          },
        },
      })
      const pool = bench.pool(served, { timeouts: { idleCloseMs: 10, noopMs: 10 } })
      await pool.use({}, ask)
      await second.reached
      await pool.use({}, ask)
      assert.equal(served.server.accepted, 1)
    })
  }

  it('drops a session that does not answer NOOP, and says nothing about it', async () => {
    const served = await bench.serve({ handlers: { NOOP: () => {} } })
    const pool = bench.pool(served, { timeouts: { idleCloseMs: 10, probeMs: 50 } })
    await pool.use({}, ask)
    await served.server.clientsGone()
    assert.deepEqual([pool.state.connections, served.server.accepted], [0, 1])
    assert.deepEqual(
      bench.log.lines.filter((line) => /^(error|warn)/.test(line)),
      [],
    )
  })

  it('lets who comes during a NOOP have the session when it is answered', async () => {
    const gate = new Gate()
    const served = await bench.serve({
      handlers: {
        async NOOP(connection) {
          await gate.pass()
          return connection.default()
        },
      },
    })
    const pool = bench.pool(served, { timeouts: { idleCloseMs: 10 } })
    await pool.use({}, ask)
    await gate.reached
    const use = pool.use({}, ask)
    gate.open()
    await use
    assert.equal(served.server.accepted, 1)
  })

  it('keeps no process from ending', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
    const pool = bench.pool(await bench.serve())
    const before = timers()
    await pool.use({}, ask)
    assert.equal(timers(), before)
  })
})

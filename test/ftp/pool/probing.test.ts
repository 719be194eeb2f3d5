import assert from 'node:assert/strict'
import { isAbort } from '../../../src/base/abort.ts'
import type { SessionPool } from '../../../src/ftp/pool.ts'
import type { Session } from '../../../src/ftp/session.ts'
import type { FtpConnection } from '../../support/ftpServer.ts'
import { Bench, failsWith, Held, letGo, within, type Served } from '../support.ts'
import { afterSleep, ask, count, Gate, noop, turn } from './support.ts'

const hour = 3_600_000
const silence = () => {}

/** The connections of a pool that nobody uses now. */
async function rest(pool: SessionPool, connections: number): Promise<void> {
  const held = Array.from({ length: connections }, () => new Held(pool))
  for (const { session } of held) await (await session).size('/missing')
  await letGo(held)
}

describe('A pool whose sessions have been silent', () => {
  let bench: Bench
  let served: Served

  beforeEach(async () => {
    bench = new Bench()
    served = await bench.serve()
  })
  afterEach(() => bench.end())

  const noops = () => count(served.server.commands, 'NOOP')

  it('asks whether one is alive before it is used, and then uses it', async () => {
    const pool = bench.pool(served, { timeouts: { probeAfterMs: 0 } })
    await pool.use({}, ask)
    assert.equal(noops(), 0)
    await pool.use({}, ask)
    assert.deepEqual([noops(), served.server.accepted], [1, 1])
  })

  it('asks nothing of one that was used a moment ago', async () => {
    const pool = bench.pool(served)
    for (let uses = 0; uses < 5; uses++) await pool.use({}, ask)
    assert.deepEqual([noops(), served.server.accepted], [0, 1])
  })

  it('asks once after a sleep', async () => {
    const pool = bench.pool(served)
    await rest(pool, 1)
    await afterSleep(hour, async () => {
      for (let uses = 0; uses < 3; uses++) await pool.use({}, ask)
    })
    assert.deepEqual([noops(), served.server.accepted], [1, 1])
  })

  it('takes work that had no answer for no sign of life', async () => {
    const pool = bench.pool(served)
    await pool.use({}, ask)
    await afterSleep(8000, async () => {
      await pool.use({}, async () => {})
      assert.equal(noops(), 0)
      await afterSleep(8000, () => pool.use({}, ask))
    })
    assert.equal(noops(), 1)
  })

  for (const [death, die] of [
    ['says nothing', silence],
    ['is reset', (connection: FtpConnection) => connection.destroyControl()],
    ['is closed', (connection: FtpConnection) => connection.closeControl()],
    ['has timed out', (connection: FtpConnection) => connection.reply('421 Timeout.')],
    ['has forgotten the login', (connection: FtpConnection) => connection.reply('530 Please login with USER and PASS.')],
  ] as const) {
    it(`replaces one that ${death}, unseen, whatever the work`, async () => {
      const pool = bench.pool(served)
      await rest(pool, 1)
      served.server.handlers.NOOP = die
      let runs = 0
      const work = async (session: Session) => {
        runs++
        return session.size('/missing')
      }
      await within(
        1500,
        afterSleep(hour, () => pool.use({}, work)),
      )
      assert.deepEqual([runs, served.server.accepted, pool.state.connections], [1, 2, 1])
    })
  }

  for (const refusal of ['500 Unknown command.', '502 NOOP not implemented.', '550 Not now.']) {
    it(`takes ${refusal} for a sign of life`, async () => {
      served.server.handlers.NOOP = (connection) => connection.reply(refusal)
      const pool = bench.pool(served)
      await rest(pool, 1)
      await afterSleep(hour, () => pool.use({}, ask))
      assert.deepEqual([noops(), served.server.accepted], [1, 1])
    })
  }

  it('asks one, and when it is dead drops all that were silent for as long', async () => {
    const pool = bench.pool(served)
    await rest(pool, 3)
    served.server.handlers.NOOP = silence
    await within(
      1500,
      afterSleep(hour, () => pool.use({}, ask)),
    )
    assert.deepEqual([noops(), served.server.accepted, pool.state.connections], [1, 4, 1])
  })

  it('drops none that was used since', async () => {
    const gate = new Gate()
    const pool = bench.pool(served)
    await rest(pool, 2)
    served.server.handlers.NOOP = async (connection) => {
      await gate.pass()
      connection.reply('421 Timeout.')
    }
    const cancel = new AbortController()
    await afterSleep(8000, async () => {
      await pool.use({}, ask)
      await afterSleep(8000, async () => {
        const held = new Held(pool) // the one that was used
        await held.session
        const other = pool.use({ signal: cancel.signal }, ask)
        await gate.reached
        cancel.abort()
        await assert.rejects(other, isAbort)
        await letGo([held])
        gate.open()
        while (pool.state.connections > 1) await turn()
        await pool.use({}, ask)
      })
    })
    assert.deepEqual([noops(), served.server.accepted], [1, 2])
  })

  it('asks several at once for several who wait', async () => {
    const pool = bench.pool(served)
    await rest(pool, 3)
    const gate = new Gate()
    served.server.handlers.NOOP = async (connection) => {
      if (noops() === 3) gate.open()
      await gate.opened
      return connection.default()
    }
    await afterSleep(hour, () => Promise.all([1, 2, 3].map(() => pool.use({}, ask))))
    assert.deepEqual([noops(), served.server.accepted], [3, 3])
  })

  it('dials for those whom no silent one is left for', async () => {
    const pool = bench.pool(served)
    await rest(pool, 1)
    const gate = new Gate()
    served.server.handlers.NOOP = async (connection) => {
      await gate.pass()
      return connection.default()
    }
    await afterSleep(hour, async () => {
      const both = [new Held(pool), new Held(pool)]
      await gate.reached
      await Promise.race(both.map(({ session }) => session)) // the new one: the other has not answered
      gate.open()
      await letGo(both)
    })
    assert.equal(served.server.accepted, 2)
  })

  it('can be left at once by who waits for the answer', async () => {
    const gate = new Gate()
    const pool = bench.pool(served, { timeouts: { probeMs: 2000 } })
    await rest(pool, 1)
    served.server.handlers.NOOP = async (connection) => {
      await gate.pass()
      return connection.default()
    }
    const cancel = new AbortController()
    await afterSleep(hour, async () => {
      const use = pool.use({ signal: cancel.signal }, ask)
      await gate.reached
      cancel.abort()
      await within(500, assert.rejects(use, isAbort))
      const next = pool.use({}, ask)
      gate.open()
      await next
    })
    assert.deepEqual([noops(), served.server.accepted], [1, 1])
  })

  it('ends who waits for the answer when it is disposed', async () => {
    const gate = new Gate()
    const pool = bench.pool(served, { timeouts: { probeMs: 5000 } })
    await rest(pool, 1)
    served.server.handlers.NOOP = () => gate.pass()
    const use = afterSleep(hour, () => pool.use({}, ask))
    await gate.reached
    pool.dispose()
    await within(500, assert.rejects(use, failsWith('connectionLost')))
    await within(500, served.server.clientsGone())
    gate.open()
  })

  it('is closed without waiting for the answer, and dials for the next', async () => {
    const gate = new Gate()
    const pool = bench.pool(served, { timeouts: { probeMs: 5000, replyMs: 5000 } })
    await rest(pool, 1)
    served.server.handlers.NOOP = () => gate.pass()
    const use = afterSleep(hour, () => pool.use({}, ask))
    await gate.reached
    const closed = pool.close()
    const next = pool.use({}, ask)
    await assert.rejects(use, isAbort)
    await within(2500, Promise.all([closed, next]))
    assert.equal(served.server.accepted, 2)
    gate.open()
  })

  it('takes its leave once when it is closed before the answer', async () => {
    const gate = new Gate()
    const pool = bench.pool(served)
    await rest(pool, 1)
    served.server.handlers.NOOP = async (connection) => {
      await gate.pass()
      return connection.default()
    }
    served.server.handlers.QUIT = async (connection) => {
      await turn()
      return connection.default()
    }
    const use = afterSleep(hour, () => pool.use({}, ask))
    await gate.reached
    const closed = pool.close()
    await assert.rejects(use, isAbort)
    gate.open()
    await closed
    assert.deepEqual([count(served.server.commands, 'QUIT'), pool.state.connections], [1, 0])
  })

  it('replaces one that dies between its answer and the first reply, for work that can be repeated', async () => {
    const pool = bench.pool(served)
    await rest(pool, 1)
    served.server.handlers.SIZE = (connection) => (connection.number === 1 ? connection.destroyControl() : connection.default())
    let runs = 0
    const work = async (session: Session) => {
      runs++
      return session.size('/missing')
    }
    await afterSleep(hour, () => pool.use({ repeatable: true }, work))
    assert.deepEqual([runs, noops(), served.server.accepted], [2, 1, 2])
  })

  it('does not ask a new one', async () => {
    const pool = bench.pool(served, { timeouts: { probeAfterMs: 0 } })
    await pool.use({}, noop)
    assert.equal(noops(), 1)
  })
})

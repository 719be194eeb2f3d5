import assert from 'node:assert/strict'
import type { PoolState, SessionPool } from '../../../src/ftp/pool.ts'
import type { Session } from '../../../src/ftp/session.ts'
import { Bench, failsWith, Held, letGo, type Served } from '../support.ts'
import { noop } from './support.ts'

describe('A pool with sessions that have died', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

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

  it('takes no other that is as old instead', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served)
    const held = [new Held(pool), new Held(pool)]
    await Promise.all(held.map(({ session }) => session))
    await letGo(held)
    served.server.handlers.NOOP = (connection) => (connection.number <= 2 ? connection.destroyControl() : connection.default())
    await pool.use({ repeatable: true }, noop)
    assert.deepEqual([served.server.accepted, pool.state.connections], [3, 1])
  })
})

import assert from 'node:assert/strict'
import { isAbort } from '../../../src/base/abort.ts'
import type { FtpConnection } from '../../support/ftpServer.ts'
import { Bench, failsWith, Held, isSettled, letGo, within } from '../support.ts'
import { noop, turn } from './support.ts'

describe('A pool, lending its sessions,', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

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

  it('dials no more for transfers than may have a session', async () => {
    const served = await bench.serve()
    const pool = bench.pool(served, { connections: 3 })
    const transfers = [1, 2, 3, 4].map(() => new Held(pool, { priority: 'transfer' }))
    await Promise.all(transfers.slice(0, 2).map(({ session }) => session))
    await turn()
    assert.equal(served.server.accepted, 2)
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
})

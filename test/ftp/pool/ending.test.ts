import assert from 'node:assert/strict'
import { AnsweringPrompts, Bench, failsWith, Held, letGo, within } from '../support.ts'
import { noop, turn } from './support.ts'

describe('A pool at its end', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

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
})

import assert from 'node:assert/strict'
import { isAbort } from '../../../src/base/abort.ts'
import { AnsweringPrompts, Bench, deadPort, failsWith, Held, letGo, within } from '../support.ts'
import { noop, turn } from './support.ts'

describe('A pool, dialling,', () => {
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

  for (const what of ['can not be made ready', 'is refused'] as const) {
    it(`serves who waits with the connections that are open where another one ${what}`, async () => {
      const served = await bench.serve({
        greeting: (connection) => connection.reply(connection.number === 1 || what !== 'is refused' ? '220 ready' : '421 Full'),
      })
      let dials = 0
      const ready = async () => {
        if (++dials > 1 && what !== 'is refused') throw new Error('EMFILE: too many open files')
      }
      const pool = bench.pool(served, { ready })
      const held = new Held(pool)
      await held.session
      const second = pool.use({}, noop)
      await turn()
      await letGo([held])
      await within(1000, second)
      assert.equal(dials, 2)
      assert.equal(bench.log.count('staying with 1 connections'), 1)
    })
  }

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

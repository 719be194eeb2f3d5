import assert from 'node:assert/strict'
import { isAbort } from '../../../src/base/abort.ts'
import { testCertificate } from '../../support/testCertificate.ts'
import { AnsweringPrompts, Bench, failsWith, identity } from '../support.ts'
import { noop } from './support.ts'

describe('A pool that was refused', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

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
})

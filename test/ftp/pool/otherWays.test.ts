/** A way of opening data connections that has worked, and doesn't any more: another is found without anybody noticing. */

import assert from 'node:assert/strict'
import type { FtpConnection } from '../../support/ftpServer.ts'
import { Bench, dataVerbs, failsWith } from '../support.ts'

/** Begins, and can't reach the client: its connection is stopped on the way. */
const neverComes = (connection: FtpConnection) => connection.reply('150 Here it comes')

describe('a pool whose server can not reach this computer any more', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('goes over to passive mode with a new connection', async () => {
    const served = await bench.serve({}, { a: 'hello' })
    const pool = bench.pool(served)
    bench.transfer = { mode: 'active' }
    await pool.use({}, (session) => session.list('/'))
    bench.transfer = { mode: 'auto' }
    const isActive = () => served.server.commands.at(-2)?.startsWith('EPRT') === true
    served.server.handlers.MLSD = (connection) => (isActive() ? neverComes(connection) : connection.default())
    const { entries } = await pool.use({ repeatable: true }, (session) => session.list('/'))
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['a'],
    )
    assert.equal(dataVerbs(served.server.commands), 'EPRT MLSD EPRT MLSD EPSV MLSD')
    assert.equal(pool.state.works?.mode, 'passive')
    assert.equal(served.server.accepted, 2)
  })

  it('does not where the mode leaves no other way, nor where the work can not be repeated', async () => {
    const served = await bench.serve({ handlers: { MLSD: neverComes } }, { a: 'hello' })
    const pool = bench.pool(served)
    bench.transfer = { mode: 'active' }
    await assert.rejects(
      pool.use({ repeatable: true }, (session) => session.list('/')),
      failsWith('dataConnection', 'Try passive mode'),
    )
    assert.equal(served.server.accepted, 1)
    bench.transfer = { mode: 'auto' }
    served.server.handlers.EPSV = (connection) => connection.reply('502 EPSV?')
    served.server.handlers.PASV = (connection) => connection.reply('502 PASV?')
    await assert.rejects(
      pool.use({ repeatable: true }, (session) => session.list('/')),
      failsWith('dataConnection', 'EPSV?', 'EPRT'),
    )
    assert.equal(served.server.accepted, 2)
  })
})

/** Commands as a person types them into a console. */

import assert from 'node:assert/strict'
import { Bench, failsWith, workOf } from './support.ts'

describe('A command that a person types', () => {
  let bench: Bench
  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('is sent as it is, and its reply given whatever it says', async () => {
    const served = await bench.serve({ handlers: { SITE: (connection) => connection.reply('504 Not here') } })
    const session = await bench.connect(served)
    const reply = await session.sendRaw('  site Umask  022 ')
    assert.deepEqual(reply, { code: 504, lines: ['Not here'] })
    assert.deepEqual(workOf(served.server.commands), ['SITE Umask  022 '])
    assert.equal(session.isSpoilt, false)
  })

  it('gives all lines of a long reply', async () => {
    const session = await bench.connect(
      await bench.serve({ handlers: { HELP: (connection) => connection.reply('214-These:', ' A B', '214 End') } }),
    )
    assert.deepEqual((await session.sendRaw('HELP')).lines, ['These:', ' A B', 'End'])
  })

  for (const line of ['TYPE A', 'type a', 'CLNT me', 'USER other', 'REST 5', 'OPTS UTF8 OFF', 'XYZW']) {
    it(`spoils the session: ${line}`, async () => {
      const session = await bench.connect(await bench.serve())
      await session.sendRaw(line)
      assert.equal(session.isSpoilt, true)
    })
  }

  for (const line of ['RETR a', 'stor a', 'PORT 127,0,0,1,4,1', 'EPSV', 'AUTH TLS', 'CCC', 'prot c', 'ABOR']) {
    it(`is not sent if it needs a data connection or changes the encryption: ${line}`, async () => {
      const served = await bench.serve()
      const session = await bench.connect(served)
      await assert.rejects(session.sendRaw(line), failsWith('unsupported'))
      await session.noop()
      assert.deepEqual(workOf(served.server.commands), ['NOOP'])
      assert.equal(session.isSpoilt, false)
    })
  }

  for (const line of ['', '   ', 'é', '12', 'ls -l;'.replace('ls', 'l$')]) {
    it(`is not sent if it is none: "${line}"`, async () => {
      const served = await bench.serve()
      const session = await bench.connect(served)
      await assert.rejects(session.sendRaw(line), failsWith('unsupported', 'HELP'))
      assert.deepEqual(workOf(served.server.commands), [])
    })
  }

  it('can not hold a second command', async () => {
    const served = await bench.serve({}, { a: 'x' })
    const session = await bench.connect(served)
    await assert.rejects(session.sendRaw('NOOP x\r\nDELE /a'), failsWith('badName'))
    assert.deepEqual(workOf(served.server.commands), [])
  })

  it('keeps a secret out of the log', async () => {
    const session = await bench.connect(await bench.serve())
    await session.sendRaw('PASS hunter2')
    assert.equal(bench.log.count('hunter2'), 0)
  })
})

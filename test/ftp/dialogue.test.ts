import assert from 'node:assert/strict'
import { withResolvers } from '../../src/base/abort.ts'
import type { FtpConnection } from '../support/ftpServer.ts'
import { answer, received } from './answers.ts'
import { Bench, failsWith, within, workOf } from './support.ts'

/** `MDTM /file-000` and its line end are 16 bytes: 256 of them are 4096. */
const paths = (count: number) => Array.from({ length: count }, (_, index) => `/file-${String(index).padStart(3, '0')}`)
const most = 256

describe('asking the same of many files', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('gives the answers in order, and nothing for what is refused', async () => {
    for (const batches of ['yes', 'no', 'unknown'] as const) {
      bench.memory.batches = batches
      const MDTM = (connection: FtpConnection, path: string) =>
        connection.reply(path === '/file-007' ? '550 no' : `213 20240101000${path.slice(-3)}`)
      const session = await bench.connect(await bench.serve({ handlers: { MDTM } }))
      const times = await session.modifiedOfEach(paths(60))
      const seconds = times.map((time) => time && (time.ms - Date.parse('2024-01-01T00:00:00Z')) / 1000)
      assert.deepEqual(
        seconds,
        paths(60).map((_, index) => (index === 7 ? undefined : index)),
      )
    }
  })

  it('goes out without waiting where the server copes, up to 4096 bytes', async () => {
    bench.memory.batches = 'yes'
    let seen = 0
    const MDTM = async (connection: FtpConnection) => {
      if (seen++ === 0) {
        await received(connection, 'MDTM', most)
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
        assert.equal(workOf(connection.server.commands).length, most)
      }
      connection.reply('213 20240101000000')
    }
    const served = await bench.serve({ handlers: { MDTM } })
    const session = await bench.connect(served)
    assert.equal((await session.modifiedOfEach(paths(most + 50))).length, most + 50)
    assert.deepEqual(workOf(served.server.commands).slice(most + 50), ['PWD'])
  })

  it('goes out although one of them alone is longer', async () => {
    bench.memory.batches = 'yes'
    const session = await bench.connect(await bench.serve({ handlers: { MDTM: answer('213 20240101000000') } }))
    assert.equal((await session.modifiedOfEach(['/a', `/${'b'.repeat(5000)}`, '/c'])).length, 3)
  })

  for (const batches of ['no', 'unknown'] as const) {
    it(`goes out one by one where it is ${batches === 'no' ? 'known that the server does not cope' : 'not known'}`, async () => {
      const MDTM = async (connection: FtpConnection) => {
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
        assert.equal(connection.hasMore, false)
        connection.reply('213 20240101000000')
      }
      const session = await bench.connect(await bench.serve({ handlers: { MDTM } }))
      bench.memory.batches = batches
      assert.equal((await session.modifiedOfEach(paths(20))).length, 20)
    })
  }

  it('ends where the command is not known, and is not begun again', async () => {
    const served = await bench.serve({ noFeatures: ['MDTM'] })
    const session = await bench.connect(served)
    for (let count = 0; count < 2; count++) assert.deepEqual(await session.modifiedOfEach(['/a', '/b']), [undefined, undefined])
    assert.deepEqual(workOf(served.server.commands), ['MDTM /a'])
  })

  it('that is cancelled rejects at once, and what is still answered is dropped', async () => {
    bench.memory.batches = 'yes'
    const abort = new AbortController()
    const { promise: released, resolve: release } = withResolvers<void>()
    const MDTM = async (connection: FtpConnection, path: string) => {
      if (path === '/file-010') {
        abort.abort()
        await released
      }
      connection.reply('213 20240101000000')
    }
    const served = await bench.serve({ handlers: { MDTM } }, { a: 'hello' })
    const session = await bench.connect(served)
    const asked = session.modifiedOfEach(paths(most + 50), { signal: abort.signal })
    await within(1000, assert.rejects(asked, { name: 'AbortError' }))
    assert.equal(session.isOwed, true)
    release()
    await session.settled()
    assert.equal(session.isOwed, false)
    assert.equal(await session.size('/a'), 5)
    assert.ok(workOf(served.server.commands).length < most + 50, 'nothing more is asked after a cancel')
  })

  it('ends with the connection where one is answered twice: nobody knows then which reply is whose', async () => {
    bench.memory.batches = 'yes'
    const MDTM = (connection: FtpConnection, path: string) => {
      connection.reply('213 20240101000000')
      if (path === '/file-001') connection.reply('213 20250101000000')
    }
    const session = await bench.connect(await bench.serve({ handlers: { MDTM } }))
    await assert.rejects(session.modifiedOfEach(paths(4)), failsWith('protocol', 'PWD was answered with 213'))
    assert.ok(session.error)
    assert.equal(bench.memory.batches, 'no')
  })

  it('fails for all of them when 421 comes in between, at once', async () => {
    bench.memory.batches = 'yes'
    let asked = 0
    const DELE = (connection: FtpConnection) => connection.reply(++asked === 2 ? '421 Timeout.' : '250 gone')
    const served = await bench.serve({ handlers: { DELE } })
    const session = await bench.connect(served)
    await within(500, assert.rejects(session.deleteFiles(paths(5)), failsWith('connectionLost', 'Timeout.')))
  })

  it('rejects when the connection dies in between', async () => {
    bench.memory.batches = 'yes'
    const MDTM = (connection: FtpConnection, path: string) =>
      path === '/file-010' ? connection.destroyControl() : connection.reply('213 20240101000000')
    const session = await bench.connect(await bench.serve({ handlers: { MDTM } }))
    await within(1000, assert.rejects(session.modifiedOfEach(paths(most + 50)), failsWith('connectionLost')))
  })
})

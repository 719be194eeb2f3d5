import assert from 'node:assert/strict'
import { appendFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { FtpConnection } from '../support/ftpServer.ts'
import { someBytes } from '../support/streams.ts'
import { answer, cutAfter, listing, received } from './answers.ts'
import { Bench, failsWith, Kept, within, workOf } from './support.ts'

describe('retrieving a file', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('gives every byte, ends the destination and tells of the progress', async () => {
    const bytes = someBytes(500_000)
    const session = await bench.connect(await bench.serve({}, { big: bytes }))
    const kept = new Kept()
    const progress: number[] = []
    assert.equal(await session.retrieve('/big', kept, { onProgress: (count) => progress.push(count) }), 500_000)
    assert.equal(kept.writableFinished, true)
    assert.ok(kept.bytes.equals(bytes))
    assert.equal(progress.at(-1), 500_000)
  })

  it('of no bytes gives none', async () => {
    const session = await bench.connect(await bench.serve({}, { empty: '' }))
    assert.equal(await session.retrieve('/empty', new Kept()), 0)
  })

  it('with fewer bytes than its size is incomplete, and the destination destroyed', async () => {
    const session = await bench.connect(await bench.serve({ handlers: { RETR: cutAfter(1000) } }, { big: someBytes(5000) }))
    const kept = new Kept()
    await assert.rejects(session.retrieve('/big', kept), failsWith('incomplete', '5000', '1000'))
    assert.ok(kept.destroyed && !kept.writableFinished)
    await session.noop()
  })

  it('that has grown meanwhile is whole if the new size says so', async () => {
    const RETR = async (connection: FtpConnection) => {
      await writeFile(join(served.root, 'log'), 'hello and more')
      await connection.default()
    }
    const served = await bench.serve({ handlers: { RETR } }, { log: 'hello' })
    const kept = new Kept()
    assert.equal(await (await bench.connect(served)).retrieve('/log', kept), 14)
    assert.equal(kept.bytes.toString(), 'hello and more')
  })

  it('that has grown meanwhile is incomplete if the bytes fit neither size', async () => {
    const RETR = async (connection: FtpConnection) => {
      await writeFile(join(served.root, 'log'), 'hello and more')
      await cutAfter(8)(connection, '/log')
    }
    const served = await bench.serve({ handlers: { RETR } }, { log: 'hello' })
    await assert.rejects((await bench.connect(served)).retrieve('/log', new Kept()), failsWith('incomplete', '14', '8'))
  })

  it('is believed where the server will not say the size', async () => {
    for (const SIZE of [answer('500 SIZE?'), answer('550 SIZE not allowed in ASCII mode'), answer('213 0')]) {
      const session = await bench.connect(await bench.serve({ handlers: { SIZE } }, { a: 'hello' }))
      assert.equal(await session.retrieve('/a', new Kept()), 5)
    }
  })

  it('is not believed where the server said the size before and will not say it again', async () => {
    let asked = 0
    const SIZE = (connection: FtpConnection) => (asked++ === 0 ? connection.default() : connection.reply('550 SIZE not allowed'))
    const served = await bench.serve({ handlers: { SIZE, RETR: cutAfter(1000) } }, { big: someBytes(5000) })
    await assert.rejects((await bench.connect(served)).retrieve('/big', new Kept()), failsWith('incomplete', '5000', '1000'))
  })

  it('asks for the size together with the port where the server copes', async () => {
    const SIZE = async (connection: FtpConnection) => {
      await received(connection, 'EPSV', 1)
      await connection.default()
    }
    const served = await bench.serve({ handlers: { SIZE } }, { a: 'hello' })
    const session = await bench.connect(served)
    bench.memory.batches = 'yes'
    assert.equal(await session.retrieve('/a', new Kept()), 5)
    assert.deepEqual(workOf(served.server.commands), ['SIZE /a', 'EPSV', 'RETR /a'])
  })

  for (const batches of ['no', 'unknown'] as const) {
    it(`asks for the size, and then for the port, where it is ${batches === 'no' ? 'known that the server does not cope' : 'not known'}`, async () => {
      let hadMore: boolean | undefined
      const SIZE = async (connection: FtpConnection) => {
        await delay(30)
        hadMore = connection.hasMore
        await connection.default()
      }
      const session = await bench.connect(await bench.serve({ handlers: { SIZE } }, { a: 'hello' }))
      bench.memory.batches = batches
      assert.equal(await session.retrieve('/a', new Kept()), 5)
      assert.equal(hadMore, false)
    })
  }

  it('fails for the reason on this computer if there is one, not for what came of it', async () => {
    const full = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('no space left'), { code: 'ENOSPC' })) })
    full.on('error', () => {})
    const session = await bench.connect(await bench.serve({}, { big: someBytes(5_000_000) }))
    await within(1500, assert.rejects(session.retrieve('/big', full), { code: 'ENOSPC' }))
  })

  it('destroys the destination also when nothing could be asked', async () => {
    const session = await bench.connect(await bench.serve())
    const kept = new Kept()
    await assert.rejects(session.retrieve('/a\nb', kept), failsWith('badName'))
    assert.equal(kept.destroyed, true)
  })
})

describe('retrieving the rest of a file', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('gives the bytes behind those that are there', async () => {
    const served = await bench.serve({}, { a: 'hello world' })
    const session = await bench.connect(served)
    const kept = new Kept()
    const progress: number[] = []
    assert.equal(await session.retrieve('/a', kept, { from: 6, onProgress: (count) => progress.push(count) }), 5)
    assert.equal(kept.writableFinished, true)
    assert.equal(kept.bytes.toString(), 'world')
    assert.deepEqual(progress, [5])
    assert.deepEqual(workOf(served.server.commands), ['SIZE /a', 'EPSV', 'REST 6', 'RETR /a'])
  })

  it('with fewer bytes than are missing is incomplete', async () => {
    const session = await bench.connect(await bench.serve({ handlers: { RETR: cutAfter(1000) } }, { big: someBytes(5000) }))
    await assert.rejects(session.retrieve('/big', new Kept(), { from: 2000 }), failsWith('incomplete', '5000', '3000'))
  })

  for (const mode of ['passive', 'active'] as const) {
    for (const line of ['500 REST?', '501 No restart.', '502 REST?', '504 No restart.', '550 Restart not permitted.']) {
      it(`is unsupported where REST is refused with ${line} in ${mode} mode, and nothing is received`, async () => {
        bench.transfer = { mode }
        const served = await bench.serve({ handlers: { REST: answer(line) } }, { a: 'hello world' })
        const session = await bench.connect(served)
        const kept = new Kept()
        await assert.rejects(session.retrieve('/a', kept, { from: 6 }), failsWith('unsupported', line, 'begin again'))
        assert.ok(kept.destroyed && kept.bytes.length === 0)
        assert.equal(served.server.commands.includes('RETR /a'), false)
        assert.equal(await session.retrieve('/a', new Kept()), 11)
        assert.equal(served.server.commands.includes('REST 0'), false)
      })
    }
  }

  it('from a server that takes REST and then sends all of it is incomplete', async () => {
    const served = await bench.serve({ handlers: { REST: answer('350 Restarting at nowhere.') } }, { a: 'hello world' })
    const kept = new Kept()
    await assert.rejects((await bench.connect(served)).retrieve('/a', kept, { from: 6 }), failsWith('incomplete', '11', '17'))
    assert.ok(kept.destroyed && !kept.writableFinished)
  })

  it('is unsupported where nobody could tell whether REST was heeded', async () => {
    const served = await bench.serve({ handlers: { SIZE: answer('550 no') } }, { a: 'hello world' })
    const kept = new Kept()
    await assert.rejects((await bench.connect(served)).retrieve('/a', kept, { from: 6 }), failsWith('unsupported', '/a', 'begin again'))
    assert.equal(kept.destroyed, true)
    assert.deepEqual(workOf(served.server.commands), ['SIZE /a'])
  })

  it('is incomplete where the size is 0 of whatever is asked for', async () => {
    const session = await bench.connect(await bench.serve({ handlers: { SIZE: answer('213 0') } }, { a: 'hello world' }))
    await assert.rejects(session.retrieve('/a', new Kept(), { from: 6 }), failsWith('incomplete', '6'))
  })

  it('of a file that has become shorter than what is there is incomplete before anything is asked for', async () => {
    const served = await bench.serve({}, { a: 'hello' })
    await assert.rejects((await bench.connect(served)).retrieve('/a', new Kept(), { from: 6 }), failsWith('incomplete', '5', '6'))
    assert.deepEqual(workOf(served.server.commands), ['SIZE /a'])
  })

  it('of a file that becomes shorter at the last moment is incomplete', async () => {
    const RETR = async (connection: FtpConnection) => {
      await truncate(join(served.root, 'a'), 3)
      await connection.default()
    }
    const served = await bench.serve({ handlers: { RETR } }, { a: 'hello world' })
    await assert.rejects((await bench.connect(served)).retrieve('/a', new Kept(), { from: 6 }), failsWith('incomplete', '3', '6'))
  })

  it('of a file that grows meanwhile is whole if the new size says so', async () => {
    const RETR = async (connection: FtpConnection) => {
      await appendFile(join(served.root, 'log'), ' and more')
      await connection.default()
    }
    const served = await bench.serve({ handlers: { RETR } }, { log: 'hello' })
    const kept = new Kept()
    assert.equal(await (await bench.connect(served)).retrieve('/log', kept, { from: 2 }), 12)
    assert.equal(kept.bytes.toString(), 'llo and more')
  })

  it('of which nothing is missing gives nothing', async () => {
    const kept = new Kept()
    assert.equal(await (await bench.connect(await bench.serve({}, { a: 'hello' }))).retrieve('/a', kept, { from: 5 }), 0)
    assert.equal(kept.writableFinished, true)
  })

  it('leaves no marker behind for the transfers after it', async () => {
    let marker = 0 // kept until the next REST
    const REST = (connection: FtpConnection, argument: string) => {
      marker = Number(argument)
      connection.reply('350 ok')
    }
    const RETR = (connection: FtpConnection) => {
      connection.session.restart = marker
      return connection.default()
    }
    const served = await bench.serve({ handlers: { REST, RETR } }, { a: 'hello world' })
    const session = await bench.connect(served)
    assert.equal(await session.retrieve('/a', new Kept(), { from: 6 }), 5)
    for (let count = 0; count < 2; count++) assert.equal(await session.retrieve('/a', new Kept()), 11)
    assert.deepEqual(
      served.server.commands.filter((line) => line.startsWith('REST')),
      ['REST 6', 'REST 0'],
    )
  })

  it('says where it begins in all digits, beyond 4 GB too', async () => {
    const from = 5_000_000_000
    const served = await bench.serve({ handlers: { SIZE: answer(`213 ${from + 5}`), RETR: listing('world') } })
    assert.equal(await (await bench.connect(served)).retrieve('/a', new Kept(), { from }), 5)
    assert.ok(served.server.commands.includes('REST 5000000000'))
  })
})

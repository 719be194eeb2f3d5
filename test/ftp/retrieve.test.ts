import assert from 'node:assert/strict'
import { appendFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { FtpConnection, Handler } from '../support/ftpServer.ts'
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

  it('leaves a destination that was given nothing to be used again', async () => {
    const served = await bench.serve({ handlers: { EPSV: (connection) => connection.destroyControl() } }, { a: 'hello' })
    const session = await bench.connect(served)
    const kept = new Kept()
    await assert.rejects(session.retrieve('/a', kept), failsWith('connectionLost'))
    assert.equal(kept.destroyed, false)
    delete served.server.handlers.EPSV
    const other = await bench.connect(served)
    await assert.rejects(other.retrieve('/a\nb', kept), failsWith('badName'))
    assert.equal(await other.retrieve('/a', kept), 5)
    assert.equal(kept.bytes.toString(), 'hello')
  })

  it('tries another way where the server took the first data connection and then refused it', async () => {
    bench.transfer = { mode: 'auto' }
    let refusals = 0
    const RETR = async (connection: FtpConnection) => {
      if (refusals++ > 0) return connection.default()
      await connection.data.connect()
      connection.reply('425 Not with me')
    }
    const session = await bench.connect(await bench.serve({ handlers: { RETR } }, { a: 'hello' }))
    const kept = new Kept()
    assert.equal(await session.retrieve('/a', kept), 5)
    assert.equal(kept.bytes.toString(), 'hello')
  })
})

describe('retrieving a file from a server without a word on its size', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  const announcing =
    (line: string, text: string): Handler =>
    async (connection) => {
      const data = await connection.data.connect()
      connection.reply(line)
      data.end(text)
      connection.data.release()
      connection.reply('226 done')
    }
  const announced = '150 Opening BINARY mode data connection for a (8 bytes).'
  const unknown = '150 Here it comes.'

  for (const SIZE of [answer('502 SIZE?'), answer('550 SIZE not allowed in ASCII mode'), answer('213 0')]) {
    it('is incomplete where the server announced more', async () => {
      const served = await bench.serve({ handlers: { SIZE, RETR: announcing(announced, 'hello') } })
      const kept = new Kept()
      await assert.rejects((await bench.connect(served)).retrieve('/a', kept), failsWith('incomplete', '8', '5'))
      assert.ok(kept.destroyed && !kept.writableFinished)
      assert.equal(served.server.commands.includes('MLSD /'), false)
    })

    it('is whole where the server announced as much or less: it may have grown', async () => {
      for (const text of ['as much!', 'even more than that']) {
        const served = await bench.serve({ handlers: { SIZE, RETR: announcing(announced, text) } })
        assert.equal(await (await bench.connect(served)).retrieve('/a', new Kept()), text.length)
      }
    })

    it('is incomplete where nothing was announced and its folder lists more', async () => {
      const handlers = { SIZE, RETR: announcing(unknown, 'hello'), MLSD: listing('type=file;size=8; a\r\n') }
      const session = await bench.connect(await bench.serve({ handlers }))
      await assert.rejects(session.retrieve('/a', new Kept()), failsWith('incomplete', '8', '5'))
    })
  }

  for (const [what, facts] of [
    ['lists as much', 'type=file;size=5; a'],
    ['lists less, for it may have grown', 'type=file;size=3; a'],
    ['lists no size', 'type=file; a'],
    ['lists a link, which has a size of its own', 'type=OS.unix=slink:/somewhere;size=10; a'],
    ['does not list it', 'type=file;size=8; b'],
  ] as const) {
    it(`is believed where its folder ${what}`, async () => {
      const handlers = { SIZE: answer('502 SIZE?'), RETR: announcing(unknown, 'hello'), MLSD: listing(`${facts}\r\n`) }
      assert.equal(await (await bench.connect(await bench.serve({ handlers }))).retrieve('/a', new Kept()), 5)
    })
  }

  it('is believed where its folder lists a rounded size, or can not be listed', async () => {
    const rounded = listing('a;1  1/3  20-NOV-2025 10:00:00  [DEMO,DEMO]  (RWED,RWED,RE,)\r\n')
    for (const LIST of [rounded, answer('550 No.')]) {
      const served = await bench.serve({ noFeatures: ['SIZE', 'MLST', 'MLSD'], handlers: { LIST, RETR: announcing(unknown, 'hello') } })
      assert.equal(await (await bench.connect(served)).retrieve('/a', new Kept()), 5)
    }
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
        assert.ok(!kept.destroyed && kept.bytes.length === 0)
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
    assert.equal(kept.destroyed, false)
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

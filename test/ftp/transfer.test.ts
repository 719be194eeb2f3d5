import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { FtpConnection, Handler } from '../support/ftpServer.ts'
import { someBytes } from '../support/streams.ts'
import { Bench, dataVerbs, failsWith, Kept, within, workOf } from './support.ts'

/** RETR by a test's own hand: the raw data connection, and what becomes of it. */
function retrieving(play: (connection: FtpConnection, data: Socket) => Promise<void>): Handler {
  return async (connection) => {
    const data = await connection.data.connect()
    data.on('error', () => {}).resume()
    await play(connection, data)
    connection.data.release()
  }
}

describe('a transfer', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('is complete when 150 and 226 come before the data', async () => {
    const RETR = retrieving(async (connection, data) => {
      await connection.write('150 here\r\n226 done\r\n')
      await new Promise((resolve) => setTimeout(resolve, 30))
      data.end('hello')
    })
    const session = await bench.connect(await bench.serve({ handlers: { RETR } }, { a: 'hello' }))
    const kept = new Kept()
    assert.equal(await session.retrieve('/a', kept), 5)
    assert.equal(kept.bytes.toString(), 'hello')
  })

  it('is complete when 226 comes amid the data', async () => {
    const RETR = retrieving(async (connection, data) => {
      connection.reply('150 here')
      data.write('he')
      await connection.write('226 done\r\n')
      await new Promise((resolve) => setTimeout(resolve, 30))
      data.end('llo')
    })
    const session = await bench.connect(await bench.serve({ handlers: { RETR } }, { a: 'hello' }))
    assert.equal(await session.retrieve('/a', new Kept()), 5)
  })

  it('is not complete before 226', async () => {
    let isConfirmed = false
    const RETR = retrieving(async (connection, data) => {
      connection.reply('150 here')
      data.end('hello')
      await once(data, 'close')
      await new Promise((resolve) => setTimeout(resolve, 50))
      isConfirmed = true
      connection.reply('226 done')
    })
    const session = await bench.connect(await bench.serve({ handlers: { RETR } }, { a: 'hello' }))
    await session.retrieve('/a', new Kept())
    assert.equal(isConfirmed, true)
  })

  it('closes its side of the data connection before 226, for servers that wait for that', async () => {
    // ProFTPD 1.3.8
    const RETR = retrieving(async (connection, data) => {
      connection.reply('150 here')
      data.end('hello')
      await once(data, 'close')
      connection.reply('226 done')
    })
    const session = await bench.connect(await bench.serve({ handlers: { RETR } }, { a: 'hello' }))
    await within(500, session.retrieve('/a', new Kept()))
  })

  it('needs no 150', async () => {
    const RETR = retrieving(async (connection, data) => {
      data.end('hello')
      connection.reply('226 done')
    })
    const session = await bench.connect(await bench.serve({ handlers: { RETR } }, { a: 'hello' }))
    assert.equal(await session.retrieve('/a', new Kept()), 5)
  })

  it('may go on for longer than a reply takes, with no 150 either', async () => {
    const RETR = retrieving(async (connection, data) => {
      for (const letter of 'hello') {
        data.write(letter)
        await delay(60)
      }
      data.end()
      connection.reply('226 done')
    })
    const address = await bench.serve({ handlers: { RETR } }, { a: 'hello' })
    const session = await bench.connect(address, { timeouts: { replyMs: 100 } })
    assert.equal(await session.retrieve('/a', new Kept()), 5)
  })

  it('takes replies of several lines for one', async () => {
    const RETR = retrieving(async (connection, data) => {
      // Pure-FTPd
      connection.reply('150-Accepted data connection', '150 29296.9 kbytes to download')
      data.end('hello')
      connection.reply('226-File successfully transferred', '226 0.000 seconds (measured here), 106.39 Kbytes per second')
    })
    const session = await bench.connect(await bench.serve({ handlers: { RETR } }, { a: 'hello' }))
    assert.equal(await session.retrieve('/a', new Kept()), 5)
  })

  it('is not disturbed by a second 226', async () => {
    const RETR = retrieving(async (connection, data) => {
      connection.reply('150 here')
      data.end('hello')
      connection.reply('226 done')
      connection.reply('226 really done')
    })
    const session = await bench.connect(await bench.serve({ handlers: { RETR } }, { a: 'hello' }))
    await session.retrieve('/a', new Kept())
    await new Promise((resolve) => setTimeout(resolve, 20))
    await session.visit('/')
    assert.equal(bench.log.count('unasked-for reply ignored: 226 really done'), 1)
  })

  for (const [line, reason] of [
    ['451 Local error', 'incomplete'],
    ['426 Connection closed', 'incomplete'],
    ['425 TLS session of data connection not resumed', 'incomplete'],
    ['552 Quota exceeded', 'full'],
  ] as const) {
    it(`that the server ends with ${line} failed although all the data came, and is not begun again`, async () => {
      const RETR = retrieving(async (connection, data) => {
        connection.reply('150 here')
        data.end('hello')
        await once(data, 'close')
        connection.reply(line)
      })
      const served = await bench.serve({ handlers: { RETR } }, { a: 'hello' })
      const session = await bench.connect(served)
      const kept = new Kept()
      await assert.rejects(session.retrieve('/a', kept), failsWith(reason, line))
      assert.ok(kept.destroyed && !kept.writableFinished)
      assert.equal(dataVerbs(served.server.commands), 'EPSV RETR')
      await session.noop()
    })

    it(`to the server that ends with ${line} failed, and is not begun again without its bytes`, async () => {
      const STOR = retrieving(async (connection, data) => {
        connection.reply('150 go on')
        if (!data.closed) await once(data, 'close')
        connection.reply(line)
      })
      const served = await bench.serve({ handlers: { STOR } })
      const session = await bench.connect(served)
      await assert.rejects(session.store('/a', Readable.from([Buffer.from('hello')])), failsWith(reason, line))
      assert.equal(dataVerbs(served.server.commands), 'EPSV STOR')
      await session.noop()
    })
  }

  it('that is refused at once in passive mode is tried the next way', async () => {
    bench.transfer = { mode: 'auto' }
    let refusals = 0
    const handlers = {
      RETR: (connection: FtpConnection) => (refusals++ < 2 ? connection.reply("425 Can't open data connection.") : connection.default()),
    }
    const served = await bench.serve({ handlers }, { a: 'hello' })
    const session = await bench.connect(served)
    const kept = new Kept()
    assert.equal(await session.retrieve('/a', kept), 5)
    assert.equal(kept.bytes.toString(), 'hello')
    assert.equal(dataVerbs(served.server.commands), 'EPSV RETR PASV RETR EPRT RETR')
  })

  it('ends at once when the command is refused', async () => {
    const session = await bench.connect(await bench.serve({}, { a: '' }))
    await within(300, assert.rejects(session.retrieve('/missing', new Kept()), failsWith('refused', 'RETR /missing', '550')))
    await within(300, assert.rejects(session.store('/missing/a', Readable.from(['x'])), failsWith('refused', 'STOR /missing/a')))
    await session.noop()
  })

  it('ends when nothing moves any more', async () => {
    const served = await bench.serve(
      {
        handlers: {
          RETR(connection) {
            connection.data.cut = { after: 1000, by: 'silence', reply: '426 you left' }
            return connection.default()
          },
        },
      },
      { big: someBytes(5000) },
    )
    const session = await bench.connect(served, { timeouts: { dataIdleMs: 100 } })
    await within(1500, assert.rejects(session.retrieve('/big', new Kept()), failsWith('incomplete')))
    assert.equal(dataVerbs(served.server.commands), 'EPSV RETR')
    await session.noop()
  })

  it('whose 226 never comes ends in time, and so does the connection', async () => {
    const RETR = retrieving(async (connection, data) => {
      connection.reply('150 here')
      data.end('hello')
    })
    const session = await bench.connect(await bench.serve({ handlers: { RETR } }, { a: 'hello' }), { timeouts: { replyMs: 100 } })
    await within(2000, assert.rejects(session.retrieve('/a', new Kept()), failsWith('timeout', 'RETR /a')))
    assert.ok(session.error)
  })

  for (const by of ['reset', 'end'] as const) {
    it(`that breaks off (${by}) with 426 is incomplete, and the session goes on`, async () => {
      let arrive = () => {}
      const arrived = new Promise<void>((resolve) => (arrive = resolve))
      const RETR = retrieving(async (connection, data) => {
        connection.reply('150 here')
        data.write(someBytes(1000))
        await arrived
        if (by === 'reset') data.resetAndDestroy()
        else data.end()
        connection.reply('426 Connection closed; transfer aborted.')
      })
      const served = await bench.serve({ handlers: { RETR } }, { big: someBytes(5000) })
      const session = await bench.connect(served)
      const kept = new Kept()
      await assert.rejects(session.retrieve('/big', kept, { onProgress: arrive }), failsWith('incomplete'))
      assert.equal(kept.destroyed, true)
      assert.equal(dataVerbs(served.server.commands), 'EPSV RETR')
      await session.noop()
    })
  }

  for (const [what, leave] of [
    ['421', (connection: FtpConnection) => connection.reply('421 Shutting down.')],
    ['its end', (connection: FtpConnection) => connection.closeControl()],
    ['a reset', (connection: FtpConnection) => connection.destroyControl()],
  ] as const) {
    it(`ends with the control connection, at ${what}`, async () => {
      const RETR = retrieving(async (connection, data) => {
        connection.reply('150 here')
        data.write('he')
        await new Promise((resolve) => setTimeout(resolve, 20))
        leave(connection)
        if (!data.closed) await once(data, 'close')
      })
      const served = await bench.serve({ handlers: { RETR } }, { a: 'hello' })
      const session = await bench.connect(served)
      const kept = new Kept()
      await within(1000, assert.rejects(session.retrieve('/a', kept), failsWith('connectionLost')))
      assert.equal(kept.destroyed, true)
      await served.server.dataGone()
    })
  }

  it('with a name that can not be sent leaves nothing open', async () => {
    for (const mode of ['passive', 'active'] as const) {
      bench.transfer = { mode }
      const served = await bench.serve()
      const session = await bench.connect(served)
      await assert.rejects(session.store('/a\r\nDELE /b', Readable.from(['x'])), failsWith('badName'))
      await session.list('/')
      await served.server.dataGone()
      assert.equal(
        served.server.commands.some((line) => line.startsWith('DELE')),
        false,
      )
    }
  })
})

describe('a cancelled transfer', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  const reason = new DOMException('enough', 'AbortError')
  const isReason = (error: unknown) => error === reason

  for (const mode of ['passive', 'active'] as const) {
    it(`before 150 ends at once in ${mode} mode`, async () => {
      bench.transfer = { mode }
      const abort = new AbortController()
      const served = await bench.serve({ handlers: { RETR: () => abort.abort(reason) } }, { a: 'hello' })
      const session = await bench.connect(served)
      await within(1300, assert.rejects(session.retrieve('/a', new Kept(), { signal: abort.signal }), isReason))
      assert.ok(session.error, 'no reply came to RETR')
    })

    it(`amid a download ends at once in ${mode} mode, and the session goes on`, async () => {
      bench.transfer = { mode }
      const abort = new AbortController()
      const served = await bench.serve({}, { big: someBytes(20_000_000) })
      const session = await bench.connect(served)
      const kept = new Kept()
      const onProgress = (bytes: number) => (bytes > 100_000 ? abort.abort(reason) : undefined)
      await within(1300, assert.rejects(session.retrieve('/big', kept, { signal: abort.signal, onProgress }), isReason))
      assert.equal(kept.destroyed, true)
      await session.noop()
      await served.server.dataGone()
      assert.equal(dataVerbs(served.server.commands).split(' ').length, 2)
    })

    it(`amid an upload ends at once in ${mode} mode, and the session goes on`, async () => {
      bench.transfer = { mode }
      const abort = new AbortController()
      const served = await bench.serve()
      const session = await bench.connect(served)
      const endless = new Readable({ read: () => void endless.push(Buffer.alloc(50_000)) })
      const onProgress = (bytes: number) => (bytes > 1_000_000 ? abort.abort(reason) : undefined)
      await within(1300, assert.rejects(session.store('/a', endless, { signal: abort.signal, onProgress }), isReason))
      assert.equal(endless.destroyed, true)
      await session.noop()
      await served.server.dataGone()
    })
  }

  it('that waits for 226 ends at once', async () => {
    const abort = new AbortController()
    const STOR = retrieving(async (connection, data) => {
      connection.reply('150 go on')
      if (!data.closed) await once(data, 'close')
      abort.abort(reason)
    })
    const session = await bench.connect(await bench.serve({ handlers: { STOR } }), { timeouts: { replyMs: 10_000 } })
    await within(1300, assert.rejects(session.store('/a', Readable.from(['x']), { signal: abort.signal }), isReason))
    assert.ok(session.error)
  })

  it('during the choice of the port leaves the session in order', async () => {
    const abort = new AbortController()
    const served = await bench.serve({
      handlers: {
        EPSV(connection) {
          abort.abort(reason)
          return connection.default()
        },
      },
    })
    const session = await bench.connect(served)
    await within(500, assert.rejects(session.list('/', { signal: abort.signal }), isReason))
    await session.noop()
    assert.deepEqual((await session.list('/')).entries, [])
  })

  it('that had not begun sends nothing', async () => {
    const served = await bench.serve()
    const session = await bench.connect(served)
    await assert.rejects(session.list('/', { signal: AbortSignal.abort(reason) }), isReason)
    assert.deepEqual(workOf(served.server.commands), [])
  })
})

/** Whole transfers with servers that confirm them early, twice, wrongly or not at all. */

import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { FtpConnection, Handler } from '../../support/ftpServer.ts'
import { someBytes } from '../../support/streams.ts'
import { testCertificate } from '../../support/testCertificate.ts'
import { answer, closedByClient, transferring } from '../answers.ts'
import { Bench, dataVerbs, failsWith, Kept, within, workOf } from '../support.ts'

const trusted = { security: 'explicit', tls: { ca: testCertificate().cert } } as const

describe('the replies to a transfer', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('may all come before the handshake of its data connection', async () => {
    const served = await bench.serve({ tls: testCertificate() }, { a: 'hello' })
    const RETR: Handler = async (connection) => {
      await connection.data.connect()
      await connection.write('150 here\r\n226 done\r\n')
      await delay(20)
      const { secureContext, options } = connection.server
      assert.ok(secureContext)
      const data = await connection.data.secure(secureContext, options.tls)
      data.end('hello')
      connection.data.release()
    }
    served.server.handlers.RETR = RETR
    const kept = new Kept()
    await (await bench.connect(served, trusted)).retrieve('/a', kept)
    assert.equal(kept.bytes.toString(), 'hello')
  })

  it('may come in the wrong order: 226, and 150 behind it', async () => {
    const RETR = transferring(async (connection, data) => {
      await connection.write('226 done\r\n')
      data.end('hello')
      await connection.write('150 here\r\n')
    })
    const session = await bench.connect(await bench.serve({ handlers: { RETR } }, { a: 'hello' }))
    for (let count = 0; count < 3; count++) {
      const kept = new Kept()
      await session.retrieve('/a', kept)
      assert.equal(kept.bytes.toString(), 'hello')
    }
    assert.equal(await session.size('/a'), 5)
  })

  it('may begin with 200, for LIST and STOR', async () => {
    const before = (connection: FtpConnection) => connection.write('200 ok\r\n').then(() => connection.default())
    const handlers = { LIST: before, STOR: before }
    const served = await bench.serve({ noFeatures: ['MLST'], handlers }, { a: 'hello' })
    const session = await bench.connect(served)
    await session.store('/b', Readable.from([Buffer.from('world')]))
    assert.deepEqual(
      (await session.list('/')).entries.map(({ size }) => size),
      [5, 5],
    )
    assert.equal(bench.log.count('unasked-for'), 0)
  })

  it('may name numbers that are no size: kilobytes, and the port it comes from', async () => {
    bench.transfer = { mode: 'active' }
    // Pure-FTPd
    const RETR = transferring(async (connection, data) => {
      connection.reply('150-Connecting to port 60103', '150 29296.9 kbytes to download')
      data.end('hello')
      connection.reply('226-File successfully transferred', '226 0.000 seconds (measured here), 106.39 Kbytes per second')
    })
    const session = await bench.connect(await bench.serve({ handlers: { RETR } }, { a: 'hello' }))
    assert.equal(await session.retrieve('/a', new Kept()), 5)
  })

  it('are waited for although the data has ended, and nothing is sent meanwhile', async () => {
    const RETR = transferring(async (connection, data) => {
      connection.reply('150 here')
      data.write('hel')
      await delay(60)
      data.end('lo')
      await closedByClient(data)
      await delay(60)
      assert.equal(connection.hasMore, false)
      connection.reply('226 done')
    })
    const served = await bench.serve({ handlers: { RETR } }, { a: 'hello' })
    const session = await bench.connect(served, { timeouts: { noopMs: 10, probeAfterMs: 10 } })
    assert.equal(await session.retrieve('/a', new Kept()), 5)
    assert.equal(workOf(served.server.commands).at(-1), 'RETR /a')
  })

  it('that end with 3yz confirm nothing', async () => {
    const end = transferring(async (connection, data) => {
      connection.reply('150 here')
      data.end('hello')
      await closedByClient(data)
      connection.reply('350 Tell me more.')
    })
    const session = await bench.connect(await bench.serve({ handlers: { RETR: end, MLSD: end } }, { a: 'hello' }))
    await assert.rejects(session.retrieve('/a', new Kept()), failsWith('refused', '350'))
    await assert.rejects(session.list('/'), failsWith('refused', '350'))
    await session.noop()
  })

  it('that say 226 of data that was never read are not believed', async () => {
    const STOR = transferring(async (connection, data) => {
      connection.reply('150 go on')
      connection.reply('226 got it all')
      await closedByClient(data)
    })
    const session = await bench.connect(await bench.serve({ handlers: { STOR } }, { a: '' }))
    await assert.rejects(session.store('/a', Readable.from([someBytes(100_000)])), failsWith('incomplete', '/a has 0 bytes'))
    await session.noop()
  })
})

describe('a transfer that is cancelled', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  const reason = new DOMException('enough', 'AbortError')

  for (const [what, replies, goesOn] of [
    ['426, and then 226 (pyftpdlib)', ['426 Transfer aborted via ABOR.', '226 ABOR command successful.'], true],
    ['226 alone, for it was sent already', ['226 Transfer complete.'], true],
    ['451', ['451 Failure writing network stream.'], true],
    ['150 again, and nothing after it (Pure-FTPd)', ['150 0.401 seconds (measured here), 9.36 Mbytes per second'], false],
    ['nothing', [], false],
  ] as const) {
    it(`by closing its data connection may be answered with ${what}: the session ${goesOn ? 'goes on' : 'ends'}`, async () => {
      const abort = new AbortController()
      const RETR = transferring(async (connection, data) => {
        connection.reply('150 here')
        data.write(someBytes(10_000))
        await closedByClient(data)
        for (const reply of replies) connection.reply(reply)
      })
      const served = await bench.serve({ handlers: { RETR } }, { a: 'hello' })
      const session = await bench.connect(served)
      const onProgress = () => abort.abort(reason)
      await within(
        1500,
        assert.rejects(session.retrieve('/a', new Kept(), { signal: abort.signal, onProgress }), (error) => error === reason),
      )
      assert.equal(session.error === undefined, goesOn)
      if (goesOn) assert.equal(await session.size('/a'), 5)
      assert.ok(!served.server.commands.includes('ABOR'))
    })
  }
})

describe('a file of 5 GB', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  const size = 5 * 1024 ** 3

  it('is begun behind its first 4 GB, and has its whole size', async () => {
    const RETR = transferring(async (connection, data) => {
      connection.reply(`150 Opening BINARY mode data connection for a (${size} bytes).`)
      data.end('the end')
      connection.reply('226 done')
    })
    const served = await bench.serve({ handlers: { RETR, SIZE: answer(`213 ${size}`), REST: answer('350 ok') } })
    const session = await bench.connect(served)
    assert.equal(await session.retrieve('/a', new Kept(), { from: size - 7 }), 7)
    assert.ok(served.server.commands.includes(`REST ${size - 7}`))
  })

  it('is incomplete at a server that cuts the offset to 32 bits', async () => {
    const RETR = transferring(async (connection, data) => {
      connection.reply('150 here')
      data.end(someBytes(100_000)) // from 1 GB on, as far as the test is patient
      connection.reply('226 done')
    })
    const session = await bench.connect(await bench.serve({ handlers: { RETR, SIZE: answer(`213 ${size}`), REST: answer('350 ok') } }))
    await assert.rejects(session.retrieve('/a', new Kept(), { from: size - 7 }), failsWith('incomplete'))
  })

  for (const [noFeatures, style] of [
    [[], 'facts'],
    [['MLST'], 'list'],
  ] as const) {
    it(`has its size in a listing of the format ${style}`, async () => {
      const line = style === 'facts' ? `type=file;size=${size}; a` : `-rw-r--r--   1 ftp ftp ${size} Jan 01  2020 a`
      const send = transferring(async (connection, data) => {
        connection.reply('150 here')
        data.end(`${line}\r\n`)
        connection.reply('226 done')
      })
      const session = await bench.connect(await bench.serve({ noFeatures, handlers: { MLSD: send, LIST: send } }))
      assert.equal((await session.list('/')).entries[0]?.size, size)
    })
  }
})

describe('a size that is 0 of every file', () => {
  it('is no reason to call a whole file incomplete', async () => {
    const bench = new Bench()
    const served = await bench.serve({ handlers: { SIZE: answer('213 0') } }, { a: 'hello' })
    assert.equal(await (await bench.connect(served)).retrieve('/a', new Kept()), 5)
    assert.equal(dataVerbs(served.server.commands), 'EPSV RETR')
    await bench.end()
  })
})

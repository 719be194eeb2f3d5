/** The next data port asked for while a transfer runs, on the servers that leave it alone until they are done. */

import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import type { FtpConnection } from '../support/ftpServer.ts'
import { received } from './answers.ts'
import { Bench, dataVerbs, deadPort, failsWith, Kept, workOf } from './support.ts'

const followed = { isFollowed: true } as const
const greeting = (connection: FtpConnection) => connection.reply('220 (vsFTPd 3.0.3)')

describe('the next data port', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('is asked for behind a transfer that is followed by another, on a server that is known to cope', async () => {
    const RETR = async (connection: FtpConnection) => {
      await received(connection, 'EPSV', 2)
      await connection.default()
    }
    const served = await bench.serve({ greeting, handlers: { RETR } }, { a: 'hello', b: 'world' })
    const session = await bench.connect(served)
    const [first, second] = [new Kept(), new Kept()]
    await session.retrieve('/a', first, followed)
    await session.retrieve('/b', second)
    assert.equal(first.bytes.toString() + second.bytes.toString(), 'helloworld')
    assert.deepEqual(workOf(served.server.commands), ['SIZE /a', 'EPSV', 'RETR /a', 'EPSV', 'SIZE /b', 'RETR /b'])
  })

  it('is asked for behind an upload too', async () => {
    const served = await bench.serve({ greeting })
    const session = await bench.connect(served)
    await session.store('/a', Readable.from(['hello']), followed)
    await session.store('/b', Readable.from(['world']))
    assert.equal(dataVerbs(served.server.commands), 'EPSV STOR EPSV STOR')
  })

  for (const banner of [
    '220 ProFTPD Server (Debian) [127.0.0.1]',
    '220 pyftpdlib 1.5.7 ready.',
    '220 Welcome to vsFTPd country',
    '220 FTP',
  ]) {
    it(`is not asked for ahead after ${banner}`, async () => {
      const served = await bench.serve({ greeting: (connection) => connection.reply(banner) }, { a: 'hello' })
      const session = await bench.connect(served)
      for (let count = 0; count < 2; count++) await session.retrieve('/a', new Kept(), followed)
      assert.equal(dataVerbs(served.server.commands), 'EPSV RETR EPSV RETR')
    })
  }

  it('is not asked for ahead without need, nor in active mode', async () => {
    const served = await bench.serve({ greeting }, { a: 'hello' })
    const session = await bench.connect(served)
    await session.retrieve('/a', new Kept())
    bench.transfer = { mode: 'active' }
    await session.retrieve('/a', new Kept(), followed)
    await session.retrieve('/a', new Kept())
    assert.equal(dataVerbs(served.server.commands), 'EPSV RETR EPRT RETR EPRT RETR')
  })

  it('is asked for again where nobody answers on the one that was named', async () => {
    let asked = 0
    const EPSV = async (connection: FtpConnection) => {
      if (++asked !== 2) return connection.default()
      connection.reply(`229 ok (|||${await deadPort()}|)`)
    }
    const served = await bench.serve({ greeting, handlers: { EPSV } }, { a: 'hello' })
    const session = await bench.connect(served)
    await session.retrieve('/a', new Kept(), followed)
    assert.equal(await session.retrieve('/a', new Kept()), 5)
    assert.equal(dataVerbs(served.server.commands), 'EPSV RETR EPSV EPSV RETR')
    assert.equal(bench.memory.data.works?.method, 'EPSV')
  })

  it('is asked for again where the server has refused it ahead', async () => {
    let asked = 0
    const EPSV = (connection: FtpConnection) => (++asked === 2 ? connection.reply('450 Not now') : connection.default())
    const served = await bench.serve({ greeting, handlers: { EPSV } }, { a: 'hello' })
    const session = await bench.connect(served)
    await session.retrieve('/a', new Kept(), followed)
    assert.equal(await session.retrieve('/a', new Kept()), 5)
    assert.equal(dataVerbs(served.server.commands), 'EPSV RETR EPSV EPSV RETR')
  })

  it('is never asked for ahead again once a transfer has failed with it', async () => {
    const RETR = async (connection: FtpConnection) => {
      await received(connection, 'EPSV', 2)
      connection.reply('450 EPSV: data transfer in progress')
    }
    const served = await bench.serve({ greeting, handlers: { RETR } }, { a: 'hello' })
    const session = await bench.connect(served)
    await assert.rejects(session.retrieve('/a', new Kept(), followed), failsWith('refused', '450'))
    assert.equal(bench.memory.aheadHasFailed, true)
  })

  it('leaves the control connection in order when the transfer in front of it is cancelled', async () => {
    const abort = new AbortController()
    const served = await bench.serve({ greeting }, { big: Buffer.alloc(8_000_000), a: 'hello' })
    const session = await bench.connect(served)
    const onProgress = () => abort.abort()
    await assert.rejects(session.retrieve('/big', new Kept(), { ...followed, signal: abort.signal, onProgress }), { name: 'AbortError' })
    assert.equal(await session.retrieve('/a', new Kept()), 5)
    assert.equal(session.error, undefined)
  })
})

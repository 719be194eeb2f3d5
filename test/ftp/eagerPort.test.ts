/** In active mode, port and command in one go: a round trip less, where the server has shown that it copes. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import type { FtpConnection } from '../support/ftpServer.ts'
import { answer, received } from './answers.ts'
import { Bench, dataVerbs, failsWith, Kept } from './support.ts'

/** The port in `EPRT |1|127.0.0.1|50000|`. */
function portIn(line: string): number {
  return Number(line.split('|')[3])
}

describe('a data port that is told to the server', () => {
  let bench: Bench

  beforeEach(() => {
    bench = new Bench()
    bench.transfer = { mode: 'active' }
  })
  afterEach(() => bench.end())

  it('leaves together with the command, once the server has taken one and copes with more', async () => {
    let told = 0
    const EPRT = async (connection: FtpConnection) => {
      if (++told > 1) await received(connection, 'RETR', told)
      await connection.default()
    }
    const served = await bench.serve({ handlers: { EPRT } }, { a: 'hello' })
    const session = await bench.connect(served)
    for (let count = 0; count < 3; count++) assert.equal(await session.retrieve('/a', new Kept()), 5)
    assert.equal(told, 3)
  })

  for (const [what, prepare] of [
    ['a server that takes one command at a time', () => (bench.memory.batches = 'no')],
    ['an upload: what is stored without a data connection is an empty file', () => {}],
  ] as const) {
    it(`is agreed to first by ${what}`, async () => {
      let hadMore = false
      const EPRT = async (connection: FtpConnection) => {
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
        hadMore ||= connection.hasMore
        await connection.default()
      }
      const served = await bench.serve({ handlers: { EPRT } }, { a: 'hello' })
      const session = await bench.connect(served)
      prepare()
      for (const path of ['/b', '/c']) {
        if (bench.memory.batches === 'no') await session.retrieve('/a', new Kept())
        else await session.store(path, Readable.from(['x']))
      }
      assert.equal(hadMore, false)
    })
  }

  it('that is refused after all leads to the next way, and what the command was answered is dropped', async () => {
    let told = 0
    const EPRT = (connection: FtpConnection) => (++told > 1 ? connection.reply('501 Not this one') : connection.default())
    const served = await bench.serve({ handlers: { EPRT } }, { a: 'hello' })
    const session = await bench.connect(served)
    for (let count = 0; count < 2; count++) assert.equal(await session.retrieve('/a', new Kept()), 5)
    assert.equal(dataVerbs(served.server.commands), 'EPRT RETR EPRT RETR PORT RETR')
    assert.match(bench.memory.data.works?.why ?? '', /^EPRT: EPRT was refused \(501 Not this one\)$/)
  })

  it('that is refused for good reports the word on the port, not that on the command', async () => {
    let told = 0
    const EPRT = (connection: FtpConnection) => (++told > 1 ? connection.reply('501 Not this one') : connection.default())
    const served = await bench.serve({ handlers: { EPRT, PORT: answer('502 PORT?') } }, { a: 'hello' })
    const session = await bench.connect(served)
    await session.retrieve('/a', new Kept())
    await assert.rejects(session.retrieve('/a', new Kept()), failsWith('dataConnection', '501 Not this one', '502 PORT?'))
    await session.noop()
  })

  it('is agreed to first by a server that dials as soon as it is told, as pyftpdlib does: it mixes up its replies', async () => {
    const { server, ...address } = await bench.script(async (peer) => {
      await peer.send('220 hi\r\n')
      for (const [line, reply] of [
        ['USER demo', '331 password'],
        ['PASS demo', '230 in'],
        ['FEAT', '500 what?'],
        ['TYPE I', '200 ok'],
        ['PWD', '257 "/"'],
      ] as const) {
        assert.equal(await peer.line(), line)
        await peer.send(`${reply}\r\n`)
      }
      for (let count = 0; count < 3; count++) {
        assert.equal(await peer.line(), 'SIZE /a')
        await peer.send('213 5\r\n')
        const data = connect(portIn(await peer.line()), '127.0.0.1')
        await once(data, 'connect')
        assert.match(server.commands.at(-1) ?? '', /^EPRT/)
        await peer.send('200 Active data connection established.\r\n')
        assert.equal(await peer.line(), 'RETR /a')
        await peer.send('150 File status okay. About to open data connection.\r\n')
        data.end('hello')
        await peer.send('226 Transfer complete.\r\n')
      }
    })
    const session = await bench.connect(address)
    for (let count = 0; count < 3; count++) assert.equal(await session.retrieve('/a', new Kept()), 5)
    assert.equal(bench.memory.batches, 'yes')
    assert.equal(bench.memory.dialsEarly, true)
  })

  it('leaves the control connection in order when the transfer is cancelled before the server has agreed', async () => {
    const abort = new AbortController()
    let told = 0
    const EPRT = async (connection: FtpConnection) => {
      if (++told === 2) {
        await received(connection, 'RETR', 2)
        abort.abort()
      }
      await connection.default()
    }
    const served = await bench.serve({ handlers: { EPRT } }, { a: 'hello' })
    const session = await bench.connect(served)
    await session.retrieve('/a', new Kept())
    await assert.rejects(session.retrieve('/a', new Kept(), { signal: abort.signal }), { name: 'AbortError' })
    await session.settled()
    if (session.error === undefined) assert.equal(await session.retrieve('/a', new Kept()), 5)
  })
})

/** Whole transfers over data connections that are odd, slow, dead, stolen, or somebody else's. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { eprt } from '../../../src/ftp/data/active.ts'
import type { Handler } from '../../support/ftpServer.ts'
import { hostPort } from '../../support/ftpDataPort.ts'
import { listenOn } from '../../support/listenOn.ts'
import { resetSocket } from '../../support/resetSocket.ts'
import { testCertificate } from '../../support/testCertificate.ts'
import { answer, closedByClient, transferring } from '../answers.ts'
import { Bench, dataVerbs, failsWith, Kept, within } from '../support.ts'

/** PASV or EPSV, answered in the words of another server. */
function named(words: (port: number) => string): Handler {
  return async (connection) => connection.reply(words(await connection.data.listen()))
}

const pairs = (port: number) => `${port >> 8},${port & 255}`

describe('a passive port', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  for (const [verb, words] of [
    ['EPSV', (port: number) => `227 Entering Passive Mode (127,0,0,1,${pairs(port)})`],
    ['EPSV', (port: number) => `229 Entering Extended Passive Mode (!!!${port}!).`],
    ['EPSV', (port: number) => `229 Entering Extended Passive Mode (|1|192.0.2.4|${port}|)`],
    ['PASV', (port: number) => `227 Entering Passive Mode. 127,0,0,1,${pairs(port)}`],
    ['PASV', (port: number) => `227 I will passively listen to 127,0,0,1,${pairs(port)}`],
    ['PASV', (port: number) => `227 Entering Passive Mode (0,0,0,0,${pairs(port)})`],
    ['PASV', (port: number) => `227 Entering Passive Mode (192,168,205,101,${pairs(port)})`],
    ['PASV', (port: number) => `227 Entering Passive Mode (127, 0, 0, 1, ${pairs(port).replace(',', ', ')})`],
  ] as const) {
    it(`is found in ${words(59_999)} to ${verb}`, async () => {
      const handlers = { EPSV: answer('500 EPSV?'), [verb]: named(words) }
      const session = await bench.connect(await bench.serve({ handlers }, { a: 'hello' }))
      assert.equal(await session.retrieve('/a', new Kept()), 5)
      assert.equal(bench.memory.data.works?.method, verb)
    })
  }

  for (const words of ['227 ok (127,0,0,1,256,51)', '227 ok (127,0,0,1,0,0)', '227 ok', '227 ok (127,0,0,1,4)']) {
    it(`is none in ${words}: nothing is dialled, and the session goes on`, async () => {
      const served = await bench.serve({ handlers: { EPSV: answer('502 no'), PASV: answer(words) } })
      const session = await bench.connect(served)
      await assert.rejects(session.list('/'), failsWith('dataConnection', 'EPSV was refused', 'without a usable port'))
      await session.noop()
      assert.equal(dataVerbs(served.server.commands), 'EPSV PASV')
    })
  }

  for (const [verb, words] of [
    ['EPSV', '213 5'],
    ['EPSV', '226 ok'],
    ['PASV', '257 "/"'],
    ['EPRT', '229 ok (|||5000|)'],
    ['PORT', '213 5'],
  ] as const) {
    it(`${verb} was answered with what is said to another command, ${words}: the connection is dropped, and commands go one by one`, async () => {
      bench.transfer = { mode: verb === 'EPRT' || verb === 'PORT' ? 'active' : 'passive' }
      const refusing = answer('500 no')
      const handlers = { ...(verb === 'PASV' && { EPSV: refusing }), ...(verb === 'PORT' && { EPRT: refusing }), [verb]: answer(words) }
      const session = await bench.connect(await bench.serve({ handlers }))
      await assert.rejects(session.list('/'), failsWith('protocol', `${verb} was answered with ${words.slice(0, 3)}`))
      assert.ok(session.error)
      assert.equal(bench.memory.batches, 'no')
    })
  }

  it('of another host is never dialled', async () => {
    const other = bench.ledger.add('listener', createServer())
    const { port } = await listenOn(other, '127.0.0.2')
    let reached = 0
    other.on('connection', (socket) => {
      reached++
      socket.destroy()
    })
    const handlers = { EPSV: answer('500 EPSV?'), PASV: answer(`227 ok (${hostPort('127.0.0.2', port)})`) }
    const session = await bench.connect(await bench.serve({ handlers }))
    await assert.rejects(session.list('/'), failsWith('dataConnection', 'ECONNREFUSED'))
    assert.equal(reached, 0)
    assert.equal(bench.log.count('the server named 127.0.0.2; dialling 127.0.0.1'), 1)
  })

  /** The client's connection is taken, but it is somebody else's that the server uses. */
  async function stolenPort(): Promise<{ readonly EPSV: Handler; readonly forgotten: () => Promise<Socket> }> {
    const { address, sockets } = await bench.listener()
    const forgotten = async () => {
      while (!sockets[0]) await new Promise((resolve) => setImmediate(resolve))
      return sockets[0].resume()
    }
    return { EPSV: answer(`229 ok (|||${address.port}|)`), forgotten }
  }

  it('that a thief has reached first gives a file that is incomplete', async () => {
    const { EPSV, forgotten } = await stolenPort()
    const RETR: Handler = async (connection) => {
      connection.reply('150 here')
      ;(await forgotten()).end()
      connection.reply('226 sent, to whoever came first')
    }
    const session = await bench.connect(await bench.serve({ handlers: { EPSV, RETR } }, { a: 'hello' }))
    await assert.rejects(session.retrieve('/a', new Kept()), failsWith('incomplete', '/a has 5 bytes', '0 were transferred'))
  })

  it('that a thief has reached first stores a file that is incomplete', async () => {
    const { EPSV, forgotten } = await stolenPort()
    const STOR: Handler = async (connection) => {
      connection.reply('150 go on')
      await closedByClient(await forgotten())
      connection.reply('226 stored, from whoever came first')
    }
    const session = await bench.connect(await bench.serve({ handlers: { EPSV, STOR } }, { a: 'stolen!' }))
    await assert.rejects(session.store('/a', Readable.from([Buffer.from('hello')])), failsWith('incomplete', '/a has 7 bytes'))
  })
})

describe('an active port', () => {
  let bench: Bench

  beforeEach(() => {
    bench = new Bench()
    bench.transfer = { mode: 'active' }
  })
  afterEach(() => bench.end())

  const portOf = (argument: string) => Number(argument.split('|')[3])

  it('that a stranger finds first is kept for the server', async () => {
    const EPRT: Handler = async (connection, argument) => {
      const stranger = bench.ledger.add('data', connect({ host: '127.0.0.1', port: portOf(argument), localAddress: '127.0.0.2' }))
      await once(stranger.resume(), 'close')
      await connection.default()
    }
    const session = await bench.connect(await bench.serve({ handlers: { EPRT } }, { a: 'hello' }))
    assert.equal(await session.retrieve('/a', new Kept()), 5)
    assert.equal(bench.log.count('a connection from 127.0.0.2'), 1)
  })

  it('that the server dials twice takes the first, and leaves no second open', async () => {
    const second: Socket[] = []
    const EPRT: Handler = async (connection, argument) => {
      connection.data.aim(portOf(argument))
      const first = connection.data.connect()
      second.push(bench.ledger.add('data', connect({ host: '127.0.0.1', port: portOf(argument) })).resume())
      await first
      connection.reply('200 ok')
    }
    const session = await bench.connect(await bench.serve({ handlers: { EPRT } }, { a: 'hello' }))
    const kept = new Kept()
    await session.retrieve('/a', kept)
    assert.equal(kept.bytes.toString(), 'hello')
    for (const socket of second) if (!socket.closed) await within(500, once(socket, 'close'))
  })

  it('may be dialled before the port is agreed to, and then 425 be the answer to the port', async () => {
    bench.transfer = { mode: 'auto' }
    bench.memory.data.hasWorked(eprt, [])
    // pyftpdlib dials at once, and says there that it can't.
    const session = await bench.connect(
      await bench.serve({ handlers: { EPRT: answer("425 Can't connect to specified address.") } }, { a: 'hello' }),
    )
    assert.equal(await session.retrieve('/a', new Kept()), 5)
    assert.equal(bench.memory.data.works?.method, 'EPSV')
  })

  for (const refusal of [
    '500 Illegal EPRT command.',
    '501 EPRT?',
    '530 Only client IP address allowed for EPRT.',
    '522 Bad network protocol.',
  ]) {
    it(`refused with ${refusal} is announced by PORT, and no third time`, async () => {
      const served = await bench.serve({ handlers: { EPRT: answer(refusal), PORT: answer('500 Illegal PORT command.') } })
      const session = await bench.connect(served)
      await assert.rejects(session.list('/'), failsWith('dataConnection', refusal, 'Try passive mode'))
      assert.equal(dataVerbs(served.server.commands), 'EPRT PORT')
      await session.noop()
    })
  }

  for (const [what, replies] of [
    ['150 and 421', ['150 Opening', '421 Timeout.']],
    ['421', ['421 Timeout.']],
  ] as const) {
    it(`that nobody dials is waited for no longer when ${what} comes`, async () => {
      const RETR: Handler = (connection) => connection.reply(...replies)
      const session = await bench.connect(await bench.serve({ handlers: { RETR } }, { a: '' }), { timeouts: { dataConnectMs: 5000 } })
      await within(1500, assert.rejects(session.retrieve('/a', new Kept()), failsWith('connectionLost', 'Timeout.')))
    })
  }
})

describe('a data connection', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('that is reset before 226 carried nothing that counts', async () => {
    for (const verb of ['MLSD', 'RETR'] as const) {
      const handler = transferring(async (connection, data) => {
        await connection.write('150 here\r\n')
        await new Promise<void>((resolve) => void data.write('type=file; a\r\n', () => resolve()))
        await delay(20) // together with the last bytes a reset is an ordinary end to Node
        resetSocket(data)
        await connection.write('226 done\r\n')
      })
      const session = await bench.connect(await bench.serve({ handlers: { [verb]: handler, SIZE: answer('550 no') } }))
      const work = verb === 'MLSD' ? session.list('/') : session.retrieve('/a', new Kept())
      await assert.rejects(work, failsWith('incomplete'))
      await session.noop()
    }
  })

  it('that brings something during an upload is not closed with it unread: the upload would be reset', async () => {
    const bytes = Buffer.alloc(300_000, 7)
    const STOR = transferring(async (connection, data) => {
      connection.reply('150 go on')
      data.write('why is there anything here?'.repeat(1000))
      let received = 0
      data.on('data', (chunk: Buffer) => (received += chunk.length))
      await once(data, 'end')
      assert.equal(received, bytes.length)
      connection.reply('226 done')
    })
    const served = await bench.serve({ handlers: { STOR, SIZE: answer(`213 ${bytes.length}`) } })
    const session = await bench.connect(served)
    assert.equal(await session.store('/a', Readable.from([bytes])), bytes.length)
  })

  it('that is never ended by the server after an upload is ended here', async () => {
    const open: Socket[] = []
    const STOR: Handler = async (connection) => {
      const data = await connection.data.connect()
      open.push(data)
      connection.reply('150 go on')
      data.allowHalfOpen = true
      await once(data.resume(), 'end')
      connection.reply('226 done')
    }
    const session = await bench.connect(await bench.serve({ handlers: { STOR, SIZE: answer('213 5') } }), { timeouts: { dataIdleMs: 150 } })
    await within(1000, session.store('/a', Readable.from([Buffer.from('hello')])))
    const [data] = open
    assert.ok(data)
    data.on('error', () => {})
    while (!data.closed) {
      await delay(200) // longer than the client is patient
      data.write('x') // is answered with a reset by who has gone
    }
  })

  it('that connects and stays silent is given up, in both modes', async () => {
    for (const mode of ['passive', 'active'] as const) {
      bench.transfer = { mode }
      const MLSD = transferring(async (connection, data) => {
        connection.reply('150 here')
        await closedByClient(data)
      })
      const session = await bench.connect(await bench.serve({ handlers: { MLSD } }), { timeouts: { dataIdleMs: 100 } })
      await within(2000, assert.rejects(session.list('/'), failsWith('incomplete', 'nothing moved')))
    }
  })

  it('that is not encrypted where it should be is refused', async () => {
    const RETR = transferring(async (connection, data) => {
      connection.reply('150 here')
      data.end('hello, this is the file in the clear')
      await closedByClient(data)
      connection.reply('226 done')
    })
    const served = await bench.serve({ tls: testCertificate(), handlers: { RETR } }, { a: 'hello' })
    const session = await bench.connect(served, { security: 'explicit', tls: { ca: testCertificate().cert } })
    const kept = new Kept()
    await assert.rejects(session.retrieve('/a', kept), failsWith('tlsFailed'))
    assert.equal(kept.bytes.length, 0)
  })
})

import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { epsv, pasv } from '../../../src/ftp/data/passive.ts'
import { DataPortRefused } from '../../../src/ftp/data/strategy.ts'
import { hostPort } from '../../support/ftpServer.ts'
import { listenOn } from '../../support/listenOn.ts'
import { Bench, dataContext, deadPort, failsWith, RecordingLog, within } from '../support.ts'

const refused = (error: unknown) => error instanceof DataPortRefused

describe('passive mode', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('dials the port that EPSV names', async () => {
    const { address, sockets } = await bench.listener()
    const opening = await epsv.prepare(dataContext(() => `229 ok (|||${address.port}|)`))
    const socket = await opening.open()
    assert.equal(socket.remotePort, address.port)
    socket.destroy()
    opening.dispose()
    await bench.ledger.none('data')
    assert.equal(sockets.length, 1)
  })

  it('takes a 227 in answer to EPSV', async () => {
    const { address } = await bench.listener()
    const socket = await (await epsv.prepare(dataContext(() => `227 ok (${hostPort('127.0.0.1', address.port)})`))).open()
    assert.equal(socket.remotePort, address.port)
    socket.destroy()
  })

  for (const host of ['10.1.2.3', '0.0.0.0', '255.255.255.255', '192.168.1.5', '127.0.0.2', '8.8.8.8']) {
    it(`dials the control connection's peer although the server names ${host}`, async () => {
      const { address } = await bench.listener()
      const log = new RecordingLog()
      const opening = await pasv.prepare(dataContext(() => `227 ok (${hostPort(host, address.port)})`, { log }))
      const socket = await opening.open()
      assert.deepEqual([socket.remoteAddress, socket.remotePort], ['127.0.0.1', address.port])
      assert.equal(log.count(`the server named ${host}`), 1)
      socket.destroy()
    })
  }

  it('connects to nobody else', async () => {
    // The foreign host would answer: it is this computer, under another of its addresses.
    const foreign = createServer()
    const { port } = await listenOn(foreign, '127.0.0.2')
    try {
      const opening = await pasv.prepare(dataContext(() => `227 ok (${hostPort('127.0.0.2', port)})`))
      await assert.rejects(opening.open(), failsWith('dataConnection'))
    } finally {
      foreign.close()
    }
  })

  for (const reply of [
    '229 ok (|||0|)',
    '229 ok (|||65536|)',
    '229 ok (|||1000000|)',
    '229 ok',
    '227 ok (127,0,0,1,0,0)',
    '227 ok (127,0,0,1,256,1)',
    '227 ok (127,0,0,1,4)',
    '227 ok (300,0,0,1,4,51)',
  ]) {
    it(`dials nothing after ${reply}`, async () => {
      await assert.rejects((reply.startsWith('229') ? epsv : pasv).prepare(dataContext(() => reply)), refused)
    })
  }

  it('is refused with the reply kept', async () => {
    await assert.rejects(
      epsv.prepare(dataContext(() => '502 EPSV?')),
      (error) => error instanceof DataPortRefused && error.reply?.code === 502,
    )
  })

  it('ends at once when nobody listens', async () => {
    const port = await deadPort()
    const opening = await epsv.prepare(dataContext(() => `229 ok (|||${port}|)`, { connectMs: 5000 }))
    await within(500, assert.rejects(opening.open(), failsWith('dataConnection', `port ${port}`, 'ECONNREFUSED')))
  })

  it('ends in time when nothing answers', async () => {
    // RFC 5737: an address that nobody has.
    const silent = dataContext(() => '229 ok (|||9|)', { remoteAddress: '192.0.2.1', connectMs: 80 })
    await within(500, assert.rejects((await epsv.prepare(silent)).open(), failsWith('dataConnection')))
  })

  it('can be cancelled while it dials', async () => {
    const abort = new AbortController()
    const context = dataContext(() => '229 ok (|||9|)', { remoteAddress: '192.0.2.1', connectMs: 5000, signal: abort.signal })
    const opening = await epsv.prepare(context)
    const opened = opening.open()
    abort.abort()
    await within(500, assert.rejects(opened, { name: 'AbortError' }))
  })

  it('is impossible with PASV over IPv6', () => {
    assert.equal(pasv.isPossible(dataContext(() => '', { remoteAddress: '::1' })), false)
    assert.equal(pasv.isPossible(dataContext(() => '', { remoteAddress: '::ffff:127.0.0.1' })), true)
    assert.equal(epsv.isPossible(dataContext(() => '', { remoteAddress: '::1' })), true)
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createServer } from 'node:net'
import { HostNames } from '../../../src/ftp/data/hostNames.ts'
import { epsv, hostToDial, pasv } from '../../../src/ftp/data/passive.ts'
import { parseExtendedPassive, parsePassive } from '../../../src/ftp/data/passiveReply.ts'
import { DataPortRefused } from '../../../src/ftp/data/strategy.ts'
import { hostPort } from '../../support/ftpServer.ts'
import { listenOn } from '../../support/listenOn.ts'
import { silentPort, type SilentPort } from '../../support/silentPort.ts'
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

  describe('where nothing answers', () => {
    let silent: SilentPort

    before(async () => (silent = await silentPort()))
    after(() => silent.close())

    it('ends in time', async () => {
      const context = dataContext(() => `229 ok (|||${silent.port}|)`, { connectMs: 80 })
      const failing = assert.rejects((await epsv.prepare(context)).open(), failsWith('dataConnection', '0.08 s', `port ${silent.port}`))
      await within(500, failing)
    })

    it('can be cancelled while it dials', async () => {
      const abort = new AbortController()
      const context = dataContext(() => `229 ok (|||${silent.port}|)`, { connectMs: 5000, signal: abort.signal })
      const opened = (await epsv.prepare(context)).open()
      abort.abort()
      await within(500, assert.rejects(opened, { name: 'AbortError' }))
    })
  })

  it('dials over IPv6', async () => {
    const server = createServer()
    const { port } = await listenOn(server, '::1')
    try {
      const context = dataContext(() => `229 ok (|||${port}|)`, { localAddress: '::1', remoteAddress: '::1' })
      const socket = await (await epsv.prepare(context)).open()
      assert.deepEqual([socket.remoteAddress, socket.remotePort], ['::1', port])
      socket.destroy()
    } finally {
      server.close()
    }
  })

  it("dials from the control connection's next port if the settings want that", async () => {
    const { address } = await bench.listener()
    const next = await deadPort()
    const settings = { mode: 'passive', dataPort: 'next' } as const
    const context = dataContext(() => `229 ok (|||${address.port}|)`, { localPort: next - 1, settings })
    const socket = await (await epsv.prepare(context)).open()
    assert.deepEqual([socket.localAddress, socket.localPort], ['127.0.0.1', next])
    socket.destroy()
  })

  it('dials from any port where the next is taken', async () => {
    const { address } = await bench.listener()
    const settings = { mode: 'passive', dataPort: 'next' } as const
    const context = dataContext(() => `229 ok (|||${address.port}|)`, { localPort: address.port - 1, settings })
    const socket = await (await epsv.prepare(context)).open()
    assert.notEqual(socket.localPort, address.port)
    socket.destroy()
  })

  it('names the proxy where that is what fails', async () => {
    const proxy = { kind: 'http', host: '127.0.0.1', port: await deadPort() } as const
    const opening = await epsv.prepare(dataContext(() => '229 ok (|||6446|)', { proxy }))
    await assert.rejects(opening.open(), failsWith('dataConnection', `The proxy 127.0.0.1:${proxy.port} refuses`))
  })

  it('is impossible with PASV over IPv6', () => {
    assert.equal(pasv.isPossible(dataContext(() => '', { remoteAddress: '::1' })), false)
    assert.equal(pasv.isPossible(dataContext(() => '', { remoteAddress: '::ffff:127.0.0.1' })), true)
    assert.equal(epsv.isPossible(dataContext(() => '', { remoteAddress: '::1' })), true)
  })
})

describe('where the data is', () => {
  const settings = { mode: 'passive', dataHost: 'data.example' } as const
  const names = new HostNames(async () => [{ address: '192.0.2.7' }, { address: '127.0.0.2' }])

  it('is at the host that the settings name, if the server names one of its addresses, and dials it', async () => {
    const data = createServer()
    const { port } = await listenOn(data, '127.0.0.2')
    try {
      const context = dataContext(() => `227 ok (${hostPort('127.0.0.2', port)})`, { settings, names })
      const socket = await (await pasv.prepare(context)).open()
      assert.equal(socket.remoteAddress, '127.0.0.2')
      socket.destroy()
    } finally {
      data.close()
    }
  })

  it("is at the control connection's peer if the server names any other, or none", async () => {
    const context = dataContext(() => '', { settings, names })
    assert.equal(await hostToDial(context, '192.0.2.8'), '127.0.0.1')
    assert.equal(await hostToDial(context, undefined), '127.0.0.1')
  })

  it("is at the peer if the settings' host can not be found", async () => {
    assert.equal(
      await hostToDial(
        dataContext(() => '', { settings }),
        '192.0.2.7',
      ),
      '127.0.0.1',
    )
  })

  it('is with a proxy at the server by its name', async () => {
    const proxy = { kind: 'socks5', host: '127.0.0.1', port: 1080 } as const
    const context = dataContext(() => '', { proxy, host: 'ftp.example', names, settings })
    assert.equal(await hostToDial(context, '192.0.2.8'), 'ftp.example')
    assert.equal(await hostToDial(context, '192.0.2.7'), '192.0.2.7')
    assert.equal(pasv.isPossible(context), true)
    assert.equal(pasv.isPossible({ ...context, host: '2001:db8::1' }), false)
  })

  it('is nowhere else, whatever the server says', async () => {
    const octets = fc.array(fc.integer({ min: 0, max: 299 }), { minLength: 5, maxLength: 7 })
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      octets.map((numbers) => `Entering Passive Mode (${numbers.join(',')})`),
      fc.stringMatching(/^Extended \(([|!])[012]?\|[0-9a-f.:]{0,9}\|[0-9]{0,7}[|!]\)$/),
    )
    const context = dataContext(() => '', { settings, names })
    await fc.assert(
      fc.asyncProperty(text, async (reply) => {
        for (const named of [parseExtendedPassive(reply), parsePassive(reply)]) {
          if (!named) continue
          assert.ok(Number.isInteger(named.port) && named.port >= 1 && named.port <= 65_535, JSON.stringify(named))
          const host = await hostToDial(context, named.address)
          assert.ok(host === '127.0.0.1' || (host === named.address && ['192.0.2.7', '127.0.0.2'].includes(host)), host)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { eprt, port as portCommand } from '../../../src/ftp/data/active.ts'
import { HostNames } from '../../../src/ftp/data/hostNames.ts'
import { DataPortRefused, type DataContext, type DataOpening } from '../../../src/ftp/data/strategy.ts'
import { Bench, dataContext, failsWith, isSettled, RecordingLog, within } from '../support.ts'

/** `200 ok`, and the port that was announced. */
function announcing(changes: Partial<DataContext> = {}): {
  readonly context: DataContext
  readonly port: () => number
  readonly said: string[]
} {
  const said: string[] = []
  const context = dataContext((verb, argument = '') => {
    said.push(`${verb} ${argument}`)
    return '200 ok'
  }, changes)
  return { context, said, port: () => Number(said.at(-1)?.split('|')[3]) }
}

/** Not on this computer's network. */
const farAway = { remoteAddress: '198.51.100.1' }

function isRefusalAbout(what: string): (error: unknown) => boolean {
  return (error) => error instanceof DataPortRefused && error.reply === undefined && error.message.includes(what)
}

async function dial(port: number, from = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, localAddress: from })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

async function refusesConnections(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port })
  try {
    await once(socket, 'connect')
    return false
  } catch {
    return true
  } finally {
    socket.destroy()
  }
}

describe('active mode', () => {
  let bench: Bench
  const openings: DataOpening[] = []
  const sockets: Socket[] = []

  beforeEach(() => (bench = new Bench()))
  afterEach(async () => {
    for (const opening of openings.splice(0)) opening.dispose()
    for (const socket of sockets.splice(0)) socket.destroy()
    await bench.end()
  })

  const add = (opening: DataOpening) => (openings.push(opening), opening)
  const keep = (socket: Socket) => (sockets.push(socket), socket)

  it('announces no IPv6 address by PORT, which has no room for one', () => {
    const settings = { mode: 'active', activeAddress: '2001:db8::1' } as const
    const behindNat = dataContext(() => '200 ok', { settings, remoteAddress: '198.51.100.1' })
    assert.equal(portCommand.isPossible(behindNat), false)
    assert.equal(eprt.isPossible(behindNat), true)
  })

  it('announces the address and a free port by EPRT', async () => {
    const { context, said } = announcing()
    add(await eprt.prepare(context))
    assert.match(said[0] ?? '', /^EPRT \|1\|127\.0\.0\.1\|\d{4,5}\|$/)
  })

  it('announces the address and a free port by PORT', async () => {
    const { context, said } = announcing()
    add(await portCommand.prepare(context))
    const [, high, low] = /^PORT 127,0,0,1,(\d+),(\d+)$/.exec(said[0] ?? '') ?? []
    assert.equal(await refusesConnections(Number(high) * 256 + Number(low)), false)
  })

  it('announces the address from the settings, and listens at its own', async () => {
    const { context, said, port } = announcing({ ...farAway, settings: { mode: 'active', activeAddress: '203.0.113.5' } })
    add(await eprt.prepare(context))
    add(await portCommand.prepare(context))
    assert.match(said[1] ?? '', /^PORT 203,0,113,5,/)
    assert.match(said[0] ?? '', /^EPRT \|1\|203\.0\.113\.5\|/)
    said.pop()
    keep(await dial(port()))
  })

  it('announces its real address to a server on the same network', async () => {
    const { context, said } = announcing({ settings: { mode: 'active', activeAddress: '203.0.113.5' } })
    add(await eprt.prepare(context))
    assert.match(said[0] ?? '', /^EPRT \|1\|127\.0\.0\.1\|/)
  })

  it('announces what the name in the settings resolves to, of the family of the control connection', async () => {
    const names = new HostNames(async () => [{ address: '2001:db8::5' }, { address: '203.0.113.5' }, { address: '203.0.113.6' }])
    const settings = { mode: 'active', activeAddress: 'home.example' } as const
    const { context, said } = announcing({ ...farAway, names, settings })
    add(await eprt.prepare(context))
    assert.match(said[0] ?? '', /^EPRT \|1\|203\.0\.113\.5\|/)
    add(await eprt.prepare({ ...context, localAddress: '::1', remoteAddress: '2001:db8::9' }))
    assert.match(said[1] ?? '', /^EPRT \|2\|2001:db8::5\|/)
  })

  it('says that the name in the settings has no such address, or none, and sends nothing', async () => {
    const settings = { mode: 'active', activeAddress: 'home.example' } as const
    const unknown = announcing({ ...farAway, settings })
    await assert.rejects(eprt.prepare(unknown.context), isRefusalAbout('home.example'))
    const onlySix = announcing({ ...farAway, settings, names: new HostNames(async () => [{ address: '2001:db8::5' }]) })
    await assert.rejects(eprt.prepare(onlySix.context), isRefusalAbout('home.example'))
    assert.deepEqual([...unknown.said, ...onlySix.said], [])
  })

  it('waits for the name in the settings no longer than opening may take', async () => {
    const names = new HostNames(() => new Promise(() => {}))
    const { context } = announcing({ ...farAway, names, connectMs: 50, settings: { mode: 'active', activeAddress: 'home.example' } })
    await within(500, assert.rejects(eprt.prepare(context), isRefusalAbout('home.example')))
  })

  it("listens at the control connection's next port if the settings want that, or at any where it is taken", async () => {
    const next = await freePair()
    const settings = { mode: 'active', dataPort: 'next' } as const
    const first = announcing({ localPort: next - 1, settings })
    add(await eprt.prepare(first.context))
    assert.equal(first.port(), next)
    const second = announcing({ localPort: next - 1, settings })
    add(await eprt.prepare(second.context))
    assert.notEqual(second.port(), next)
    const last = announcing({ localPort: 65_535, settings })
    add(await eprt.prepare(last.context))
    assert.ok(last.port() > 0)
  })

  it('listens in the range of the settings also where they want the next port', async () => {
    const low = await freePair()
    const settings = { mode: 'active', dataPort: 'next', activePorts: { low, high: low } } as const
    const { context, port } = announcing({ localPort: 30_000, settings })
    add(await eprt.prepare(context))
    assert.equal(port(), low)
  })

  it('takes a connection from the host that keeps the data, and from the peer, and from no other', async () => {
    const names = new HostNames(async () => [{ address: '127.0.0.3' }])
    for (const from of ['127.0.0.3', '127.0.0.1']) {
      const { context, port } = announcing({ names, settings: { mode: 'active', dataHost: 'data.example' } })
      const opening = add(await eprt.prepare(context))
      const opened = opening.open()
      const stranger = keep(await dial(port(), '127.0.0.2'))
      stranger.resume()
      await once(stranger, 'close')
      keep(await dial(port(), from))
      assert.equal(keep(await opened).remoteAddress, from)
    }
  })

  it('takes a server that dials over IPv6', async () => {
    const { context, port } = announcing({ localAddress: '::1', remoteAddress: '::1' })
    const opened = add(await eprt.prepare(context)).open()
    const server = keep(connect({ host: '::1', port: port() }))
    await once(server, 'connect')
    assert.equal(keep(await opened).remotePort, server.localPort)
  })

  it('is impossible through a proxy', () => {
    const proxied = dataContext(() => '', { proxy: { kind: 'socks5', host: '127.0.0.1', port: 1080 } })
    assert.deepEqual([eprt.isPossible(proxied), portCommand.isPossible(proxied)], [false, false])
  })

  it('asks again another time where the answer to the port is 425', async () => {
    const context = dataContext(() => "425 Can't build data connection: Connection refused.")
    await assert.rejects(portCommand.prepare(context), (error) => error instanceof DataPortRefused && !error.isForGood)
  })

  it('announces an IPv6 address as such', async () => {
    const { context, said } = announcing({ localAddress: '::1', remoteAddress: '::1' })
    add(await eprt.prepare(context))
    assert.match(said[0] ?? '', /^EPRT \|2\|::1\|\d+\|$/)
    assert.equal(portCommand.isPossible(context), false)
  })

  it("takes the server's connection and closes the listener", async () => {
    const { context, port } = announcing()
    const opening = add(await eprt.prepare(context))
    const opened = opening.open()
    const server = keep(await dial(port()))
    const socket = keep(await opened)
    assert.equal(socket.remotePort, server.localPort)
    assert.equal(await refusesConnections(port()), true)
  })

  it('takes a server that dials before anybody waits for it', async () => {
    const { context, port } = announcing()
    const opening = add(await eprt.prepare(context))
    const server = keep(await dial(port()))
    await new Promise((resolve) => setImmediate(resolve))
    const socket = keep(await opening.open())
    assert.equal(socket.remotePort, server.localPort)
  })

  it('drops a stranger and goes on listening for the server', async () => {
    const log = new RecordingLog()
    const { context, port } = announcing({ log })
    const opening = add(await eprt.prepare(context))
    const opened = opening.open()
    const stranger = keep(await dial(port(), '127.0.0.2'))
    stranger.resume()
    await once(stranger, 'close')
    assert.equal(log.count('127.0.0.2'), 1)
    const server = keep(await dial(port()))
    assert.equal(keep(await opened).remotePort, server.localPort)
  })

  it('ends in time when nobody comes, and closes the listener', async () => {
    const { context, port } = announcing({ connectMs: 80 })
    const opening = add(await eprt.prepare(context))
    await within(500, assert.rejects(opening.open(), failsWith('dataConnection', `port ${port()}`, '0.08 s')))
    assert.equal(await refusesConnections(port()), true)
  })

  it('ends in time when only strangers come', async () => {
    const { context, port } = announcing({ connectMs: 80 })
    const opening = add(await eprt.prepare(context))
    const opened = opening.open()
    keep(await dial(port(), '127.0.0.2')).resume()
    await assert.rejects(opened, failsWith('dataConnection'))
  })

  it('can be cancelled while it waits, and closes the listener', async () => {
    const abort = new AbortController()
    const { context, port } = announcing({ connectMs: 5000, signal: abort.signal })
    const opened = add(await eprt.prepare(context)).open()
    abort.abort()
    await within(200, assert.rejects(opened, { name: 'AbortError' }))
    assert.equal(await refusesConnections(port()), true)
  })

  it('closes the listener when the command is refused', async () => {
    let announced = 0
    const context = dataContext((_verb, argument = '') => {
      announced = Number(argument.split('|')[3])
      return '500 Illegal EPRT command'
    })
    await assert.rejects(eprt.prepare(context), (error) => error instanceof DataPortRefused && error.reply?.code === 500)
    assert.equal(await refusesConnections(announced), true)
  })

  it('closes what came when it is not wanted any more', async () => {
    const { context, port } = announcing()
    const opening = await eprt.prepare(context)
    const server = keep(await dial(port()))
    server.resume()
    await new Promise((resolve) => setImmediate(resolve))
    opening.dispose()
    opening.dispose()
    await once(server, 'close')
  })

  it('listens in the range of ports it is given, and takes what is free there', async () => {
    const low = await freePair()
    const settings = { mode: 'active', activePorts: { low, high: low + 1 } } as const
    const announced = new Set<number>()
    for (let count = 0; count < 2; count++) {
      const { context, port } = announcing({ settings })
      add(await eprt.prepare(context))
      announced.add(port())
    }
    assert.deepEqual([...announced].sort(), [low, low + 1])
    await assert.rejects(
      eprt.prepare(announcing({ settings }).context),
      (error) => error instanceof DataPortRefused && error.reply === undefined,
    )
  })

  it('waits for a port of the range that another transfer still has', async () => {
    const low = await freePair()
    const settings = { mode: 'active', activePorts: { low, high: low } } as const
    const first = add(await eprt.prepare(announcing({ settings }).context))
    const second = eprt.prepare(announcing({ settings, connectMs: 2000 }).context)
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.equal(await isSettled(second), false)
    first.dispose()
    add(await second)
  })

  it('stops waiting for one when it is cancelled', async () => {
    const low = await freePair()
    const settings = { mode: 'active', activePorts: { low, high: low } } as const
    add(await eprt.prepare(announcing({ settings }).context))
    const abort = new AbortController()
    const second = eprt.prepare(announcing({ settings, connectMs: 2000, signal: abort.signal }).context)
    abort.abort()
    await within(500, assert.rejects(second, { name: 'AbortError' }))
  })
})

/** Two ports in a row that are free, below those the system gives away by itself. */
async function freePair(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    if ((await refusesConnections(port)) && (await refusesConnections(port + 1))) return port
  }
}

import assert from 'node:assert/strict'
import { createServer, type Server, type Socket } from 'node:net'
import { dial, type DialOptions } from '../../src/ftp/dial.ts'
import { listenOn } from '../support/listenOn.ts'
import { silentPort, type SilentPort } from '../support/silentPort.ts'
import { Bench, deadPort, failsWith, within } from './support.ts'

const timeoutMs = 2000
const nobody = '192.0.2.1' // RFC 5737: an address that nobody has

describe('dialling', () => {
  let bench: Bench
  const sockets: Socket[] = []
  const servers: Server[] = []

  beforeEach(() => (bench = new Bench()))
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    for (const server of servers.splice(0)) server.close()
    await bench.end()
  })

  async function dialled(options: Partial<DialOptions> & { readonly port: number }): Promise<Socket> {
    const socket = await dial({ host: '127.0.0.1', timeoutMs, ...options })
    sockets.push(socket)
    return socket
  }

  /** Something that listens and says nothing. */
  async function listening(host: '127.0.0.1' | '::1', port = 0): Promise<number> {
    const server = createServer((socket) => sockets.push(socket))
    servers.push(server)
    return (await listenOn(server, host, port)).port
  }

  for (const host of ['127.0.0.1', '::1'] as const) {
    it(`reaches ${host}`, async () => {
      const port = await listening(host)
      const { remoteAddress, remotePort } = await dialled({ host, port })
      assert.deepEqual([remoteAddress, remotePort], [host, port])
    })
  }

  it('reaches a server by its name', async () => {
    assert.equal((await dialled({ host: 'localhost', port: await listening('127.0.0.1') })).remoteAddress, '127.0.0.1')
  })

  it('begins at the port it is given', async () => {
    const from = { address: '127.0.0.1', port: await deadPort() }
    const { localPort } = await dialled({ port: await listening('127.0.0.1'), from })
    assert.equal(localPort, from.port)
  })

  it('begins at any port where the one it is given is taken', async () => {
    const from = { address: '127.0.0.1', port: await listening('127.0.0.1') }
    const { localPort } = await dialled({ port: await listening('127.0.0.1'), from })
    assert.notEqual(localPort, from.port)
  })

  it('begins at any port where the address it is given is gone', async () => {
    const from = { address: nobody, port: await deadPort() }
    const { localAddress } = await dialled({ port: await listening('127.0.0.1'), from })
    assert.equal(localAddress, '127.0.0.1')
  })

  it('says that a server does not exist', async () => {
    await assert.rejects(dialled({ host: 'no-such-server.invalid', port: 21 }), failsWith('hostNotFound', 'no-such-server.invalid'))
  })

  for (const host of ['127.0.0.1', 'localhost']) {
    it(`says that ${host} refuses`, async () => {
      const port = await deadPort()
      const failing = assert.rejects(dialled({ host, port }), failsWith('connectionRefused', `${host} refuses`, `port ${port}`))
      await within(500, failing)
    })
  }

  describe('where nothing answers', () => {
    let silent: SilentPort

    before(async () => (silent = await silentPort()))
    after(() => silent.close())

    it('ends in time', async () => {
      const { host, port } = silent
      const failing = assert.rejects(dialled({ port, timeoutMs: 80 }), failsWith('timeout', host, `port ${port}`, '0.08 s'))
      await within(500, failing)
    })

    it('names the proxy if it is that', async () => {
      const { host, port } = silent
      const proxy = { kind: 'http', host, port } as const
      const failing = assert.rejects(dialled({ port: 21, proxy, timeoutMs: 80 }), failsWith('timeout', `proxy ${host}:${port} `, '0.08 s'))
      await within(500, failing)
    })

    it('can be cancelled', async () => {
      const abort = new AbortController()
      const failing = assert.rejects(dialled({ port: silent.port, signal: abort.signal }), { name: 'AbortError' })
      setImmediate(() => abort.abort())
      await within(500, failing)
    })
  })

  it('does not begin when it was cancelled before', async () => {
    await assert.rejects(dialled({ port: await listening('127.0.0.1'), signal: AbortSignal.abort() }), { name: 'AbortError' })
    assert.equal(sockets.length, 0)
  })
})

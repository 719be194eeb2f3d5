/**
 * A proxy that speaks SOCKS 5 and HTTP's CONNECT on one port, and can be told to misbehave.
 *
 *     const proxy = new ProxyServer({ hosts: { 'ftp.example': '127.0.0.1' } })
 *     const { host, port } = await proxy.start()
 */

import { once } from 'node:events'
import { connect, createServer, isIP, type Socket } from 'node:net'
import { listenOn, type Address } from './listenOn.ts'
import { SocketLedger } from './socketLedger.ts'

export interface ProxyServerOptions {
  /** Asked of everybody. */
  readonly login?: { readonly user: string; readonly password: string }
  /** What names resolve to here, and nowhere else. */
  readonly hosts?: Readonly<Record<string, string>>
  /**
   * `drop` closes on the request, `silent` never answers it, `dribble` answers byte by byte, `together` holds its first
   * answer back until it can be sent with the target's first bytes, `banner` answers everything like an FTP server.
   */
  readonly habit?: 'drop' | 'silent' | 'dribble' | 'together' | 'banner'
  /** Answers this to every request: a status for HTTP, a reply code for SOCKS (RFC 1928 section 6). */
  readonly refuses?: number
}

interface Asked {
  readonly host: string
  readonly port: number
  /** The answer for success, or for a failure to connect. */
  answer(isConnected: boolean): Buffer
}

export class ProxyServer {
  /** Where clients wanted to go, in order: `ftp.example:21`. */
  readonly targets: string[] = []
  /** How many have come. */
  clients = 0
  private readonly options: ProxyServerOptions
  private readonly ledger = new SocketLedger()

  constructor(options: ProxyServerOptions = {}) {
    this.options = options
  }

  /** How many connections are open, to clients and to targets. */
  get connections(): number {
    return this.ledger.count('control') + this.ledger.count('data')
  }

  async start(host = '127.0.0.1'): Promise<Address> {
    const listener = this.ledger.add('listener', createServer({ allowHalfOpen: true }))
    listener.on('connection', (socket: Socket) => {
      this.clients++
      this.ledger.add('control', socket).setNoDelay(true)
      void this.serve(socket).catch(() => socket.destroy()) // it has gone, or speaks nonsense: both are seen at its end
    })
    return listenOn(listener, host)
  }

  async clientsGone(): Promise<void> {
    await this.ledger.none('control', 'data')
  }

  async stop(): Promise<void> {
    await this.ledger.closeAll()
  }

  private async serve(client: Socket): Promise<void> {
    if (this.options.habit === 'banner') return void client.resume().end('220 FTP server ready\r\n')
    const input = new Input(client)
    const first = await input.take(1)
    const asked = first[0] === 5 ? await this.socks(client, input) : await this.http(client, input, first)
    if (!asked) return
    this.targets.push(`${asked.host}:${asked.port}`)
    if (this.options.habit === 'drop') client.destroy()
    else if (this.options.habit === 'silent') client.resume().once('end', () => client.end())
    else await this.join(client, asked)
  }

  private async join(client: Socket, asked: Asked): Promise<void> {
    const { hosts = {}, refuses, habit } = this.options
    const host = isIP(asked.host) ? asked.host : hosts[asked.host]
    if (refuses !== undefined || host === undefined) return void client.resume().end(asked.answer(false))
    const target = this.ledger.add('data', connect({ host, port: asked.port, allowHalfOpen: true, noDelay: true }))
    try {
      await once(target, 'connect')
    } catch {
      return void client.resume().end(asked.answer(false))
    }
    client.once('close', () => target.destroy())
    target.once('close', () => client.destroy())
    let answer = asked.answer(true)
    if (habit === 'together' && this.targets.length === 1) answer = Buffer.concat([answer, (await once(target, 'data'))[0] as Buffer])
    target.pause()
    await say(client, answer, habit === 'dribble')
    target.pipe(client)
    client.pipe(target)
  }

  private async http(client: Socket, input: Input, first: Buffer): Promise<Asked | undefined> {
    const { login, refuses } = this.options
    const head = first.toString() + (await input.takeUntil('\r\n\r\n'))
    const [, address, name = '', port] = /^CONNECT (?:\[([\da-f:]+)\]|([^:\s]+)):(\d+) HTTP\/1\.1\r\n/.exec(head) ?? []
    const [, credentials = ''] = /^proxy-authorization: Basic (\S+)$/im.exec(head) ?? []
    const given = Buffer.from(credentials, 'base64').toString()
    if (login && given !== `${login.user}:${login.password}`) {
      client.resume().end(`HTTP/1.1 407 Not with ${given}\r\nProxy-Authenticate: Basic realm="test"\r\nContent-Length: 4\r\n\r\nno!\n`)
      return undefined
    }
    const failure = refuses ?? 502
    const line = (isConnected: boolean) => (isConnected ? '200 Connection established' : `${failure} Not with ${given}`)
    const host = address ?? name
    return { host, port: Number(port), answer: (isConnected) => Buffer.from(`HTTP/1.1 ${line(isConnected)}\r\nVia: test\r\n\r\n`) }
  }

  private async socks(client: Socket, input: Input): Promise<Asked | undefined> {
    const { login, refuses } = this.options
    const methods = await input.take((await input.take(1))[0] ?? 0)
    const method = login ? 2 : 0
    if (!methods.includes(method)) return void client.resume().end(Buffer.from([5, 0xff]))
    client.write(Buffer.from([5, method]))
    if (login && !(await this.isKnown(client, input))) return undefined
    const [, , , kind] = await input.take(4)
    const host = await readHost(input, kind)
    const port = (await input.take(2)).readUInt16BE()
    const code = (isConnected: boolean) => (isConnected ? 0 : (refuses ?? 4))
    return { host, port, answer: (isConnected) => Buffer.from([5, code(isConnected), 0, 1, 0, 0, 0, 0, 0, 0]) }
  }

  /** RFC 1929. */
  private async isKnown(client: Socket, input: Input): Promise<boolean> {
    await input.take(1)
    const user = (await input.take((await input.take(1))[0] ?? 0)).toString()
    const password = (await input.take((await input.take(1))[0] ?? 0)).toString()
    const isRight = user === this.options.login?.user && password === this.options.login.password
    client.write(Buffer.from([1, isRight ? 0 : 1]))
    if (!isRight) client.resume().end()
    return isRight
  }
}

async function readHost(input: Input, kind: number | undefined): Promise<string> {
  if (kind === 1) return [...(await input.take(4))].join('.')
  if (kind === 3) return (await input.take((await input.take(1))[0] ?? 0)).toString()
  const bytes = await input.take(16)
  const parts = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16))
  return parts.join(':')
}

async function say(socket: Socket, bytes: Buffer, byByte: boolean): Promise<void> {
  for (let at = 0; at < bytes.length; at += byByte ? 1 : bytes.length) {
    const piece = byByte ? bytes.subarray(at, at + 1) : bytes
    await new Promise<void>((resolve) => socket.write(piece, () => resolve()))
    if (byByte) await new Promise((resolve) => setImmediate(resolve)) // so that they arrive apart
  }
}

/** What a client sends, in exactly the pieces that are asked for; the rest stays in the socket. */
class Input {
  private readonly socket: Socket

  constructor(socket: Socket) {
    this.socket = socket
  }

  async take(bytes: number): Promise<Buffer> {
    if (bytes === 0) return Buffer.alloc(0)
    for (;;) {
      const chunk = this.socket.read(bytes) as Buffer | null
      if (chunk?.length === bytes) return chunk
      if (this.socket.readableEnded || this.socket.destroyed) throw new Error('The client has gone')
      await Promise.race([once(this.socket, 'readable'), once(this.socket, 'close')])
    }
  }

  async takeUntil(end: string): Promise<string> {
    let text = ''
    while (!text.endsWith(end)) text += (await this.take(1)).toString('latin1')
    return text
  }
}

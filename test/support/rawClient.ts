/** An FTP client that knows nothing: it sends lines and collects replies, to check the test server without our own engine. */

import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { LineReader } from './lineReader.ts'
import { listenOn, type Address } from './listenOn.ts'

export class RawClient {
  private readonly reader = new LineReader()
  private readonly lines: string[] = []
  private readonly ca: string | undefined
  private socket: Socket
  /** Of the control connection, for data connections to resume. */
  private session: Buffer | undefined
  private gone = false
  private wake = () => {}

  private constructor(socket: Socket, ca: string | undefined) {
    this.ca = ca
    this.socket = socket
    this.attach(socket)
  }

  /** `ca` is the certificate to trust, wherever TLS begins. */
  static async connect({ host, port }: Address, ca?: string): Promise<RawClient> {
    const socket = connect(port, host)
    await once(socket, 'connect')
    return new RawClient(socket, ca)
  }

  /** One whole reply, its lines joined with LF. */
  async reply(): Promise<string> {
    const lines = [await this.line()]
    const code = lines[0]?.slice(0, 3) ?? ''
    if (lines[0]?.charAt(3) === '-') {
      while (!lines.at(-1)?.startsWith(`${code} `)) lines.push(await this.line())
    }
    return lines.join('\n')
  }

  write(bytes: string): void {
    this.socket.write(bytes)
  }

  async send(command: string): Promise<string> {
    this.write(`${command}\r\n`)
    return this.reply()
  }

  async logIn(): Promise<void> {
    await this.reply()
    await this.send('USER demo')
    await this.send('PASS demo')
    await this.send('TYPE I')
  }

  /** TLS on the control connection, after the reply to AUTH. */
  async secure(): Promise<void> {
    this.socket.removeAllListeners()
    const secured = this.overTls(this.socket)
    secured.on('session', (session) => (this.session = session))
    this.attach(secured)
    await once(secured, 'secureConnect')
  }

  overTls(socket: Socket): TLSSocket {
    const { ca, session } = this
    return connectTls({ socket, host: '127.0.0.1', ...(ca === undefined ? {} : { ca }), ...(session && { session }) })
  }

  /** A data connection after EPSV. */
  async passive(): Promise<Socket> {
    const port = /\|\|\|(\d+)\|/.exec(await this.send('EPSV'))?.[1]
    const socket = connect(Number(port), this.socket.remoteAddress)
    await once(socket, 'connect')
    return socket
  }

  /** A listener that PORT has named. */
  async active(): Promise<Server> {
    const listener = createServer()
    const { host, port } = await listenOn(listener, '127.0.0.1')
    await this.send(`PORT ${host.replaceAll('.', ',')},${port >> 8},${port & 0xff}`)
    return listener
  }

  destroy(): void {
    this.socket.destroy()
  }

  private async line(): Promise<string> {
    for (;;) {
      const line = this.lines.shift()
      if (line !== undefined) return line
      if (this.gone) throw new Error('The server closed the control connection')
      await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }

  private attach(socket: Socket): void {
    this.socket = socket
    socket.on('error', () => {}) // told by `close`
    socket.on('data', (chunk: Buffer) => {
      for (const line of this.reader.push(chunk)) this.lines.push(line.toString('utf8'))
      this.wake()
    })
    socket.on('close', () => {
      this.gone = true
      this.wake()
    })
  }
}

/** All that comes, until the server ends the connection; an error if it does so rudely. */
export async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

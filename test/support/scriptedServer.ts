/**
 * A server that is nothing but a dialogue, for tests of everything that reads replies: it can be late, early, silent or rude.
 *
 *     const server = scriptedServer(async (peer) => {
 *       await peer.send('220 ready\r\n')
 *       assert.equal(await peer.line(), 'USER demo')
 *       peer.destroy()
 *     })
 *     const { host, port } = await server.start()
 */

import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { LineReader } from './lineReader.ts'
import { listenOn, type Address, type LoopbackHost } from './listenOn.ts'
import { resetSocket } from './resetSocket.ts'
import { acceptTls } from './serverTls.ts'
import { SocketLedger } from './socketLedger.ts'

export type Script = (peer: Peer) => Promise<void>

/** Called for one accepted socket at a time: the next one's turn comes when the script for the one before has returned. */
export function scriptedServer(script: Script, host: LoopbackHost = '127.0.0.1'): ScriptedServer {
  return new ScriptedServer(script, host)
}

export class ScriptedServer {
  /** Every line received, on all connections, in order of arrival. */
  readonly commands: string[] = []
  /** How many connections there have been. */
  accepted = 0
  private readonly script: Script
  private readonly host: LoopbackHost
  private readonly ledger = new SocketLedger()
  private turn: Promise<void> = Promise.resolve()
  private failure: Error | undefined

  constructor(script: Script, host: LoopbackHost) {
    this.script = script
    this.host = host
  }

  /** How many connections are open. */
  get connections(): number {
    return this.ledger.count('control')
  }

  async start(): Promise<Address> {
    const listener = this.ledger.add(
      'listener',
      createServer((socket) => this.accept(socket)),
    )
    return listenOn(listener, this.host)
  }

  /** Destroys all sockets. Throws what a script threw, such as a failed assertion. */
  async stop(): Promise<void> {
    await this.ledger.closeAll()
    if (this.failure) throw this.failure
  }

  /** Resolves when every client has gone. */
  async clientsGone(): Promise<void> {
    await this.ledger.none('control')
  }

  private accept(socket: Socket): void {
    this.accepted++
    this.ledger.add('control', socket)
    const peer = new Peer(socket, (line) => this.commands.push(line))
    this.turn = this.turn.then(() => this.play(peer))
  }

  private async play(peer: Peer): Promise<void> {
    try {
      await this.script(peer)
    } catch (error) {
      if (!(error instanceof PeerGone)) this.failure ??= error instanceof Error ? error : new Error(String(error))
      peer.destroy()
    }
  }
}

/** The client went while the script was waiting for a line from it. Ends the script; no failure. */
class PeerGone extends Error {
  override readonly name = 'PeerGone'
}

/** The client, as a script sees it. */
export class Peer {
  private readonly raw: Socket
  private socket: Socket
  private readonly reader = new LineReader()
  private readonly lines: string[] = []
  private readonly log: (line: string) => void
  private gone = false
  private wake = () => {}

  constructor(socket: Socket, log: (line: string) => void) {
    this.raw = socket
    this.socket = socket
    this.log = log
    socket.setNoDelay(true) // what a script sends in pieces is to arrive in pieces
    socket.once('close', this.leave)
    this.attach(socket)
  }

  /** Writes `bytes` as they are: line endings are the script's business. Resolves when they have left. */
  async send(bytes: string | Uint8Array): Promise<void> {
    await new Promise<void>((resolve) => {
      this.socket.write(bytes, () => resolve())
    })
  }

  /** The next line, without its ending. */
  async line(): Promise<string> {
    for (;;) {
      const line = this.lines.shift()
      if (line !== undefined) return line
      if (this.gone) throw new PeerGone('The client closed the connection')
      await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }

  /** The server's side of a TLS handshake, as after `234`. Lines that came before stay to be read. */
  async secure(options: SecureContextOptions): Promise<void> {
    this.socket.off('data', this.receive).pause()
    this.attach(await acceptTls(this.socket, createSecureContext(options)))
  }

  /** Ends the connection in order, with FIN. */
  end(): void {
    this.socket.end()
  }

  /** Ends it with RST. */
  destroy(): void {
    resetSocket(this.raw)
  }

  /** Resolves when the connection has closed. */
  async closed(): Promise<void> {
    if (!this.raw.closed) await once(this.raw, 'close')
  }

  private attach(socket: Socket): void {
    this.socket = socket
    socket.on('data', this.receive)
    socket.once('end', this.leave)
  }

  private readonly receive = (chunk: Buffer): void => {
    for (const line of this.reader.push(chunk)) {
      const text = line.toString('utf8')
      this.log(text)
      this.lines.push(text)
    }
    this.wake()
  }

  private readonly leave = (): void => {
    this.gone = true
    this.wake()
  }
}

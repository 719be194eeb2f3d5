/**
 * One client of the FTP server: its control connection, what it has said so far, and the order of its commands.
 *
 * A client may send many commands at once; each is answered before the next is looked at. Only ABOR is noticed on arrival,
 * because it has to reach the transfer that it is to end.
 */

import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { normalize } from '../../src/base/posixPath.ts'
import { ClientGone, DataPort, plainAddress } from './ftpDataPort.ts'
import type { DigestName } from './ftpDigests.ts'
import { factNames, type FactName } from './ftpListing.ts'
import type { FtpServerOptions, Handler, Handlers } from './ftpOptions.ts'
import { fileReply } from './ftpReplies.ts'
import type { FtpTree } from './ftpTree.ts'
import { LineReader } from './lineReader.ts'
import { resetSocket } from './resetSocket.ts'
import { acceptTls } from './serverTls.ts'
import type { SocketLedger } from './socketLedger.ts'

/** What a connection sees of its server. */
export interface FtpHost {
  readonly options: FtpServerOptions
  readonly tree: FtpTree
  readonly ledger: SocketLedger
  readonly secureContext: SecureContext | undefined
  readonly handlers: Handlers
  /** Every line received. */
  readonly commands: string[]
  /** What handlers threw. */
  readonly failures: unknown[]
  /** What the server does by itself, if it knows the verb. */
  defaultHandler(verb: string): Handler | undefined
}

/** What the commands so far have settled. */
export interface Session {
  user: string
  isLoggedIn: boolean
  folder: string
  isBinary: boolean
  /** PROT P. */
  protectsData: boolean
  /** REST, for the next transfer. */
  restart: number
  /** RNFR, for the next RNTO. */
  renameFrom: string | undefined
  facts: readonly FactName[]
  /** What HASH answers with. */
  digest: DigestName
}

interface Command {
  /** Upper case. */
  readonly verb: string
  readonly argument: string
}

export class FtpConnection {
  /** 1 for the first client since the server started. */
  readonly number: number
  readonly server: FtpHost
  readonly session: Session
  readonly data: DataPort
  private readonly raw: Socket
  private socket: Socket
  private readonly reader = new LineReader()
  private readonly queue: Command[] = []
  private current: Command = { verb: '', argument: '' }
  private isWorking = false

  constructor(number: number, socket: Socket, server: FtpHost) {
    this.number = number
    this.server = server
    this.raw = this.socket = socket
    this.session = newSession()
    this.data = new DataPort({
      localAddress: plainAddress(socket.localAddress ?? ''),
      peerAddress: plainAddress(socket.remoteAddress ?? ''),
      timeoutMs: server.options.dataTimeoutMs ?? 5000,
      ledger: server.ledger,
    })
    socket.setNoDelay(true) // what a handler writes in pieces is to arrive in pieces
    socket.once('close', () => this.leave())
  }

  /** TLS first if it is implicit, then the greeting, then commands. */
  async start(): Promise<void> {
    const { tls, greeting } = this.server.options
    if (tls?.implicit) await this.secure()
    if (greeting) await greeting(this)
    else this.reply('220 Portside test server')
    this.listen()
  }

  get isSecure(): boolean {
    return this.socket !== this.raw
  }

  /** True if the client has sent more than the command that is being answered. */
  get hasMore(): boolean {
    return this.queue.length > 0 || this.reader.isInsideLine
  }

  /** An absolute path from what the client wrote. */
  path(argument: string): string {
    return normalize(argument.startsWith('/') ? argument : `${this.session.folder}/${argument}`)
  }

  /** Sends a reply; several lines must be formed as RFC 959 section 4.2 wants them. */
  reply(...lines: readonly string[]): void {
    void this.write(lines.map((line) => `${line}\r\n`).join(''))
  }

  /** Writes to the control connection as it is: halves of lines, several replies, rubbish. Resolves when it has left. */
  async write(bytes: string | Uint8Array): Promise<void> {
    if (this.socket.destroyed) return
    await new Promise<void>((resolve) => {
      this.socket.write(this.encode(bytes), () => resolve())
    })
  }

  /** Text as the client is to see it on the wire. */
  encode(text: string | Uint8Array): Uint8Array {
    return typeof text === 'string' ? Buffer.from(text, this.server.options.encoding ?? 'utf8') : text
  }

  /** Does what the server would have done without the test's handler; `argument` replaces what the client wrote. */
  async default(argument = this.current.argument): Promise<void> {
    const handler = this.server.defaultHandler(this.current.verb)
    if (!handler) return this.reply('500 Unknown command.')
    try {
      await handler(this, argument)
    } catch (error) {
      this.reply(fileReply(error))
    }
  }

  /** Replies, then begins TLS (RFC 4217 section 4). The client must have stopped talking. */
  async upgrade(reply: string): Promise<void> {
    this.socket.off('data', this.receive).pause() // the handshake's first bytes are not ours to read
    await this.write(`${reply}\r\n`)
    await this.secure()
    this.listen()
  }

  /** Ends the control connection in order. */
  closeControl(): void {
    this.socket.end()
  }

  /** Ends it with RST. */
  destroyControl(): void {
    resetSocket(this.raw)
  }

  /** The client has gone: what it had sent ahead is not done any more. */
  private leave(): void {
    this.queue.length = 0
    this.data.dispose()
  }

  private async secure(): Promise<void> {
    if (!this.server.secureContext) throw new Error('The server has no certificate')
    this.socket = await acceptTls(this.socket, this.server.secureContext, this.server.options.tls?.clientCertificate)
  }

  private listen(): void {
    this.socket.on('data', this.receive)
  }

  private readonly receive = (chunk: Buffer): void => {
    try {
      for (const line of this.reader.push(chunk)) this.enqueue(line.toString(this.server.options.encoding ?? 'utf8'))
    } catch {
      this.reply('500 Line too long.')
      this.closeControl()
    }
    void this.work()
  }

  private enqueue(line: string): void {
    this.server.commands.push(line)
    const command = parseCommand(line)
    this.queue.push(command)
    if (command.verb === 'ABOR' && this.data.isBusy && !this.server.options.ignoreAbor) this.data.close()
  }

  private async work(): Promise<void> {
    if (this.isWorking) return
    this.isWorking = true
    for (let next = this.queue.shift(); next; next = this.queue.shift()) await this.run(next)
    this.isWorking = false
  }

  private async run(command: Command): Promise<void> {
    this.current = command
    const handlers: Partial<Record<string, Handler>> = this.server.handlers
    const handler = handlers[command.verb]
    if (!handler) return this.default()
    try {
      await handler(this, command.argument)
    } catch (error) {
      if (error instanceof ClientGone) return
      this.server.failures.push(error)
      this.reply('451 The handler of the test failed.')
    }
  }
}

/** The verb ends at the first blank; all after it is the argument, further blanks included. */
function parseCommand(line: string): Command {
  // Telnet's interrupt and synch before ABOR, as lftp sends them: FF F4 FF F2 (RFC 959 section 4.1.3). No verb begins like that.
  const text = line.replace(/^[\u0080-\uffff]+/, '')
  const end = text.indexOf(' ')
  if (end < 0) return { verb: text.toUpperCase(), argument: '' }
  return { verb: text.slice(0, end).toUpperCase(), argument: text.slice(end + 1) }
}

function newSession(): Session {
  return {
    user: '',
    isLoggedIn: false,
    folder: '/',
    isBinary: false,
    protectsData: false,
    restart: 0,
    renameFrom: undefined,
    facts: factNames,
    digest: 'SHA-1',
  }
}

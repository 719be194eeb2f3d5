/**
 * A small FTP server for tests and the demo: it serves a folder on disk over real sockets, in the clear or over TLS, in passive
 * and active mode. A test can replace its answer to any one verb:
 *
 *     const server = new FtpServer({ root, handlers: { EPSV: (connection) => connection.reply('500 what?') } })
 *     const { host, port } = await server.start()
 *     …
 *     await server.stop()
 */

import { createServer, type Socket } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import { guarded, sessionCommands } from './ftpCommands.ts'
import { FtpConnection, type FtpHost } from './ftpConnection.ts'
import { digestCommands } from './ftpDigests.ts'
import { extraFileCommands, fileCommands } from './ftpFileCommands.ts'
import type { ExtraVerb, FtpServerOptions, Handler, Handlers, KnownVerb } from './ftpOptions.ts'
import { extraTransferCommands, transferCommands } from './ftpTransfers.ts'
import { FtpTree } from './ftpTree.ts'
import { listenOn, type Address } from './listenOn.ts'
import { SocketLedger } from './socketLedger.ts'

export { hostPort } from './ftpDataPort.ts'
export type { FtpConnection } from './ftpConnection.ts'
export type { FtpServerOptions, Handler, Handlers, Verb } from './ftpOptions.ts'

const commands: Readonly<Record<KnownVerb, Handler>> = { ...sessionCommands, ...fileCommands, ...transferCommands }
const extraCommands: Readonly<Record<ExtraVerb, Handler>> = { ...digestCommands, ...extraFileCommands, ...extraTransferCommands }

export class FtpServer implements FtpHost {
  readonly options: FtpServerOptions
  /** May be changed while the server runs. */
  readonly handlers: Handlers
  readonly tree: FtpTree
  readonly ledger = new SocketLedger()
  readonly secureContext: SecureContext | undefined
  /** Every line received, passwords and all, on all connections in order of arrival. */
  readonly commands: string[] = []
  readonly failures: unknown[] = []
  /** The clients that are connected. */
  readonly connections = new Set<FtpConnection>()
  /** How many clients there have been. */
  accepted = 0

  constructor(options: FtpServerOptions) {
    this.options = options
    this.handlers = { ...options.handlers }
    this.tree = new FtpTree(options.root)
    // One context for all: only so can a data connection resume the session of its control connection.
    this.secureContext = options.tls && createSecureContext(options.tls)
  }

  async start(): Promise<Address> {
    const listener = this.ledger.add(
      'listener',
      createServer((socket) => void this.accept(socket)),
    )
    return listenOn(listener, this.options.host ?? '127.0.0.1', this.options.port)
  }

  /** Destroys all sockets and listeners. Throws what a handler of the test threw, such as a failed assertion. */
  async stop(): Promise<void> {
    await this.ledger.closeAll()
    if (this.failures.length > 0) throw this.failures[0]
  }

  get openDataSockets(): number {
    return this.ledger.count('data')
  }

  get openDataListeners(): number {
    return this.ledger.count('dataListener')
  }

  /** Resolves when no client has a data connection or could make one. */
  async dataGone(): Promise<void> {
    await this.ledger.none('data', 'dataListener')
  }

  /** Resolves when every client has gone. */
  async clientsGone(): Promise<void> {
    await this.ledger.none('control', 'data', 'dataListener')
  }

  defaultHandler(verb: string): Handler | undefined {
    const missing: readonly string[] = this.options.noFeatures ?? []
    const extras: readonly string[] = this.options.extras ?? []
    const known: Readonly<Partial<Record<string, Handler>>> = extras.includes(verb) ? extraCommands : commands
    const handler = Object.hasOwn(known, verb) && !missing.includes(verb) ? known[verb] : undefined
    return handler && guarded(verb, handler)
  }

  private async accept(socket: Socket): Promise<void> {
    this.accepted++
    const connection = new FtpConnection(this.accepted, this.ledger.add('control', socket), this)
    this.connections.add(connection)
    socket.once('close', () => this.connections.delete(connection))
    try {
      await connection.start()
    } catch {
      socket.destroy() // the TLS handshake or the test's greeting failed
    }
  }
}

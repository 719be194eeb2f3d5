/**
 * The data connection of one FTP session: accepted (PASV, EPSV) or dialled (PORT, EPRT), in the clear or over TLS (RFC 4217).
 *
 * One at a time. `close` ends what there is, in whatever state; whoever waits for it gets an error.
 */

import { once } from 'node:events'
import { connect, createServer, isIPv6, SocketAddress, type Server, type Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { abortable, onAbort, withDeadline } from '../../src/base/abort.ts'
import type { TlsOptions } from './ftpOptions.ts'
import { listenOn } from './listenOn.ts'
import { acceptTls } from './serverTls.ts'
import type { SocketLedger } from './socketLedger.ts'

/** How to break the next transfer. */
export interface Cut {
  /** After this many bytes of data, in either direction. */
  readonly after: number
  /**
   * `end` in order; `fin` under TLS without close_notify; `reset` with RST; `silence`: open, and not a byte more is sent or read,
   * until ABOR, the end of the control connection or, in a download, the client's end of the data connection.
   */
  readonly by: 'end' | 'fin' | 'reset' | 'silence'
  /** What the server then says, after `silence` at its end: `426` by default, `226` to lie, empty for nothing. */
  readonly reply?: string
}

type TlsDemands = Pick<TlsOptions, 'sessionReuseRequired' | 'clientCertificate'>

interface DataPortOptions {
  /** The server's address on the control connection. */
  readonly localAddress: string
  /** The client's: the only one that is accepted or dialled. */
  readonly peerAddress: string
  readonly timeoutMs: number
  readonly ledger: SocketLedger
}

/** For handlers that go on after the control connection has closed: no failure of theirs. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'
}

export class DataPort {
  /** For one transfer, then forgotten. */
  cut: Cut | undefined
  /** True from `connect` to `close` or `release`: there is something that ABOR could end. */
  isBusy = false
  /** The TCP connection, once there is one. */
  raw: Socket | undefined
  readonly localAddress: string
  readonly peerAddress: string
  private readonly options: DataPortOptions
  private listener: Server | undefined
  private arrange: (() => Promise<Socket>) | undefined
  private ending = new AbortController()
  private isDisposed = false

  constructor(options: DataPortOptions) {
    this.options = options
    this.localAddress = options.localAddress
    this.peerAddress = options.peerAddress
  }

  /** Passive: the port that waits for the client. */
  async listen(): Promise<number> {
    this.renew()
    const { ledger, localAddress } = this.options
    const { signal } = this.ending
    const listener = ledger.add('dataListener', createServer())
    this.listener = listener
    const accepted = this.accept(listener, signal)
    this.arrange = () => accepted
    const { port } = await listenOn(listener, localAddress)
    if (signal.aborted) listener.close()
    return port
  }

  /** Active: the client waits at `port`. Nothing is dialled before `connect`. */
  aim(port: number): void {
    this.renew()
    const { ledger, localAddress, peerAddress } = this.options
    const { signal } = this.ending
    this.arrange = async () => {
      const socket = ledger.add('data', connect({ host: peerAddress, port, localAddress }))
      onAbort(signal, () => socket.destroy())
      await once(socket, 'connect')
      return socket
    }
  }

  /** True if the client has said how to make the next connection. */
  get isArranged(): boolean {
    return this.arrange !== undefined
  }

  /** The TCP connection of the next transfer, made the way the client asked for. Twice gives the same one. */
  async connect(): Promise<Socket> {
    if (this.raw) return this.raw
    this.isBusy = true
    if (!this.arrange) throw new Error('No PASV, EPSV, PORT or EPRT before')
    const arranged = abortable(this.arrange(), this.ending.signal)
    this.raw = await withDeadline(arranged, this.options.timeoutMs, () => new Error('No data connection in time'))
    return this.raw
  }

  /** The same over TLS: the server is the TLS server in both modes (RFC 4217 section 7). */
  async secure(context: SecureContext, { sessionReuseRequired, clientCertificate }: TlsDemands = {}): Promise<Socket> {
    const secured = await acceptTls(await this.connect(), context, clientCertificate)
    if (sessionReuseRequired && !secured.isSessionReused()) throw new Error('The TLS session was not reused')
    return secured
  }

  /** A transfer went well: the socket is the client's to close now. */
  release(): void {
    this.ending = new AbortController()
    this.close()
  }

  close(): void {
    this.ending.abort(new Error('The data connection was closed'))
    this.ending = new AbortController()
    this.listener?.close()
    this.listener = undefined
    this.arrange = undefined
    this.raw = undefined
    this.cut = undefined
    this.isBusy = false
  }

  /** Closes for good: a command that is still running can't open anything any more. */
  dispose(): void {
    this.isDisposed = true
    this.close()
  }

  private renew(): void {
    if (this.isDisposed) throw new ClientGone('The client has gone')
    this.close()
  }

  /** The first connection from the client's address. Others are dropped, and there is no second. */
  private accept(listener: Server, signal: AbortSignal): Promise<Socket> {
    return new Promise((resolve) => {
      listener.on('connection', (socket: Socket) => {
        this.options.ledger.add('data', socket)
        if (plainAddress(socket.remoteAddress ?? '') !== this.options.peerAddress) {
          socket.destroy()
          return
        }
        onAbort(signal, () => socket.destroy())
        listener.close()
        resolve(socket)
      })
    })
  }
}

/** The one spelling of an address to compare: `::ffff:127.0.0.1` is `127.0.0.1`, `0:0:0:0:0:0:0:1` is `::1`. */
export function plainAddress(address: string): string {
  const mapped = address.replace(/^::ffff:/i, '')
  return isIPv6(mapped) ? new SocketAddress({ address: mapped, family: 'ipv6' }).address : mapped
}

/** `127,0,0,1,4,51`, as in PORT and the reply to PASV. */
export function hostPort(host: string, port: number): string {
  return [...host.split('.'), port >> 8, port & 0xff].join(',')
}

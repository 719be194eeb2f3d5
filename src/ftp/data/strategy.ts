/**
 * Four ways to open a data connection behind one interface: EPSV, PASV, EPRT, PORT. RFC 959 section 3.2, RFC 2428.
 *
 * First a port is named (`prepare`), then the connection is opened: in passive mode this computer dials before the command
 * is sent, in active mode the server dials because of it.
 */

import type { Socket } from 'node:net'
import type { Logger } from '../../base/log.ts'
import type { Reply } from '../reply.ts'
import type { TransferSettings } from '../server.ts'

export type DataMethod = 'EPSV' | 'PASV' | 'EPRT' | 'PORT'
export type DataMode = 'passive' | 'active'

export interface DataContext {
  /** Sends one command on the control connection and gives its final reply, of any code. */
  request(verb: string, argument?: string): Promise<Reply>
  /** Addresses of the control connection. */
  readonly localAddress: string
  readonly remoteAddress: string
  readonly settings: TransferSettings
  /** How long opening may take. */
  readonly connectMs: number
  readonly signal: AbortSignal | undefined
  readonly log: Logger
}

/** A named port, not yet a connection. Dispose it when it isn't wanted any more, also after `open`. */
export interface DataOpening {
  /** The bare connection to or from the control connection's peer. Throws `dataConnection` when it can't be had in time. */
  open(): Promise<Socket>
  dispose(): void
}

export interface DataStrategy {
  readonly method: DataMethod
  readonly mode: DataMode
  /** False where the method can't work at all, as PASV over IPv6. */
  isPossible(context: DataContext): boolean
  /** Names a port. Throws `DataPortRefused` if the server or its answer makes that impossible. */
  prepare(context: DataContext): Promise<DataOpening>
}

/** The server refused to name or take a data port, or named an impossible one. The control connection is in order. */
export class DataPortRefused extends Error {
  override readonly name = 'DataPortRefused'
  readonly reply: Reply | undefined

  constructor(message: string, reply?: Reply) {
    super(message)
    this.reply = reply
  }

  /** False for 4yz, which may be otherwise next time (RFC 959 4.2.1), and for what this computer can't do with its settings. */
  get isForGood(): boolean {
    return this.reply !== undefined && (this.reply.code < 400 || this.reply.code >= 500)
  }
}

/** An IPv4 address as such, also where the socket is an IPv6 one. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:/i, '')
}

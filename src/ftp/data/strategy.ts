/**
 * Four ways to open a data connection behind one interface: EPSV, PASV, EPRT, PORT. RFC 959 section 3.2, RFC 2428.
 *
 * First a port is named (`prepare`), then the connection is opened: in passive mode this computer dials before the command
 * is sent, in active mode the server dials because of it.
 */

import type { Socket } from 'node:net'
import type { Logger } from '../../base/log.ts'
import { FtpError } from '../ftpError.ts'
import type { Reply } from '../reply.ts'
import type { ProxySettings, TransferSettings } from '../server.ts'
import type { DataObserver } from './dataEvent.ts'
import type { HostNames } from './hostNames.ts'

export type DataMethod = 'EPSV' | 'PASV' | 'EPRT' | 'PORT'
export type DataMode = 'passive' | 'active'

export interface DataContext {
  /** Sends one command on the control connection and gives its final reply, of any code. */
  request(verb: string, argument?: string): Promise<Reply>
  /** The control connection's ends. With a proxy the remote one is the proxy's. */
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  /** The server as the site names it: what a proxy is asked for. */
  readonly host: string
  readonly proxy: ProxySettings | undefined
  readonly settings: TransferSettings
  readonly names: HostNames
  /** How long opening may take. */
  readonly connectMs: number
  readonly signal: AbortSignal | undefined
  /** The command that needs the data connection leaves before the server has agreed to the port: `DataOpening.agreed` tells. */
  readonly isEager: boolean
  readonly observe: DataObserver | undefined
  readonly log: Logger
}

/** A named port, not yet a connection. Dispose it when it isn't wanted any more, also after `open`. */
export interface DataOpening {
  /** Settles with the server's answer, where `prepare` didn't wait for it. Rejects with `DataPortRefused`. */
  readonly agreed?: Promise<void>
  /** The server's connection is there already. */
  readonly hasArrived?: boolean
  /** The bare connection to or from the server. Throws `dataConnection` when it can't be had in time. `signal`: the context's, if none is given. */
  open(signal?: AbortSignal): Promise<Socket>
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

/** The reply is one to another command: from here on nobody knows which is whose. The connection is to be dropped. */
export function outOfStep(method: DataMethod, { code }: Reply): FtpError {
  return new FtpError('protocol', `The server's replies don't fit the commands: ${method} was answered with ${code}.`)
}

/** An IPv4 address as such, also where the socket is an IPv6 one. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:/i, '')
}

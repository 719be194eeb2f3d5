/** What happens while a data connection is opened, step by step, for whoever has to explain it: `Session.tryWay`. */

import type { Socket } from 'node:net'
import { plainAddress } from './strategy.ts'

/** One end of a connection. */
export interface SocketEnd {
  readonly address: string
  readonly port: number
}

/** Of an open connection. */
export function localEnd({ localAddress = '', localPort = 0 }: Socket): SocketEnd {
  return { address: plainAddress(localAddress), port: localPort }
}

/** Of an open connection. Through a proxy it is the proxy. */
export function remoteEnd({ remoteAddress = '', remotePort = 0 }: Socket): SocketEnd {
  return { address: plainAddress(remoteAddress), port: remotePort }
}

export type DataEvent =
  /** The server has named a port, and with PASV an address too: 227 and 229. */
  | { readonly kind: 'named'; readonly address: string | undefined; readonly port: number }
  /** This computer dials, in passive mode. Through a proxy the address is the server's name. */
  | { readonly kind: 'dialled'; readonly to: SocketEnd }
  /** This computer listens and tells the server where, in active mode: PORT and EPRT. */
  | { readonly kind: 'announced'; readonly at: SocketEnd }
  /** Somebody came to the port in active mode who isn't the server, as far as the control connection tells. */
  | { readonly kind: 'stranger'; readonly from: SocketEnd }
  /** The connection is there. */
  | { readonly kind: 'opened'; readonly local: SocketEnd; readonly remote: SocketEnd }
  /** TLS on it is there. */
  | { readonly kind: 'encrypted'; readonly isResumed: boolean }
  /** Something has come over it, or its end has. Only `Session.tryWay` tells. */
  | { readonly kind: 'moved' }

export type DataObserver = (event: DataEvent) => void

/** Why one way of opening a data connection came to nothing, as seen from this end. */
export type DataObstacle =
  /** The server said no to EPSV, PASV, EPRT or PORT, or named no port that can be. */
  | 'commandRefused'
  /** This computer could not listen, or doesn't know the address it should announce. */
  | 'cannotListen'
  /** Passive: nobody answered on the port that the server named. */
  | 'unanswered'
  /** Passive: the port that the server named was closed: something answered that it is not there. */
  | 'closed'
  /** Passive: there is no way to the server's port from here, or this computer may not dial it: EHOSTUNREACH, EACCES, … */
  | 'unreachable'
  /** The proxy had no connection to the port that the server named. */
  | 'proxyFailed'
  /** Active: the server took the command, and nobody came. */
  | 'nobodyCame'
  /** The server gave up itself: 425, 426, 522. */
  | 'serverGaveUp'

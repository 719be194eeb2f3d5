/**
 * What a probe of a server has seen, as plain data: nothing in it is a conclusion. `conclude.ts` concludes.
 *
 * Times are in milliseconds. Whatever the server wrote has been made printable.
 */

import type { Encryption } from '../ftp/connectEvent.ts'
import type { DataObstacle, SocketEnd } from '../ftp/data/dataEvent.ts'
import type { DataMethod, DataMode } from '../ftp/data/strategy.ts'
import type { FtpErrorReason } from '../ftp/ftpError.ts'
import type { CertificateQuestion } from '../ftp/prompts.ts'
import type { ProxySettings, ServerIdentity, TransferSettings } from '../ftp/server.ts'

export interface Observations {
  readonly server: ServerIdentity
  readonly settings: TransferSettings
  /** What HOST asks for (RFC 7151), if the site says so. */
  readonly virtualHost?: string
  /** Without its password. */
  readonly proxy?: Pick<ProxySettings, 'kind' | 'host' | 'port'>
  readonly place: Place
  /** When the probe began: milliseconds since 1970. */
  readonly takenAt: number
  /** In the order they were taken, those too that were not reached. */
  readonly steps: readonly Step[]
  /** What the server's name stands for, where this computer looks it up: through a proxy the proxy does. */
  readonly addresses: readonly string[]
  /** Both ends of the control connection. Through a proxy `remote` is the proxy. */
  readonly control?: { readonly local: SocketEnd; readonly remote: SocketEnd }
  /** The least time from a command to its answer. */
  readonly roundTripMs?: number
  readonly greeting?: string
  /** Undefined without encryption, and where it was not reached. */
  readonly encryption?: Encryption
  /** Lines of the answer to FEAT, trimmed: `MLST type*;size*;`. */
  readonly features: readonly string[]
  /** What the server says about itself when asked STAT. */
  readonly status?: string
  /** This computer's address as the server sees it, where it says so: another than `control.local` means that there is a NAT on the way. */
  readonly seenAs?: string
  /** EPSV, PASV, EPRT and PORT, in this order; empty if the login was not reached. */
  readonly ways: readonly WayObservation[]
  /** Why the probe ended before the ways were tried. */
  readonly failure?: Failure
  /** What the listing tells of the server's clock. */
  readonly clock?: Clock
  /** Commands and replies, secrets masked. */
  readonly dialogue: readonly string[]
}

/** Where Portside runs: this is where active mode listens. */
export interface Place {
  readonly kind: 'local' | 'wsl' | 'ssh' | 'container' | 'codespaces' | 'remote'
  /** The computer's own name. */
  readonly name: string
  readonly platform: NodeJS.Platform
}

export type StepId =
  'lookup' | 'connect' | 'greeting' | 'encryption' | 'login' | 'features' | DataMethod | 'sessionReuse' | 'utf8' | 'mlsd' | 'clock' | 'kind'

export interface Step {
  readonly id: StepId
  /** `noted` is neither good nor bad; `untried` was not reached, or can't be here. */
  readonly status: 'passed' | 'failed' | 'noted' | 'untried'
  /** One sentence, or a few words. */
  readonly detail: string
  readonly ms?: number
  /** `ms` in round trips, where that says something. */
  readonly roundTrips?: number
}

export interface Failure {
  readonly step: StepId
  /** Undefined for what is no error of the engine. */
  readonly reason: FtpErrorReason | undefined
  readonly message: string
  /** The server's reply, if one is the cause. */
  readonly reply?: { readonly code: number; readonly text: string }
  /** What the operating system said: `ENETUNREACH`. */
  readonly code?: string
  /** It was still going on when the probe had to end. */
  readonly isTimeUp: boolean
  /** With the reason `certificate`: the one that was turned down. */
  readonly certificate?: CertificateQuestion
  /** With the reason `certificate`: the pinned fingerprint that it doesn't have. */
  readonly expectedFingerprint?: string
}

/** One way of opening a data connection. */
export interface WayObservation {
  readonly method: DataMethod
  readonly mode: DataMode
  /** `impossible`: not over this kind of connection, as PASV over IPv6. `untried`: the time was up, or the listing was refused. */
  readonly outcome: 'works' | DataObstacle | 'failed' | 'impossible' | 'untried'
  /** What was in the way, as the engine says it; empty if nothing was. */
  readonly message: string
  /** The server's reply that refused, or gave up: `500 Illegal PORT command.` */
  readonly reply?: { readonly code: number; readonly text: string }
  /** Passive: what the server's 227 or 229 said. */
  readonly named?: { readonly address: string | undefined; readonly port: number }
  /** Passive: where this computer dialled. */
  readonly dialled?: SocketEnd
  /** Active: what PORT or EPRT said. */
  readonly announced?: SocketEnd
  /** Active: who came and was sent away, because it was not the server's address. */
  readonly strangers: readonly SocketEnd[]
  /** Both ends of the data connection. In active mode `remote.port` is the port the server dialled from. */
  readonly opened?: { readonly local: SocketEnd; readonly remote: SocketEnd }
  /** TLS on the data connection: whether it resumed the control connection's session. */
  readonly isResumed?: boolean
  /** From the first command to the last reply. */
  readonly ms?: number
  /**
   * Packets that reached this computer while the way was tried and were thrown away before anybody got them, by its firewall.
   * Undefined where that can't be counted (only Linux does), or where the network is too noisy to tell.
   */
  readonly discarded?: number
}

export interface Clock {
  /** What the times in its LIST are ahead of UTC by: the server's time zone, mostly. */
  readonly listOffsetMs?: number
  /** The newest entry of the listing lies this far in the future. */
  readonly aheadMs?: number
}

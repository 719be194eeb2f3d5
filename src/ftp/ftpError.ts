/** Why talking to a server failed: a reason to decide on, a sentence to read, the server's reply and the cause kept. */

import type { DataObstacle } from './data/dataEvent.ts'
import type { DataMode } from './data/strategy.ts'
import type { CertificateQuestion } from './prompts.ts'
import type { Reply } from './reply.ts'

export type FtpErrorReason =
  /** The name could not be resolved. */
  | 'hostNotFound'
  /** Nothing listens there, or a firewall answered for it. */
  | 'connectionRefused'
  /** The server did not answer in time, on the control connection. */
  | 'timeout'
  /** The control connection ended: closed, reset, or 421. */
  | 'connectionLost'
  /** Something else speaks on that port: SSH, HTTP, TLS without asking. */
  | 'notFtp'
  /** The server refused TLS although it was asked for. */
  | 'tlsRefused'
  /** The TLS handshake failed. */
  | 'tlsFailed'
  /** The certificate is not trusted. */
  | 'certificate'
  | 'loginRefused'
  /** The proxy refused its user or password, or wants them and has none; not that it can't be reached, or reach the server. */
  | 'proxyRefused'
  | 'tooManyConnections'
  /** No data connection could be opened, in any of the ways the transfer mode allows. */
  | 'dataConnection'
  /** The data connection was opened and then broke, or carried fewer bytes than it should. */
  | 'incomplete'
  /** 550, 553, 450, …: the file or folder is missing, forbidden, or not what it was taken for. */
  | 'refused'
  /** 452, 552: no room left. */
  | 'full'
  /** 500, 501, 502, 504: the server doesn't know this command. */
  | 'unsupported'
  /** The server's bytes make no sense as FTP, or are without end. */
  | 'protocol'
  /** The name can't be sent: it holds CR, LF or NUL, or doesn't exist in the site's charset. */
  | 'badName'

/** A certificate that was turned down. */
export interface RefusedCertificate {
  /** The pinned fingerprint, as it was given; undefined if none was. */
  readonly expected: string | undefined
  readonly question: CertificateQuestion
}

/** What most likely keeps data connections from coming about. A firewall is named only where none was opened. */
export type LikelyCause =
  | 'serverFirewall'
  /** This computer's firewall, or the router in front of it. */
  | 'clientFirewall'
  | 'bothFirewalls'
  /** The server said no to every command that would open one. */
  | 'refused'
  /** The site's settings for active mode can't be had on this computer. */
  | 'thisComputer'
  | 'proxy'
  | 'activeThroughProxy'
  /** It was opened, and the server ended it because of TLS: session reuse, mostly. */
  | 'encryption'
  /** The server gave up, for a reason of its own. */
  | 'server'

interface Details {
  readonly reply?: Reply | undefined
  readonly cause?: unknown
  readonly certificate?: RefusedCertificate
  readonly otherMode?: DataMode | undefined
  readonly mayWorkElsewhere?: boolean
  readonly obstacle?: DataObstacle
  readonly likelyCause?: LikelyCause
}

export class FtpError extends Error {
  override readonly name = 'FtpError'
  readonly reason: FtpErrorReason
  readonly reply: Reply | undefined
  /** With the reason `certificate`, where it is about the server's and not about a data connection's. */
  readonly certificate: RefusedCertificate | undefined
  /** With the reason `dataConnection`: the transfer mode that was not tried and may work. Without it, `message` says what to do. */
  readonly otherMode: DataMode | undefined
  /** With the reason `dataConnection`: there are other ways to open one, and this control connection is lost for them. */
  readonly mayWorkElsewhere: boolean
  /** With the reason `dataConnection`, of one way: what was in it. */
  readonly obstacle: DataObstacle | undefined
  /** With the reason `dataConnection`, once all ways were tried. Of one way: only where its data connection was open. */
  readonly likelyCause: LikelyCause | undefined

  constructor(reason: FtpErrorReason, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.reason = reason
    this.reply = details.reply
    this.certificate = details.certificate
    this.otherMode = details.otherMode
    this.mayWorkElsewhere = details.mayWorkElsewhere ?? false
    this.obstacle = details.obstacle
    this.likelyCause = details.likelyCause
  }
}

export function isFtpError(error: unknown, ...reasons: FtpErrorReason[]): error is FtpError {
  return error instanceof FtpError && (reasons.length === 0 || reasons.includes(error.reason))
}

/** True if the control connection can't be used any more after this error. */
export function isFatal(error: unknown): boolean {
  return isFtpError(error, 'connectionLost', 'timeout', 'protocol', 'tlsFailed', 'certificate', 'tooManyConnections')
}

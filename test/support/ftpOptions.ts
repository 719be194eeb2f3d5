/** What a test can say about its FTP server: plain values, and one handler per verb that is to behave differently. */

import type { SecureContextOptions } from 'node:tls'
import type { FtpConnection } from './ftpConnection.ts'
import type { LoopbackHost } from './listenOn.ts'

/** Verbs the server knows by itself. */
// prettier-ignore
export type KnownVerb =
  | 'ABOR' | 'APPE' | 'AUTH' | 'CDUP' | 'CWD' | 'DELE' | 'EPRT' | 'EPSV' | 'FEAT' | 'HELP' | 'LIST' | 'MDTM' | 'MFMT' | 'MKD' | 'MLSD'
  | 'MLST' | 'MODE' | 'NLST' | 'NOOP' | 'OPTS' | 'PASS' | 'PASV' | 'PBSZ' | 'PORT' | 'PROT' | 'PWD' | 'QUIT' | 'REST' | 'RETR' | 'RMD'
  | 'RNFR' | 'RNTO' | 'SITE' | 'SIZE' | 'STOR' | 'STRU' | 'SYST' | 'TYPE' | 'USER'

/** Verbs it knows where a test asks for them: each server has a few of these. */
export type ExtraVerb = 'HASH' | 'MD5' | 'MFF' | 'PRET' | 'XCRC' | 'XMD5' | 'XSHA' | 'XSHA1' | 'XSHA256' | 'XSHA512'

/** The verbs are named in FEAT; the others are further forms of commands: `MDTM time path`, `SITE UTIME path time time time UTC`. */
export type Extra = ExtraVerb | 'MDTM time' | 'SITE UTIME' | 'SITE UTIME time'

/** All those and the ones it answers with 500 until a test brings a handler. */
export type Verb = KnownVerb | ExtraVerb | 'ACCT' | 'ALLO' | 'CCC' | 'CLNT' | 'HOST' | 'LANG' | 'REIN' | 'STAT' | 'STOU'

/** Answers one command. The next command waits until the promise resolves. */
export type Handler = (connection: FtpConnection, argument: string) => void | Promise<void>

/** `handlers` of a server: a verb without one behaves normally. */
export type Handlers = Partial<Record<Verb, Handler>>

export interface TlsOptions extends SecureContextOptions {
  /** TLS from the first byte, as on port 990. Without it AUTH TLS begins it. */
  readonly implicit?: boolean
  /** USER is refused before AUTH, data connections before PROT P. */
  readonly required?: boolean
  /** Data connections that don't resume a TLS session are refused with 522, as vsftpd does. */
  readonly sessionReuseRequired?: boolean
  /** PEM: clients must show this very certificate. Wants a `sessionIdContext`, or nothing can be resumed. */
  readonly clientCertificate?: string
}

export interface FtpServerOptions {
  /** The folder on disk that clients see as `/`. */
  readonly root: string
  readonly host?: LoopbackHost
  /** Any free port by default. */
  readonly port?: number
  /** Passwords by user name; `demo` with password `demo` by default. */
  readonly users?: Readonly<Record<string, string>>
  /** Without it AUTH is refused. */
  readonly tls?: TlsOptions
  /** The lines of the FEAT reply, instead of the true ones. */
  readonly features?: readonly string[]
  /** Verbs that are answered with 500 and left out of FEAT. */
  readonly noFeatures?: readonly Verb[]
  /** None by default. */
  readonly extras?: readonly Extra[]
  readonly listingStyle?: 'unix' | 'dos'
  /** What the clock of LIST is ahead of UTC by. */
  readonly listingOffsetMs?: number
  /** Of names and replies. With `latin1` FEAT doesn't name UTF8. */
  readonly encoding?: 'utf8' | 'latin1'
  /** False refuses RNTO to a name that exists, as IIS does. */
  readonly renameOver?: boolean
  /** True lets transfers run to their end before ABOR is read, as vsftpd does. */
  readonly ignoreAbor?: boolean
  /** How long to wait for a data connection before 425. */
  readonly dataTimeoutMs?: number
  /** Instead of `220`: a 120 first, a 421, silence. */
  readonly greeting?: (connection: FtpConnection) => void | Promise<void>
  readonly handlers?: Handlers
}

/** What a session has to know of a server: plain values, handed in by whoever knows the site. */

/** RFC 4217: `explicit` upgrades with AUTH TLS, `implicit` starts with TLS (port 990), `none` sends everything readable. */
export type Security = 'explicit' | 'implicit' | 'none'

/** Who opens the data connection: `passive` this computer, `active` the server, `auto` whichever works. */
export type TransferMode = 'auto' | 'passive' | 'active'

/** Everything that makes two connections the same login. */
export interface ServerIdentity {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly security: Security
}

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

export interface TlsSettings {
  /** PEM certificates to trust besides the built-in ones. */
  readonly ca?: string
  /** SHA-256 fingerprint of the only certificate to accept, hex, colons allowed. */
  readonly pin?: string
  /** The oldest version to accept. Default `TLSv1.2`; the two before it are broken (RFC 8996). */
  readonly minVersion?: TlsVersion
  /** The newest version to offer, for servers that fail with TLS 1.3. */
  readonly maxVersion?: TlsVersion
  /** The client's own certificate and key. */
  readonly client?: ClientCertificate
}

export interface ClientCertificate {
  /** PEM, with the authorities between it and the root. */
  readonly certificate: string
  /** PEM, and encrypted if there is a passphrase. */
  readonly key: string
  readonly passphrase?: string
}

/** All connections of a site go through it: `socks5` (RFC 1928, 1929) or `http` with CONNECT (RFC 9110 9.3.6). */
export interface ProxySettings {
  readonly kind: 'socks5' | 'http'
  readonly host: string
  readonly port: number
  readonly user?: string
  readonly password?: string
}

/** What is said at login besides user and password, and how names are written. */
export interface LoginSettings {
  /** The charset of names, as iconv-lite knows it. Default UTF-8. */
  readonly charset?: string
  /** HOST, for servers that are many (RFC 7151): said before USER. Servers that don't know the command go on without. */
  readonly virtualHost?: string
  /** Sent after the login, in this order: `SITE UMASK 022`. A refusal is logged; what the session depends on (`TYPE`, `PROT`) isn't sent. */
  readonly commandsAfterLogin?: readonly string[]
}

export interface PortRange {
  readonly low: number
  readonly high: number
}

/** How data connections are opened. Read afresh before every transfer, so a change needs no reconnect. */
export interface TransferSettings {
  readonly mode: TransferMode
  /** Ports to listen on in active mode; any free port without it. */
  readonly activePorts?: PortRange
  /**
   * Address or host name to announce in active mode, for a client behind NAT. A server on the same private network is told the
   * real one.
   */
  readonly activeAddress?: string
  /**
   * `next` uses the control connection's own port + 1, to listen on in active mode and to dial from in passive mode, where it is
   * free. `activePorts` go before it, and a proxy dials from where it likes. Default `any`.
   */
  readonly dataPort?: 'any' | 'next'
  /**
   * The one other host that data connections may go to and come from besides the control connection's peer: an address or a
   * host name. For servers that keep their data elsewhere: they are asked by PASV first, the only command whose reply names an
   * address.
   */
  readonly dataHost?: string
}

/** All in milliseconds. */
export interface Timeouts {
  /** TCP, TLS and greeting. */
  readonly connectMs: number
  /** From a command to its reply. */
  readonly replyMs: number
  /** From the last byte of a transfer to its final reply: a big file is still being written, or scanned, there. */
  readonly confirmMs: number
  /** From naming a data port to an open data connection: short, because another way may work. */
  readonly dataConnectMs: number
  /** Without a byte on an open data connection. */
  readonly dataIdleMs: number
  /** An unused session is closed after this, unless it is the only one. */
  readonly idleCloseMs: number
  /** The only one is kept for this long without use: who comes back soon finds a connection. */
  readonly keepMs: number
  /** From one NOOP to the next while it is kept. */
  readonly noopMs: number
  /** A session that has been silent for longer is asked NOOP before it is used: a sleep, a router or the server may have ended it. */
  readonly probeAfterMs: number
  /** From such a NOOP to its answer. */
  readonly probeMs: number
  /** After the server took no more connections, from one attempt to have one more to the next. */
  readonly growMs: number
}

export const defaultTimeouts: Timeouts = {
  connectMs: 15_000,
  replyMs: 30_000,
  confirmMs: 300_000,
  dataConnectMs: 4000,
  dataIdleMs: 30_000,
  idleCloseMs: 60_000,
  keepMs: 300_000,
  noopMs: 45_000,
  probeAfterMs: 10_000,
  probeMs: 2500,
  growMs: 60_000,
}

export function defaultPort(security: Security): number {
  return security === 'implicit' ? 990 : 21
}

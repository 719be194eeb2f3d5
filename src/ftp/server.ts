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

export interface TlsSettings {
  /** PEM certificates to trust besides the built-in ones. */
  readonly ca?: string
  /** SHA-256 fingerprint of the only certificate to accept, hex, colons allowed. */
  readonly pin?: string
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
  /** IPv4 or IPv6 address to announce in active mode, for a client behind NAT. */
  readonly activeAddress?: string
}

/** All in milliseconds. */
export interface Timeouts {
  /** TCP, TLS and greeting. */
  readonly connectMs: number
  /** From a command to its reply. */
  readonly replyMs: number
  /** From naming a data port to an open data connection: short, because another way may work. */
  readonly dataConnectMs: number
  /** Without a byte on an open data connection. */
  readonly dataIdleMs: number
  /** An unused session is closed after this. */
  readonly idleCloseMs: number
}

export const defaultTimeouts: Timeouts = {
  connectMs: 15_000,
  replyMs: 30_000,
  dataConnectMs: 4000,
  dataIdleMs: 30_000,
  idleCloseMs: 60_000,
}

export function defaultPort(security: Security): number {
  return security === 'implicit' ? 990 : 21
}

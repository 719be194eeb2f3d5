/**
 * A site is a server and how to reach it, as the setting `portside.sites` holds it. No secret is ever part of it.
 * What comes from settings is unknown until `parseSites` has read it.
 */

import { isIP } from 'node:net'
import {
  defaultPort,
  type Security,
  type ServerIdentity,
  type TlsVersion,
  type TransferMode,
  type TransferSettings,
} from '../ftp/server.ts'

export interface Site {
  /** Generated and opaque: the authority of the site's URIs. */
  readonly id: string
  readonly name: string
  readonly host: string
  readonly port?: number
  readonly user: string
  readonly security: Security
  readonly transferMode: TransferMode
  /** The folder to start in; the login folder without it. */
  readonly path?: string
  /** The charset of names. Default UTF-8. */
  readonly charset?: string
  /** The most connections to open at once. */
  readonly connections?: number
  /** Ports to listen on in active mode, as in `50000-50100`. */
  readonly activePorts?: string
  /** Address or host name to announce in active mode. */
  readonly activeAddress?: string
  /** `next`: the control connection's own port + 1, where it is free. Default `any`. */
  readonly dataPort?: DataPort
  /** The one other host that data connections may go to and come from. */
  readonly dataHost?: string
  /** `none`, `editor` (the default: the one the editor uses), or an address as `parseProxy` reads it. */
  readonly proxy?: string
  readonly tls?: SiteTls
  /** HOST (RFC 7151), for servers that are many. */
  readonly virtualHost?: string
  /** Sent after every login: `SITE UMASK 022`. */
  readonly commandsAfterLogin?: readonly string[]
  readonly timeouts?: SiteTimeouts
}

export type DataPort = NonNullable<TransferSettings['dataPort']>

export interface SiteTls {
  readonly minVersion?: TlsVersion
  readonly maxVersion?: TlsVersion
  /** PEM file with the client's own certificate. */
  readonly clientCertificate?: string
  /** PEM file with its key; without it the key is in the certificate's file. */
  readonly clientKey?: string
  /** PEM file with authorities to trust besides the built-in ones. */
  readonly ca?: string
}

/** All in seconds. */
export interface SiteTimeouts {
  /** TCP, TLS and greeting. */
  readonly connect?: number
  /** From a command to its reply. */
  readonly reply?: number
  /** From naming a data port to an open data connection. */
  readonly dataConnect?: number
  /** Without a byte on an open data connection. */
  readonly dataIdle?: number
}

export const securities: readonly Security[] = ['explicit', 'implicit', 'none']
export const transferModes: readonly TransferMode[] = ['auto', 'passive', 'active']
export const dataPorts: readonly DataPort[] = ['any', 'next']
/** The oldest first. */
export const tlsVersions: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

/** Whether a version can be agreed on, with the engine's defaults for what is not given. */
export function isTlsRange({ minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' }: Pick<SiteTls, 'minVersion' | 'maxVersion'>): boolean {
  return tlsVersions.indexOf(minVersion) <= tlsVersions.indexOf(maxVersion)
}

export function serverOf(site: Site): ServerIdentity {
  return { host: site.host, port: site.port ?? defaultPort(site.security), user: site.user, security: site.security }
}

/** One line for people: `user@example.org:2121`, the port only where it isn't the usual one. */
export function describeServer(server: ServerIdentity): string {
  const host = isIP(server.host) === 6 ? `[${server.host}]` : server.host
  const port = server.port === defaultPort(server.security) ? '' : `:${server.port}`
  return `${server.user}@${host}${port}`
}

/**
 * Where a login's secret is kept: by everything that decides who receives it, so that a site whose host was changed by
 * somebody else finds no password to send there.
 */
export function secretKey(server: ServerIdentity): string {
  return `password:${JSON.stringify([server.host.toLowerCase(), server.port, server.user, server.security])}`
}

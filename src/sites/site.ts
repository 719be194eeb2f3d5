/**
 * A site is a server and how to reach it, as the setting `portside.sites` holds it. No secret is ever part of it.
 * What comes from settings is unknown until `parseSites` has read it.
 */

import { isIP } from 'node:net'
import { normalize } from '../base/posixPath.ts'
import { defaultPort, type PortRange, type Security, type ServerIdentity, type TransferMode } from '../ftp/server.ts'

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
  /** The most connections to open at once. */
  readonly connections?: number
  /** Ports to listen on in active mode, as in `50000-50100`. */
  readonly activePorts?: string
  /** Address to announce in active mode. */
  readonly activeAddress?: string
}

export const securities: readonly Security[] = ['explicit', 'implicit', 'none']
export const transferModes: readonly TransferMode[] = ['auto', 'passive', 'active']

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

export interface SiteProblem {
  /** Position in the list. */
  readonly index: number
  readonly message: string
}

/** The sites that can be used, and a sentence for each that can't. */
export function parseSites(value: unknown): { readonly sites: readonly Site[]; readonly problems: readonly SiteProblem[] } {
  if (value === undefined || value === null) return { sites: [], problems: [] }
  if (!Array.isArray(value)) return { sites: [], problems: [{ index: 0, message: 'The list of sites is not a list.' }] }
  const sites: Site[] = []
  const problems: SiteProblem[] = []
  value.forEach((item: unknown, index) => {
    const site = parseSite(item)
    if (typeof site === 'string') problems.push({ index, message: site })
    else if (sites.some((other) => other.id === site.id)) problems.push({ index, message: `The id "${site.id}" is used twice.` })
    else sites.push(site)
  })
  return { sites, problems }
}

function parseSite(value: unknown): Site | string {
  if (typeof value !== 'object' || value === null) return 'A site is not an object.'
  const fields = value as Readonly<Record<string, unknown>>
  const text = (key: string) => (typeof fields[key] === 'string' && fields[key] !== '' ? fields[key] : undefined)
  const id = text('id')
  const host = text('host')
  if (id === undefined || !/^[a-z0-9-]{1,64}$/.test(id)) return 'A site needs an "id" of lower-case letters, digits and dashes.'
  if (host === undefined || !isHost(host)) return `Site "${id}" needs a "host": a server name or an IP address.`
  const port = fields['port']
  if (port !== undefined && !isPort(port)) return `Site "${id}": "port" is a number from 1 to 65535.`
  const security = fields['security'] ?? 'explicit'
  if (!isOneOf(securities, security)) return `Site "${id}": "security" is one of ${securities.join(', ')}.`
  const transferMode = fields['transferMode'] ?? 'auto'
  if (!isOneOf(transferModes, transferMode)) return `Site "${id}": "transferMode" is one of ${transferModes.join(', ')}.`
  const connections = fields['connections']
  if (connections !== undefined && !isConnectionCount(connections)) return `Site "${id}": "connections" is a number from 1 to 16.`
  const activePorts = text('activePorts')
  if (activePorts !== undefined && !parsePortRange(activePorts)) return `Site "${id}": "activePorts" is a range such as 50000-50100.`
  const activeAddress = text('activeAddress')
  if (activeAddress !== undefined && isIP(activeAddress) === 0) return `Site "${id}": "activeAddress" is an IP address.`
  const user = text('user') ?? 'anonymous'
  if (hasControlCharacter(user)) return `Site "${id}": "user" holds control characters.`
  const path = text('path')
  if (path !== undefined && hasControlCharacter(path)) return `Site "${id}": "path" holds control characters.`
  return {
    id,
    host,
    name: text('name') ?? host,
    user,
    security,
    transferMode,
    ...(port !== undefined && { port }),
    ...(path !== undefined && { path: normalize(path) }),
    ...(connections !== undefined && { connections }),
    ...(activePorts !== undefined && { activePorts }),
    ...(activeAddress !== undefined && { activeAddress }),
  }
}

/** `50000-50100` or a single port; undefined if it is neither. */
export function parsePortRange(text: string): PortRange | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim())
  if (!match) return undefined
  const low = Number(match[1])
  const high = match[2] === undefined ? low : Number(match[2])
  return isPort(low) && isPort(high) && low <= high ? { low, high } : undefined
}

/** A server name or an IP address, without anything that could change a command or a URL. */
export function isHost(text: string): boolean {
  return (
    isIP(text) !== 0 ||
    /^(?=.{1,253}$)[\p{L}\p{N}_]([\p{L}\p{N}_-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}_]([\p{L}\p{N}_-]*[\p{L}\p{N}])?)*\.?$/u.test(text)
  )
}

/** True for text that could change a command or a terminal. */
export function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text)
}

export function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535
}

function isConnectionCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 16
}

/** True for one of a few known values. */
export function isOneOf<T>(known: readonly T[], value: unknown): value is T {
  return known.includes(value as T)
}

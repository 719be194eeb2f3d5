/** What people paste when asked for a server: `ftp://user@host:2121/path`, `ftps://host`, or a bare `host`, `host:port`, `host/path`. */

import type { Security } from '../ftp/server.ts'
import { normalize } from '../base/posixPath.ts'
import { hasControlCharacter, isHost, isPort } from './checks.ts'

export interface Address {
  readonly host: string
  readonly port?: number
  readonly user?: string
  /** Only for the login at hand: never written to settings. */
  readonly password?: string
  readonly path?: string
  /** `implicit` for `ftps://`, `explicit` for `ftpes://`, where the address says so. */
  readonly security?: Security
}

export type AddressResult = { readonly address: Address } | { readonly problem: string }

const schemes: Readonly<Record<string, Security | undefined>> = { ftp: undefined, ftps: 'implicit', ftpes: 'explicit' }

/** RFC 1738 section 3.2, and shorter forms. The path is percent-decoded only in a URL. */
export function parseAddress(input: string): AddressResult {
  const text = input.trim()
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)
  const name = scheme?.[1]?.toLowerCase()
  if (name !== undefined && !Object.hasOwn(schemes, name))
    return { problem: `${name}:// is not FTP. Portside speaks ftp://, ftpes:// and ftps://.` }
  const match = /^(?:([^/]*)@)?(\[[^\]/]*\]|[^:/@]*)(?::([^/]*))?(\/.*)?$/s.exec(scheme ? text.slice(scheme[0].length) : text)
  if (!match) return { problem: `"${text}" is not a server address. Try ftp.example.org or ftp://user@host:2121/path.` }
  const [, login, rawHost = '', rawPort, rawPath] = match
  const host = rawHost.replace(/^\[|\]$/g, '')
  if (host === '') return { problem: 'A server name is missing. Try ftp.example.org or ftp://user@host:2121/path.' }
  if (!isHost(host)) return { problem: `"${host}" is not a server name. Try ftp.example.org or ftp://user@host:2121/path.` }
  const port = rawPort === undefined || rawPort === '' ? undefined : Number(rawPort)
  if (port !== undefined && !(/^\d+$/.test(rawPort ?? '') && isPort(port)))
    return { problem: `"${rawPort}" is not a port. A port is a number from 1 to 65535.` }
  const decode = scheme ? percentDecode : (part: string) => part
  const separator = login?.indexOf(':') ?? -1
  const user = login === undefined ? undefined : decode(separator < 0 ? login : login.slice(0, separator))
  const password = login === undefined || separator < 0 ? undefined : decode(login.slice(separator + 1))
  const path = rawPath === undefined || rawPath === '/' ? undefined : decode(rawPath)
  const security = name === undefined ? undefined : schemes[name]
  if ([user, password, path].some((part) => part !== undefined && hasControlCharacter(part)))
    return { problem: 'The address holds control characters.' }
  return {
    address: {
      host,
      ...(port !== undefined && { port }),
      ...(user !== undefined && user !== '' && { user }),
      ...(password !== undefined && { password }),
      ...(path !== undefined && { path: normalize(path) }),
      ...(security !== undefined && { security }),
    },
  }
}

/** Percent escapes resolved; text with broken ones is taken as it stands. */
export function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // "50%" is a fine password
  }
}

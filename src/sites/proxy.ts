/** A proxy as people write it: `socks5://host:1080` or `http://user@host:3128`. */

import { isIP } from 'node:net'
import type { ProxySettings } from '../ftp/server.ts'
import { percentDecode } from './address.ts'
import { hasControlCharacter, isHost, isPort } from './checks.ts'

/** As browsers have it. */
const defaultPorts = { socks5: 1080, http: 80 } as const

/** Undefined for anything but the address of a SOCKS 5 or HTTP proxy. Percent escapes in user and password are resolved. */
export function parseProxy(text: string): ProxySettings | undefined {
  const match = /^(socks5|http):\/\/(?:([^/]*)@)?(\[[^\]/]*\]|[^:/@]*)(?::(\d{1,5}))?\/?$/i.exec(text.trim())
  if (!match) return undefined
  const [, scheme = '', login = '', rawHost = '', rawPort] = match
  const kind = scheme.toLowerCase() === 'http' ? 'http' : 'socks5'
  const host = rawHost.replace(/^\[|\]$/g, '')
  const port = rawPort === undefined ? defaultPorts[kind] : Number(rawPort)
  const [user = '', password] = login.split(/:(.*)/s, 2).map(percentDecode)
  if (!isHost(host) || !isPort(port) || hasControlCharacter(user + (password ?? ''))) return undefined
  return { kind, host, port, ...(user !== '' && { user }), ...(password !== undefined && { password }) }
}

/** One line for people, without the password. */
export function describeProxy({ kind, host, port, user }: ProxySettings): string {
  return `${kind}://${user === undefined ? '' : `${user}@`}${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}

/** Where a proxy's secret is kept: by all that decides who receives it. */
export function proxySecretKey({ host, port, user }: ProxySettings): string {
  return `proxy:${JSON.stringify([host.toLowerCase(), port, user ?? ''])}`
}

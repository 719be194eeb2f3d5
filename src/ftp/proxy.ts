/**
 * Asking a proxy for a connection to a server: SOCKS 5 (RFC 1928, 1929) and HTTP's CONNECT (RFC 9110 9.3.6).
 *
 * Errors name the proxy and what it would not do, never its user or password: answers are told by their codes alone, for a
 * proxy's own text may repeat what it was sent.
 */

import { once } from 'node:events'
import { request, STATUS_CODES, type ClientRequest, type IncomingMessage } from 'node:http'
import { isIP, isIPv6, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { domainToASCII } from 'node:url'
import { FtpError } from './ftpError.ts'
import type { ProxySettings } from './server.ts'

/** `host` is a name or an address, IPv6 without brackets. */
export interface Endpoint {
  readonly host: string
  readonly port: number
}

const maxLoginBytes = 255 // RFC 1929: a byte holds the length
const noTimeoutMs = 2 ** 31 - 1 // the most a timer takes; whoever dials has one of its own

/** `example.org:21`, `[::1]:21`. */
export function shownAddress({ host, port }: Endpoint): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`
}

/**
 * Makes `socket`, just connected to `proxy`, a connection to `target`, whose name the proxy resolves. What came behind the
 * proxy's answer stays to be read. Throws `connectionRefused` and `proxyRefused`; `socket` is then of no use, and the caller's to destroy.
 */
export async function askProxy(socket: Socket, proxy: ProxySettings, { host, port }: Endpoint): Promise<void> {
  const target = { host: isIP(host) === 0 ? domainToASCII(host) || host : host, port }
  if (proxy.kind === 'http') await askHttp(socket, proxy, target)
  else await askSocks(socket, proxy, target)
}

async function askHttp(socket: Socket, proxy: ProxySettings, target: Endpoint): Promise<void> {
  const authority = shownAddress(target)
  const headers = { host: authority, ...authorization(proxy) }
  const asking = request({ method: 'CONNECT', path: authority, headers, createConnection: () => socket })
  const { statusCode = 0, head } = await answerTo(asking, proxy, target)
  if (statusCode < 200 || statusCode > 299) throw httpRefusal(statusCode, proxy, target)
  socket.unshift(head)
}

function authorization({ user, password = '' }: ProxySettings): Record<string, string> {
  if (user === undefined) return {}
  return { 'proxy-authorization': `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}

async function answerTo(asking: ClientRequest, proxy: ProxySettings, target: Endpoint): Promise<{ statusCode?: number; head: Buffer }> {
  asking.on('error', () => {}) // the first is heard below, others say the same
  asking.end()
  try {
    const [{ statusCode }, , head] = (await once(asking, 'connect')) as [IncomingMessage, Socket, Buffer]
    return { head, ...(statusCode !== undefined && { statusCode }) }
  } catch (error) {
    // node:http says HPE_… of what is no HTTP.
    const isForeign = String((error as NodeJS.ErrnoException).code).startsWith('HPE_')
    throw isForeign ? noProxyOfThatKind(proxy) : hungUp(proxy, target)
  }
}

function httpRefusal(status: number, proxy: ProxySettings, target: Endpoint): FtpError {
  const shown = `${status} ${STATUS_CODES[status] ?? ''}`.trim()
  if (status === 407) return loginRefused(proxy)
  // 500 is seen for names that don't resolve.
  return status >= 500 ? unreachable(proxy, target, shown) : forbidden(proxy, target, shown)
}

async function askSocks(socket: Socket, proxy: ProxySettings, target: Endpoint): Promise<void> {
  const { host, port, user, password } = proxy
  if ([user, password].some((part) => Buffer.byteLength(part ?? '') > maxLoginBytes))
    throw new FtpError('proxyRefused', `The user name or password for the proxy ${shownAddress(proxy)} is too long for SOCKS.`)
  const { SocksClient } = await import('socks') // few have a proxy: loaded only for them
  if (socket.destroyed) throw hungUp(proxy, target)
  try {
    await SocksClient.createConnection({
      command: 'connect',
      existing_socket: socket,
      destination: target,
      timeout: noTimeoutMs,
      proxy: { type: 5, host, port, ...(user !== undefined && { userId: user, password: password ?? '' }) },
    })
  } catch (error) {
    throw socksRefusal(error, proxy, target) // without its cause, which holds the password
  }
  await calm(socket)
}

/**
 * In the next turn the library hands on what came behind the proxy's answer, as an event nobody may be listening to yet, and
 * lets the socket flow. This puts it all back. A stream with a listener for `readable` doesn't flow, and is as new without it.
 */
async function calm(socket: Socket): Promise<void> {
  const early: Buffer[] = []
  const keep = (chunk: Buffer) => void early.push(chunk)
  const hold = () => {}
  socket.on('readable', hold).on('data', keep)
  await nextTurn()
  socket.off('data', keep).off('readable', hold)
  for (const chunk of early) socket.unshift(chunk)
  await nextTurn()
}

/** The library says by its message alone what happened. */
function socksRefusal(error: unknown, proxy: ProxySettings, target: Endpoint): FtpError {
  const message = error instanceof Error ? error.message : ''
  if (/no accepted authentication type|unknown authentication type|Authentication failed/.test(message)) return loginRefused(proxy)
  const [, code] = /rejected connection - (\w+)/.exec(message) ?? []
  if (code === 'NotAllowed') return forbidden(proxy, target, code)
  if (code !== undefined) return unreachable(proxy, target, code === 'undefined' ? 'for an unknown reason' : code)
  return message.startsWith('Received invalid') ? noProxyOfThatKind(proxy) : hungUp(proxy, target)
}

function loginRefused(proxy: ProxySettings): FtpError {
  const why =
    proxy.user === undefined
      ? 'asks for a user name and a password, and was given none'
      : 'refuses the user name or the password. Check both'
  return new FtpError('proxyRefused', `The proxy ${shownAddress(proxy)} ${why}.`)
}

function forbidden(proxy: ProxySettings, target: Endpoint, answer: string): FtpError {
  const what = `does not allow connections to ${shownAddress(target)} (${answer})`
  return new FtpError('connectionRefused', `The proxy ${shownAddress(proxy)} ${what}. Ask whoever runs it.`)
}

function unreachable(proxy: ProxySettings, target: Endpoint, answer: string): FtpError {
  const what = `can't reach ${shownAddress(target)} (${answer})`
  return new FtpError('connectionRefused', `The proxy ${shownAddress(proxy)} ${what}. Check the server's name and port.`)
}

function noProxyOfThatKind(proxy: ProxySettings): FtpError {
  const kind = proxy.kind === 'http' ? 'an HTTP' : 'a SOCKS 5'
  return new FtpError('connectionRefused', `${shownAddress(proxy)} does not answer as ${kind} proxy. Check its kind and port.`)
}

function hungUp(proxy: ProxySettings, target: Endpoint): FtpError {
  return new FtpError(
    'connectionRefused',
    `The proxy ${shownAddress(proxy)} closed the connection before it had one to ${shownAddress(target)}.`,
  )
}

/** Opening a TCP connection, through a proxy where the site has one: the control connection and passive data connections. */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onAbort, withResolvers } from '../base/abort.ts'
import { FtpError } from './ftpError.ts'
import { askProxy, shownAddress, type Endpoint } from './proxy.ts'
import type { ProxySettings } from './server.ts'

export interface DialOptions extends Endpoint {
  readonly proxy?: ProxySettings | undefined
  /** Where to dial from, if that is free; from anywhere else if not. */
  readonly from?: { readonly address: string; readonly port: number } | undefined
  /** For everything, the proxy's part too. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Throws `hostNotFound`, `connectionRefused`, `proxyRefused`, `timeout`, or the signal's reason; nothing is left open then. The
 * message names the proxy where it is what failed.
 */
export async function dial(options: DialOptions): Promise<Socket> {
  try {
    return await attempt(options)
  } catch (error) {
    if (!options.from || !isTaken(error)) throw error
    return attempt({ ...options, from: undefined })
  }
}

async function attempt(options: DialOptions): Promise<Socket> {
  const { proxy, from, timeoutMs, signal } = options
  signal?.throwIfAborted()
  const { host, port } = proxy ?? options
  const socket = connect({ host, port, noDelay: true, ...(from && { localAddress: from.address, localPort: from.port }) })
  socket.on('error', () => {}) // whoever uses it hears of it; after a given-up dial it is of no interest
  const { promise: ended, reject } = withResolvers<never>()
  const timer = setTimeout(() => reject(tooLate(options, socket.connecting)), timeoutMs)
  const aborting = onAbort(signal, reject)
  try {
    return await Promise.race([open(socket, options), ended])
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    clearTimeout(timer)
    aborting.dispose()
  }
}

async function open(socket: Socket, options: DialOptions): Promise<Socket> {
  try {
    await once(socket, 'connect')
  } catch (error) {
    throw dialError(error as NodeJS.ErrnoException, options)
  }
  if (options.proxy) await askProxy(socket, options.proxy, options)
  return socket
}

function tooLate(options: DialOptions, isConnecting: boolean): FtpError {
  const { host, port, proxy, timeoutMs } = options
  const time = `${timeoutMs / 1000} s`
  if (proxy && !isConnecting)
    return new FtpError('timeout', `The proxy ${shownAddress(proxy)} had no connection to ${shownAddress(options)} after ${time}.`)
  if (proxy) return new FtpError('timeout', `The proxy ${shownAddress(proxy)} did not answer in ${time}. Check its address.`)
  return new FtpError(
    'timeout',
    `${host} did not answer on port ${port} in ${time}. A firewall may drop the connection, or the server is down.`,
  )
}

function dialError(cause: NodeJS.ErrnoException, { host, port, proxy }: DialOptions): FtpError {
  const { code = '' } = cause
  const isUnknown = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA'].includes(code)
  const why = cause.message || code // that of several addresses has no message of its own
  if (proxy) return isUnknown ? noSuchProxy(proxy, cause) : noProxy(proxy, code === 'ECONNREFUSED', why, cause)
  if (isUnknown) return noSuchServer(host, cause)
  if (code === 'ECONNREFUSED')
    return new FtpError(
      'connectionRefused',
      `${host} refuses connections on port ${port}. Check the port; the FTP server may not be running.`,
      { cause },
    )
  return new FtpError('connectionRefused', `${host} can't be reached on port ${port}: ${why}`, { cause })
}

/** Its name stands for no address. */
export function noSuchServer(host: string, cause: unknown): FtpError {
  return new FtpError('hostNotFound', `The server ${host} was not found. Check its name and your network.`, { cause })
}

function noSuchProxy({ host }: ProxySettings, cause: unknown): FtpError {
  return new FtpError('hostNotFound', `The proxy ${host} was not found. Check its name and your network.`, { cause })
}

function noProxy(proxy: ProxySettings, isRefused: boolean, why: string, cause: unknown): FtpError {
  const what = isRefused ? 'refuses connections. Check its port; it may not be running.' : `can't be reached: ${why}`
  return new FtpError('connectionRefused', `The proxy ${shownAddress(proxy)} ${what}`, { cause })
}

/** The local port, not the server's: somebody uses it, or did a moment ago, or it is not for everybody. */
function isTaken(error: unknown): boolean {
  const cause = error instanceof FtpError ? (error.cause as NodeJS.ErrnoException | undefined) : undefined
  return ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES', 'EINVAL'].includes(cause?.code ?? '')
}

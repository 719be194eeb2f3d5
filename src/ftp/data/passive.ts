/**
 * Passive mode: the server listens, this computer dials. EPSV (RFC 2428) and PASV (RFC 959).
 *
 * The control connection's peer is dialled. A 227 with another address is either a server behind NAT that doesn't know its
 * own, or an attempt to make us connect elsewhere (CVE-2020-8284); for both the peer is the right answer. The settings may
 * name one host more (`dataHost`).
 */

import { isIPv6, type Socket } from 'node:net'
import { printable } from '../../base/printable.ts'
import { dial } from '../dial.ts'
import { FtpError, isFtpError } from '../ftpError.ts'
import { isPositive, replyText } from '../reply.ts'
import type { DataObstacle } from './dataEvent.ts'
import { parseExtendedPassive, parsePassive, type PassivePort } from './passiveReply.ts'
import { addressesOfDataHost } from './peers.ts'
import {
  DataPortRefused,
  outOfStep,
  plainAddress,
  type DataContext,
  type DataMethod,
  type DataOpening,
  type DataStrategy,
} from './strategy.ts'

export const epsv: DataStrategy = {
  method: 'EPSV',
  mode: 'passive',
  isPossible: () => true,
  // Some servers answer EPSV with a 227.
  prepare: (context) => prepare(context, 'EPSV', (text) => parseExtendedPassive(text) ?? parsePassive(text)),
}

export const pasv: DataStrategy = {
  method: 'PASV',
  mode: 'passive',
  // What a proxy uses between itself and the server is not known here, unless the site names an address.
  isPossible: ({ proxy, host, remoteAddress }) => !isIPv6(proxy ? host : plainAddress(remoteAddress)),
  prepare: (context) => prepare(context, 'PASV', parsePassive),
}

async function prepare(context: DataContext, method: DataMethod, parse: (text: string) => PassivePort | undefined): Promise<DataOpening> {
  const reply = await context.request(method)
  const shown = `${reply.code} ${printable(replyText(reply))}`
  if (!isPositive(reply)) throw new DataPortRefused(`${method} was refused (${shown})`, reply)
  const named = parse(replyText(reply))
  if (!named && ![227, 229].includes(reply.code)) throw outOfStep(method, reply)
  if (!named) throw new DataPortRefused(`${method} was answered without a usable port (${shown})`, reply)
  context.observe?.({ kind: 'named', address: named.address, port: named.port })
  const host = await hostToDial(context, named.address)
  // Nothing is held before `open`, and what it gives is the caller's.
  return { open: (signal = context.signal) => open(context, host, named.port, signal), dispose: () => {} }
}

/** The peer, or the address that was named if it is one of `dataHost`. A proxy knows the peer by its name. */
export async function hostToDial(context: DataContext, named: string | undefined): Promise<string> {
  const peer = context.proxy ? context.host : plainAddress(context.remoteAddress)
  if (named === undefined || named === peer) return peer
  if ((await addressesOfDataHost(context)).includes(named)) return named
  context.log.debug(`the server named ${named}; dialling ${peer} as for the control connection`)
  return peer
}

async function open(context: DataContext, host: string, port: number, signal: AbortSignal | undefined): Promise<Socket> {
  const { proxy, connectMs } = context
  context.observe?.({ kind: 'dialled', to: { address: host, port } })
  try {
    return await dial({ host, port, proxy, from: proxy ? undefined : wantedOrigin(context), timeoutMs: connectMs, signal })
  } catch (error) {
    if (isFtpError(error))
      throw new FtpError('dataConnection', whyNot(error, context, port), { cause: error, obstacle: obstacleOf(error, context) })
    throw error
  }
}

/** `next`: for firewalls that let data connections through by their ports alone. */
function wantedOrigin({ settings, localAddress, localPort }: DataContext): { readonly address: string; readonly port: number } | undefined {
  return settings.dataPort === 'next' && localPort < 65535 ? { address: plainAddress(localAddress), port: localPort + 1 } : undefined
}

function whyNot(error: FtpError, { proxy, connectMs }: DataContext, port: number): string {
  if (proxy) return error.message
  const cause = error.cause instanceof Error ? error.cause : error
  const what = error.reason === 'timeout' ? `nothing answered in ${connectMs / 1000} s` : cause.message
  return `${what} when dialling port ${port} of the server`
}

function obstacleOf({ reason, cause }: FtpError, { proxy }: DataContext): DataObstacle {
  if (proxy) return 'proxyFailed'
  if (reason === 'timeout') return 'unanswered'
  const { code = '' } = (cause ?? {}) as NodeJS.ErrnoException
  return code === 'ECONNREFUSED' || code === 'ECONNRESET' ? 'closed' : 'unreachable'
}

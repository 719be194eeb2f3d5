/**
 * Passive mode: the server listens, this computer dials. EPSV (RFC 2428) and PASV (RFC 959).
 *
 * Always the control connection's peer is dialled. A 227 with another address is either a server behind NAT that doesn't know
 * its own, or an attempt to make us connect elsewhere (CVE-2020-8284); for both the peer is the right answer.
 */

import { connect, isIPv6, type Socket } from 'node:net'
import { onAbort, withResolvers } from '../../base/abort.ts'
import { FtpError } from '../ftpError.ts'
import { printable } from '../../base/printable.ts'
import { isPositive, replyText } from '../reply.ts'
import { parseExtendedPassive, parsePassive, type PassivePort } from './passiveReply.ts'
import { DataPortRefused, plainAddress, type DataContext, type DataMethod, type DataOpening, type DataStrategy } from './strategy.ts'

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
  isPossible: (context) => !isIPv6(plainAddress(context.remoteAddress)),
  prepare: (context) => prepare(context, 'PASV', parsePassive),
}

async function prepare(context: DataContext, method: DataMethod, parse: (text: string) => PassivePort | undefined): Promise<DataOpening> {
  const reply = await context.request(method)
  const shown = `${reply.code} ${printable(replyText(reply))}`
  if (!isPositive(reply)) throw new DataPortRefused(`${method} was refused (${shown})`, reply)
  const named = parse(replyText(reply))
  if (!named) throw new DataPortRefused(`${method} was answered without a usable port (${shown})`, reply)
  if (named.address !== undefined && named.address !== plainAddress(context.remoteAddress)) {
    context.log.debug(`the server named ${named.address}; dialling ${context.remoteAddress} as for the control connection`)
  }
  return new Dialling(context, named.port)
}

class Dialling implements DataOpening {
  private socket: Socket | undefined
  private readonly context: DataContext
  private readonly port: number

  constructor(context: DataContext, port: number) {
    this.context = context
    this.port = port
  }

  async open(): Promise<Socket> {
    const { remoteAddress, connectMs, signal } = this.context
    signal?.throwIfAborted()
    const socket = connect({ host: remoteAddress, port: this.port, noDelay: true })
    this.socket = socket
    const { promise, resolve, reject } = withResolvers<void>()
    const fail = (what: string, cause?: unknown) =>
      reject(new FtpError('dataConnection', `${what} when dialling port ${this.port} of the server`, { cause }))
    const onError = (error: Error) => fail(error.message, error)
    const timer = setTimeout(() => fail(`nothing answered in ${connectMs / 1000} s`), connectMs)
    const aborting = onAbort(signal, reject)
    socket.once('connect', resolve).once('error', onError)
    socket.on('error', () => {}) // once open, whoever reads or writes hears of it; until then it must not count as unhandled
    try {
      await promise
      return socket
    } catch (error) {
      socket.destroy()
      throw error
    } finally {
      clearTimeout(timer)
      aborting.dispose()
      socket.off('connect', resolve).off('error', onError)
    }
  }

  dispose(): void {
    if (this.socket?.connecting) this.socket.destroy()
  }
}

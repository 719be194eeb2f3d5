/**
 * Active mode: this computer listens, the server dials. EPRT (RFC 2428) and PORT (RFC 959).
 *
 * The listener sits on the control connection's own local address, takes one connection, and only from the control
 * connection's peer: a stranger is dropped and the listener kept. It is closed as soon as the server is in.
 */

import { createServer, isIPv6, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { onAbort, withResolvers } from '../../base/abort.ts'
import { printable } from '../../base/printable.ts'
import { FtpError } from '../ftpError.ts'
import { isPositive, replyText } from '../reply.ts'
import type { PortRange } from '../server.ts'
import { DataPortRefused, plainAddress, type DataContext, type DataMethod, type DataOpening, type DataStrategy } from './strategy.ts'

export const eprt: DataStrategy = {
  method: 'EPRT',
  mode: 'active',
  isPossible: () => true,
  prepare: (context) => prepare(context, 'EPRT', (address, port) => `|${isIPv6(address) ? 2 : 1}|${address}|${port}|`),
}

export const port: DataStrategy = {
  method: 'PORT',
  mode: 'active',
  isPossible: (context) => !isIPv6(announcedAddress(context)),
  prepare: (context) => prepare(context, 'PORT', (address, port) => [...address.split('.'), port >> 8, port & 255].join(',')),
}

async function prepare(
  context: DataContext,
  method: DataMethod,
  argument: (address: string, port: number) => string,
): Promise<DataOpening> {
  const listener = await listen(context.localAddress, context.settings.activePorts)
  const opening = new Listening(context, listener)
  try {
    const reply = await context.request(method, argument(announcedAddress(context), opening.port))
    if (!isPositive(reply)) throw new DataPortRefused(`${method} was refused (${reply.code} ${printable(replyText(reply))})`, reply)
    return opening
  } catch (error) {
    opening.dispose()
    throw error
  }
}

/** Listens on a port of `range`, starting anywhere in it so that a port still in TIME_WAIT is not tried first every time. */
async function listen(address: string, range: PortRange | undefined): Promise<Server> {
  const count = range ? range.high - range.low + 1 : 1
  const offset = Math.floor(Math.random() * count)
  for (let attempt = 0; ; attempt++) {
    const server = createServer()
    server.listen({ host: address, port: range ? range.low + ((offset + attempt) % count) : 0, exclusive: true })
    try {
      await once(server, 'listening')
      return server
    } catch (error) {
      server.close()
      if (attempt + 1 < count) continue
      const where = range ? `ports ${range.low} to ${range.high}` : address
      throw new DataPortRefused(`this computer can't listen on ${where} (${error instanceof Error ? error.message : String(error)})`)
    }
  }
}

class Listening implements DataOpening {
  readonly port: number
  private readonly accepted = withResolvers<Socket>()
  /** Accepted, and not yet taken by `open`. */
  private waiting: Socket | undefined
  private readonly context: DataContext
  private readonly listener: Server

  constructor(context: DataContext, listener: Server) {
    this.context = context
    this.listener = listener
    const address = listener.address()
    this.port = typeof address === 'object' && address ? address.port : 0
    this.accepted.promise.catch(() => {}) // nobody may be waiting when the listener is closed
    // Some servers dial when they are told the port, before any command: pyftpdlib.
    listener.on('connection', (socket) => this.onConnection(socket))
    listener.on('error', (error) => this.accepted.reject(error))
  }

  async open(): Promise<Socket> {
    const { connectMs, signal } = this.context
    const expired = () =>
      new FtpError('dataConnection', `the server did not connect to port ${this.port} of this computer in ${connectMs / 1000} s`)
    const timer = setTimeout(() => this.accepted.reject(expired()), connectMs)
    const aborting = onAbort(signal, this.accepted.reject)
    try {
      const socket = await this.accepted.promise
      this.waiting = undefined
      return socket
    } finally {
      clearTimeout(timer)
      aborting.dispose()
      this.dispose()
    }
  }

  dispose(): void {
    this.listener.close()
    this.waiting?.destroy()
    this.accepted.reject(new FtpError('dataConnection', 'the listener was closed'))
  }

  private onConnection(socket: Socket): void {
    if (plainAddress(socket.remoteAddress ?? '') !== plainAddress(this.context.remoteAddress)) {
      this.context.log.warn(`a connection from ${socket.remoteAddress ?? 'nowhere'} to the data port was dropped: it is not the server`)
      socket.destroy()
      return
    }
    socket.setNoDelay(true)
    socket.on('error', () => {}) // whoever reads or writes hears of it; until then it must not count as unhandled
    this.waiting = socket
    this.listener.close()
    this.accepted.resolve(socket)
  }
}

function announcedAddress({ settings, localAddress }: DataContext): string {
  return settings.activeAddress ?? plainAddress(localAddress)
}

/**
 * Active mode: this computer listens, the server dials. EPRT (RFC 2428) and PORT (RFC 959).
 *
 * The listener sits on the control connection's own local address, takes one connection, and only from the control
 * connection's peer or the settings' `dataHost`: a stranger is dropped and the listener kept. It is closed as soon as the
 * server is in.
 */

import { createServer, isIP, isIPv6, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { onAbort, withResolvers } from '../../base/abort.ts'
import { printable } from '../../base/printable.ts'
import { FtpError } from '../ftpError.ts'
import { isPositive, replyText } from '../reply.ts'
import { addressesOf, addressesOfDataHost, isPrivateAddress } from './peers.ts'
import { remoteEnd } from './dataEvent.ts'
import {
  DataPortRefused,
  outOfStep,
  plainAddress,
  type DataContext,
  type DataMethod,
  type DataOpening,
  type DataStrategy,
} from './strategy.ts'

export const eprt: DataStrategy = {
  method: 'EPRT',
  mode: 'active',
  isPossible: isReachable,
  prepare: (context) => prepare(context, 'EPRT', (address, port) => `|${isIPv6(address) ? 2 : 1}|${address}|${port}|`),
}

export const port: DataStrategy = {
  method: 'PORT',
  mode: 'active',
  isPossible: (context) => isReachable(context) && !isIPv6(plainAddress(context.localAddress)) && !isIPv6(wantedAddress(context) ?? ''),
  prepare: (context) => prepare(context, 'PORT', (address, port) => [...address.split('.'), port >> 8, port & 255].join(',')),
}

/** Neither kind of proxy lets a server in: SOCKS has BIND for it (RFC 1928), which hardly one of them offers. */
function isReachable({ proxy }: DataContext): boolean {
  return proxy === undefined
}

async function prepare(
  context: DataContext,
  method: DataMethod,
  argument: (address: string, port: number) => string,
): Promise<DataOpening> {
  const address = await announcedAddress(context)
  const peers = new Set([plainAddress(context.remoteAddress), ...(await addressesOfDataHost(context))])
  const opening = new Listening(context, await listen(context), peers)
  context.observe?.({ kind: 'announced', at: { address, port: opening.port } })
  opening.agreed = askFor(context, method, argument(address, opening.port))
  opening.agreed.catch(() => opening.dispose())
  if (!context.isEager) await opening.agreed
  return opening
}

/** Of SIZE, a transfer, PASV, EPSV and PWD. A port is agreed to with 200. */
const othersCodes: ReadonlySet<number> = new Set([213, 226, 227, 229, 257])

async function askFor(context: DataContext, method: DataMethod, argument: string): Promise<void> {
  const reply = await context.request(method, argument)
  if (!isPositive(reply)) throw new DataPortRefused(`${method} was refused (${reply.code} ${printable(replyText(reply))})`, reply)
  if (othersCodes.has(reply.code)) throw outOfStep(method, reply)
}

/** What the settings want announced; nothing where the server is a neighbour, who reaches this computer by its own address. */
function wantedAddress({ settings, remoteAddress }: DataContext): string | undefined {
  return isPrivateAddress(remoteAddress) ? undefined : settings.activeAddress
}

async function announcedAddress(context: DataContext): Promise<string> {
  const local = plainAddress(context.localAddress).replace(/%.*$/, '') // the zone has a meaning on this computer only
  const wanted = wantedAddress(context) ?? local
  if (isIP(wanted) !== 0) return wanted
  const address = (await resolved(context, wanted)).find((other) => isIP(other) === isIP(local))
  if (address === undefined) throw new DataPortRefused(`${wanted}, to be announced, has no IPv${isIP(local)} address`)
  return address
}

async function resolved(context: DataContext, host: string): Promise<readonly string[]> {
  try {
    return await addressesOf(context, host)
  } catch (error) {
    context.signal?.throwIfAborted()
    throw new DataPortRefused(`${host}, to be announced, was not found (${error instanceof Error ? error.message : String(error)})`)
  }
}

/** Listens on a port of those allowed. All may be taken by our own other transfers: then the next that gets free is waited for. */
async function listen(context: DataContext): Promise<Server> {
  const late = performance.now() + context.connectMs
  for (;;) {
    const found = await listenOnFree(context)
    if (!(found instanceof Error)) return found
    const { activePorts } = context.settings
    const where = activePorts ? `ports ${activePorts.low} to ${activePorts.high}` : context.localAddress
    if (!isTaken(found) || performance.now() > late) throw new DataPortRefused(`this computer can't listen on ${where} (${found.message})`)
    await delay(freePortMs, undefined, context.signal && { signal: context.signal })
  }
}

const freePortMs = 50

function isTaken(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EADDRINUSE'
}

/** On the first that is free, or why there is none. */
async function listenOnFree(context: DataContext): Promise<Server | Error> {
  let failure = new Error('there is no port')
  for (const port of allowedPorts(context)) {
    const server = createServer()
    server.listen({ host: context.localAddress, port, exclusive: true })
    try {
      await once(server, 'listening')
      return server
    } catch (error) {
      server.close()
      if (error instanceof Error) failure = error
    }
  }
  return failure
}

/** Those of the range begin anywhere in it, so that a port still in TIME_WAIT is not tried first every time. */
function* allowedPorts({ settings: { activePorts, dataPort }, localPort }: DataContext): Generator<number> {
  if (activePorts) {
    const { low, high } = activePorts
    const count = high - low + 1
    const offset = Math.floor(Math.random() * count)
    for (let step = 0; step < count; step++) yield low + ((offset + step) % count)
    return
  }
  if (dataPort === 'next' && localPort < 65535) yield localPort + 1
  yield 0
}

class Listening implements DataOpening {
  readonly port: number
  agreed?: Promise<void>
  private readonly accepted = withResolvers<Socket>()
  hasArrived = false
  /** Accepted, and not yet taken by `open`. */
  private waiting: Socket | undefined
  private readonly context: DataContext
  private readonly listener: Server
  private readonly peers: ReadonlySet<string>

  constructor(context: DataContext, listener: Server, peers: ReadonlySet<string>) {
    this.context = context
    this.listener = listener
    this.peers = peers
    const address = listener.address()
    this.port = typeof address === 'object' && address ? address.port : 0
    this.accepted.promise.catch(() => {}) // nobody may be waiting when the listener is closed
    // Some servers dial when they are told the port, before any command: pyftpdlib.
    listener.on('connection', (socket) => this.onConnection(socket))
    listener.on('error', (error) => this.accepted.reject(error))
  }

  async open(signal = this.context.signal): Promise<Socket> {
    const { connectMs } = this.context
    const expired = () =>
      new FtpError('dataConnection', `the server did not connect to port ${this.port} of this computer in ${connectMs / 1000} s`, {
        obstacle: 'nobodyCame',
      })
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
    if (!this.peers.has(plainAddress(socket.remoteAddress ?? ''))) {
      this.context.log.warn(`a connection from ${socket.remoteAddress ?? 'nowhere'} to the data port was dropped: it is not the server`)
      this.context.observe?.({ kind: 'stranger', from: remoteEnd(socket) })
      socket.destroy()
      return
    }
    socket.on('error', () => {}) // whoever reads or writes hears of it; until then it must not count as unhandled
    // A second one may have come before the listener was closed: a server that dials twice means the first.
    if (this.hasArrived) {
      socket.destroy()
      return
    }
    this.hasArrived = true
    socket.setNoDelay(true)
    this.waiting = socket
    this.listener.close()
    this.accepted.resolve(socket)
  }
}

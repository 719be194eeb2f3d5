/**
 * One command with a data connection: RETR, STOR, MLSD, LIST, … RFC 959 sections 3.2 and 5.1.2.
 *
 * A transfer is complete when the data has ended *and* the final 2yz has come, in either order. Whatever else happens, the
 * control connection is in order again when the returned promise settles, or it is dropped.
 */

import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { abortable, isAbort, onAbort, withDeadline } from '../base/abort.ts'
import { printable } from '../base/printable.ts'
import { command } from './command.ts'
import type { Exchange } from './controlConnection.ts'
import { DataPortRefused, type DataContext, type DataOpening, type DataStrategy } from './data/strategy.ts'
import { FtpError, isFatal, isFtpError } from './ftpError.ts'
import { isNegative, isUnknownCommand, replyText, type Reply } from './reply.ts'
import { refusalOf } from './refusal.ts'
import type { SessionContext } from './sessionContext.ts'

export interface Transfer {
  readonly verb: string
  readonly argument?: string
  /** The byte of the file to begin at. */
  readonly restartAt?: number
  /** Another transfer will follow at once. */
  readonly isFollowed?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  /** Moves the data; resolves when this side has seen or sent all of it. `started` is the server's first reply, a 1yz mostly. */
  readonly move: (data: Socket | TLSSocket, started: Promise<Reply>) => Promise<void>
  /** False once bytes have been taken or given that can't be had back: then no other way is tried. */
  readonly isUntouched: () => boolean
}

/** The data connections refuse to open this way: 425 and 426 by RFC 959, 522 by RFC 2428 and vsftpd's session reuse. */
const dataConnectionCodes: ReadonlySet<number> = new Set([425, 426, 522])
/** After a cancel or a failure the final reply is awaited this long; then the connection is given up. */
const resyncMs = 1000
const leaveMs = 200

/** Sent for nothing, they change nothing: STOR would have emptied the file. */
const harmlessVerbs: ReadonlySet<string> = new Set(['RETR', 'LIST', 'MLSD'])
const slowestBytesPerMs = 1000 // 1 MB/s: a server that still writes, or scans, what it has received

/** Runs `transfer` by the first way of opening a data connection that works. Resolves with the final reply. */
export async function runTransfer(context: SessionContext, transfer: Transfer): Promise<Reply> {
  const dataContext = dataContextOf(context, transfer.signal)
  const failures: { readonly message: string; readonly cause: unknown }[] = []
  for (const strategy of context.memory.data.order(dataContext.settings.mode, dataContext)) {
    transfer.signal?.throwIfAborted()
    try {
      const reply = await attempt(context, dataContext, strategy, transfer)
      context.memory.data.hasWorked(
        strategy,
        failures.map((failure) => failure.message),
      )
      return reply
    } catch (error) {
      if (context.ahead.isAsked) context.memory.queues = 'no' // it may be what broke this one
      if (error instanceof DataPortRefused && error.isForGood) context.memory.data.wasRefused(strategy.method, dataContext)
      else if (error instanceof DataPortRefused || isFtpError(error, 'dataConnection')) context.memory.data.hasFailed(strategy.method)
      else throw error
      if (!transfer.isUntouched()) throw brokenData(error)
      failures.push({ message: `${strategy.method}: ${error.message}`, cause: error })
      context.log.info(`no data connection by ${strategy.method}: ${error.message}`)
      if (context.control.error) break
    }
  }
  throw noDataConnection(dataContext, failures)
}

function dataContextOf(context: SessionContext, signal?: AbortSignal): DataContext {
  const { control, host, proxy, memory, timeouts, log } = context
  return {
    request: (verb, argument) => control.request(verb, argument, signal),
    localAddress: control.localAddress,
    localPort: control.localPort,
    remoteAddress: control.remoteAddress,
    host,
    proxy,
    settings: context.settings(),
    names: memory.data.names,
    connectMs: timeouts.dataConnectMs,
    signal,
    isEager: false,
    log,
  }
}

async function attempt(context: SessionContext, dataContext: DataContext, strategy: DataStrategy, transfer: Transfer): Promise<Reply> {
  if (strategy.mode === 'active') {
    const isEager = isSafeAhead(context, strategy, transfer)
    return sendThenAccept(context, await strategy.prepare({ ...dataContext, isEager }), transfer)
  }
  const ahead = await context.ahead.take(strategy)
  if (ahead) {
    try {
      return await dialThenSend(context, strategy, ahead, transfer)
    } catch (error) {
      // Too late for that port, perhaps: another is asked for.
      if (!isFtpError(error, 'dataConnection') || !transfer.isUntouched()) throw error
    }
  }
  return dialThenSend(context, strategy, await namePort(context, dataContext, strategy, transfer), transfer)
}

/** The command may leave before the server has agreed to the port: it has agreed to one before. */
function isSafeAhead({ memory }: SessionContext, { method }: DataStrategy, { verb }: Transfer): boolean {
  return memory.batches === 'yes' && memory.data.works?.method === method && harmlessVerbs.has(verb)
}

/** drftpd and its kin have their data elsewhere, and refuse to name a port before they know what for. Others take PRET for nothing. */
async function namePort(
  context: SessionContext,
  dataContext: DataContext,
  strategy: DataStrategy,
  transfer: Transfer,
): Promise<DataOpening> {
  const { memory, features } = context
  if (memory.wantsPret) await announce(context, transfer)
  try {
    return await strategy.prepare(dataContext)
  } catch (error) {
    if (!(error instanceof DataPortRefused) || memory.wantsPret || !features.has('PRET')) throw error
    memory.wantsPret = true
    await announce(context, transfer)
    return strategy.prepare(dataContext)
  }
}

async function announce({ control }: SessionContext, { verb, argument, signal }: Transfer): Promise<void> {
  const reply = await control.request('PRET', argument === undefined ? verb : `${verb} ${argument}`, signal)
  if (isNegative(reply) && !isUnknownCommand(reply)) throw refusalOf(reply, `PRET ${verb}`)
}

/** Passive: a command sent before the dial has succeeded would leave the server waiting for a connection that never comes. */
async function dialThenSend(context: SessionContext, strategy: DataStrategy, opening: DataOpening, transfer: Transfer): Promise<Reply> {
  const socket = await opening.open(transfer.signal)
  const exchange = await sendOrClose(context, transfer, socket)
  if (transfer.isFollowed === true && context.memory.queues === 'yes') context.ahead.ask(strategy, dataContextOf(context))
  return runData(context, exchange, socket, transfer)
}

async function sendOrClose(context: SessionContext, transfer: Transfer, socket: Socket): Promise<Exchange> {
  try {
    return await sendFrom(context, transfer)
  } catch (error) {
    socket.destroy()
    throw error
  }
}

async function sendFrom({ control, restart }: SessionContext, { verb, argument, restartAt = 0, signal }: Transfer): Promise<Exchange> {
  await restart.set(restartAt, signal)
  return control.send(command(verb, argument, control.charset))
}

/** Active: the server dials when it has the command, and either connects, refuses, or is stopped by a firewall. */
async function sendThenAccept(context: SessionContext, opening: DataOpening, transfer: Transfer): Promise<Reply> {
  try {
    const exchange = await sendFrom(context, transfer)
    return await runData(context, exchange, await accept(context, opening, exchange, transfer), transfer)
  } finally {
    opening.dispose()
  }
}

async function accept(context: SessionContext, opening: DataOpening, exchange: Exchange, transfer: Transfer): Promise<Socket> {
  const refused = exchange.finished.then((reply) => {
    if (isNegative(reply)) throw refusedTransfer(reply, transfer)
    return new Promise<never>(() => {}) // 226 before the connection is seen: a small file can be that quick
  })
  refused.catch(() => {}) // reported by the race, or by runData
  try {
    // First the server's word on the port: what it says to the command is only what comes of it.
    const agreed = opening.agreed?.then(() => refused) ?? refused
    return await Promise.race([opening.open(transfer.signal), agreed])
  } catch (error) {
    await settle(context, exchange, error)
    throw error
  }
}

/** Both ends are there: moves the data and waits for the final reply. */
async function runData(context: SessionContext, exchange: Exchange, socket: Socket, transfer: Transfer): Promise<Reply> {
  const data = context.tls ? context.tls.protectData(socket) : socket
  data.on('error', () => {}) // seen by whoever moves the data; after the end it is of no interest
  const aborting = onAbort(transfer.signal, () => data.destroy())
  // A refused command leaves its data connection unused: nobody would ever end it.
  const refusing = exchange.finished.then((reply) => (isNegative(reply) ? leave(data) : undefined))
  refusing.catch(() => data.destroy()) // the control connection is lost
  data.setTimeout(context.timeouts.dataIdleMs, () => data.destroy(new Error(`nothing moved for ${context.timeouts.dataIdleMs / 1000} s`)))
  let reply: Reply
  try {
    if (context.tls && data !== socket) await context.tls.verifyData(data as TLSSocket)
    exchange.relax() // data that stops moving is noticed on the data connection
    await transfer.move(data, exchange.started)
    exchange.expectEnd(confirmationMs(context, socket))
    reply = await abortable(exchange.finished, transfer.signal)
  } catch (error) {
    data.destroy()
    throw await explain(context, exchange, transfer, error)
  } finally {
    aborting.dispose()
  }
  if (isNegative(reply)) throw refusedTransfer(reply, transfer)
  return reply
}

/** The more has been sent, the longer the server may be busy with it. */
function confirmationMs({ timeouts: { replyMs, confirmMs } }: SessionContext, { bytesWritten }: Socket): number {
  return Math.min(replyMs + bytesWritten / slowestBytesPerMs, Math.max(replyMs, confirmMs))
}

/**
 * Ends a data connection that is of no use, and gives the server a moment to end it too: pyftpdlib mistakes the end of one
 * that comes late for the end of the next.
 */
function leave(data: Socket | TLSSocket): void {
  const timer = setTimeout(() => data.destroy(), leaveMs)
  data.once('close', () => clearTimeout(timer))
  data.resume().end()
}

/** The data phase failed here; the server's own word, if it has one, says more about why. */
async function explain(context: SessionContext, exchange: Exchange, transfer: Transfer, error: unknown): Promise<unknown> {
  if (isFtpError(error, 'certificate')) context.control.fail(error) // somebody sits on the way, or in the place of the server
  const lost = context.control.error
  const reply = await settle(context, exchange, error)
  if (transfer.signal?.aborted) return transfer.signal.reason
  if (lost) return lost
  if (isFtpError(error, 'incomplete')) return error // who moved the data had enough: the server's 426 is what came of it
  if (reply && isNegative(reply)) return refusedTransfer(reply, transfer, error)
  return error instanceof FtpError || isAbort(error) ? error : brokenData(error)
}

function brokenData(cause: unknown): FtpError {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new FtpError('incomplete', `The data connection broke: ${message}`, { reply: isFtpError(cause) ? cause.reply : undefined, cause })
}

/** Waits for the final reply that is still owed; without it the control connection can't be used any more. */
async function settle(context: SessionContext, exchange: Exchange, error: unknown): Promise<Reply | undefined> {
  try {
    return await withDeadline(exchange.finished, resyncMs, () => new Error('no final reply'))
  } catch {
    // No reply is owed any more once the connection is dropped; that is what makes the state certain.
    context.control.fail(
      isFatal(error)
        ? (error as FtpError)
        : new FtpError('connectionLost', 'The connection was dropped because a transfer was cut short.', { cause: error }),
    )
    return undefined
  }
}

function refusedTransfer(reply: Reply, transfer: Transfer, cause?: unknown): FtpError {
  const refusal = refusalOf(reply, `${transfer.verb} ${transfer.argument ?? ''}`.trim())
  // 451 to a command is a refusal like others; to a transfer it says that not all of it came through.
  if (reply.code === 451) return new FtpError('incomplete', refusal.message, { reply, cause })
  if (!dataConnectionCodes.has(reply.code)) return refusal
  return new FtpError('dataConnection', `the server answered ${reply.code} ${printable(replyText(reply))}`, { reply, cause })
}

/** The first failure is the cause, the others are beside it. */
function noDataConnection(
  { settings: { mode }, proxy }: DataContext,
  failures: readonly { readonly message: string; readonly cause: unknown }[],
): FtpError {
  if (proxy && mode === 'active')
    return new FtpError(
      'dataConnection',
      "Active mode can't work through a proxy: the server can't reach this computer. Use passive mode or auto, or connect without the proxy.",
    )
  const advice = {
    auto: 'A firewall may block data connections in both directions.',
    passive: "The server's firewall may block its passive ports. Try active mode.",
    active: "This computer's firewall or router may block the server's connection. Try passive mode.",
  }[mode]
  const [first] = failures
  const reply = isFtpError(first?.cause) || first?.cause instanceof DataPortRefused ? first.cause.reply : undefined
  const tried = failures.map((failure) => failure.message).join('; ')
  const causes = failures.map((failure) => failure.cause)
  const cause = causes.length > 1 ? new AggregateError(causes, tried, { cause: first?.cause }) : first?.cause
  const what = proxy ? "The proxy may not let connections to the server's data ports through." : advice
  return new FtpError('dataConnection', `No data connection (${tried}). ${what}`, { reply, cause })
}

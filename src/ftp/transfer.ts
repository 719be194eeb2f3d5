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
import type { TransferSettings } from './server.ts'
import type { SessionContext } from './sessionContext.ts'

export interface Transfer {
  readonly verb: string
  readonly argument?: string
  /** The byte of the file to begin at. */
  readonly restartAt?: number
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
      if (error instanceof DataPortRefused && error.isForGood) context.memory.data.wasRefused(strategy.method)
      else if (error instanceof DataPortRefused || isFtpError(error, 'dataConnection')) context.memory.data.hasFailed(strategy.method)
      else throw error
      if (!transfer.isUntouched()) throw brokenData(error)
      failures.push({ message: `${strategy.method}: ${error.message}`, cause: error })
      context.log.info(`no data connection by ${strategy.method}: ${error.message}`)
      if (context.control.error) break
    }
  }
  throw noDataConnection(dataContext.settings, failures)
}

function dataContextOf(context: SessionContext, signal: AbortSignal | undefined): DataContext {
  const { control, timeouts, log } = context
  return {
    request: (verb, argument) => control.request(verb, argument, signal),
    localAddress: control.localAddress,
    remoteAddress: control.remoteAddress,
    settings: context.settings(),
    connectMs: timeouts.dataConnectMs,
    signal,
    log,
  }
}

async function attempt(context: SessionContext, dataContext: DataContext, strategy: DataStrategy, transfer: Transfer): Promise<Reply> {
  if (strategy.mode === 'passive') await announce(context, transfer)
  const opening = await strategy.prepare(dataContext)
  try {
    return strategy.mode === 'passive' ? await dialThenSend(context, opening, transfer) : await sendThenAccept(context, opening, transfer)
  } finally {
    opening.dispose()
  }
}

/** drftpd and its kin have the data elsewhere, and must know before they name a port what will be transferred. */
async function announce({ control, features }: SessionContext, { verb, argument, signal }: Transfer): Promise<void> {
  if (!features.has('PRET')) return
  const reply = await control.request('PRET', argument === undefined ? verb : `${verb} ${argument}`, signal)
  if (isUnknownCommand(reply)) features.refuse('PRET')
  else if (isNegative(reply)) throw refusalOf(reply, `PRET ${verb}`)
}

/** Passive: a command sent before the dial has succeeded would leave the server waiting for a connection that never comes. */
async function dialThenSend(context: SessionContext, opening: DataOpening, transfer: Transfer): Promise<Reply> {
  const socket = await opening.open()
  return runData(context, await sendOrClose(context, transfer, socket), socket, transfer)
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
  return control.send(command(verb, argument))
}

/** Active: the server dials when it has the command, and either connects, refuses, or is stopped by a firewall. */
async function sendThenAccept(context: SessionContext, opening: DataOpening, transfer: Transfer): Promise<Reply> {
  const exchange = await sendFrom(context, transfer)
  const refused = exchange.finished.then((reply) => {
    if (isNegative(reply)) throw refusedTransfer(reply, transfer)
    return new Promise<never>(() => {}) // 226 before the connection is seen: a small file can be that quick
  })
  refused.catch(() => {}) // reported by the race, or by runData
  let socket: Socket
  try {
    socket = await Promise.race([opening.open(), refused])
  } catch (error) {
    await settle(context, exchange, error)
    throw error
  }
  return runData(context, exchange, socket, transfer)
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

function noDataConnection(
  settings: TransferSettings,
  failures: readonly { readonly message: string; readonly cause: unknown }[],
): FtpError {
  const advice = {
    auto: 'A firewall may block data connections in both directions.',
    passive: "The server's firewall may block its passive ports. Try active mode.",
    active: "This computer's firewall or router may block the server's connection. Try passive mode.",
  }[settings.mode]
  const [first] = failures
  const reply = isFtpError(first?.cause) || first?.cause instanceof DataPortRefused ? first.cause.reply : undefined
  const tried = failures.map((failure) => failure.message).join('; ')
  return new FtpError('dataConnection', `No data connection (${tried}). ${advice}`, { reply, cause: first?.cause })
}

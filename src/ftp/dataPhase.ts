/**
 * A transfer from when its data connection is open to its final reply. RFC 959 sections 3.2 and 5.4.
 *
 * It is complete when the data has ended *and* the final 2yz has come, in either order. Whatever else happens, the control
 * connection is in order again when the returned promise settles, or it is dropped.
 */

import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { abortable, isAbort, onAbort, withDeadline, withResolvers } from '../base/abort.ts'
import { printable } from '../base/printable.ts'
import type { Exchange } from './controlConnection.ts'
import { localEnd, remoteEnd, type DataObserver } from './data/dataEvent.ts'
import { FtpError, isFatal, isFtpError, type LikelyCause } from './ftpError.ts'
import { isNegative, isPositive, replyText, type Reply } from './reply.ts'
import { refusalOf } from './refusal.ts'
import type { SessionContext } from './sessionContext.ts'
import type { TlsIdentity } from './tls.ts'

export interface Transfer {
  readonly verb: string
  readonly argument?: string
  /** The byte of the file to begin at. */
  readonly restartAt?: number
  /** Another transfer will follow at once. */
  readonly isFollowed?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  /** Told of how the data connection comes about. */
  readonly observe?: DataObserver | undefined
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

const firstWordMs = 700 // some servers send no 150
const slowestBytesPerMs = 1000 // 1 MB/s: a server that still writes, or scans, what it has received

/** Both ends are there: moves the data and waits for the final reply. */
export async function runData(context: SessionContext, exchange: Exchange, socket: Socket, transfer: Transfer): Promise<Reply> {
  transfer.observe?.({ kind: 'opened', local: localEnd(socket), remote: remoteEnd(socket) })
  const data = context.tls ? context.tls.protectData(socket) : socket
  data.on('error', () => {}) // seen by whoever moves the data; after the end it is of no interest
  const aborting = onAbort(transfer.signal, () => data.destroy())
  // A refused command leaves its data connection unused: nobody would ever end it.
  const refusing = exchange.finished.then((reply) => (isNegative(reply) ? leave(data) : undefined))
  refusing.catch(() => data.destroy()) // the control connection is lost
  data.setTimeout(context.timeouts.dataIdleMs, () => data.destroy(new Error(`nothing moved for ${context.timeouts.dataIdleMs / 1000} s`)))
  let likelyCause: LikelyCause = data === socket ? 'server' : 'encryption'
  let reply: Reply
  try {
    // Who minds that no session was resumed says so only after the handshake: vsftpd's 522, ProFTPD's 425.
    if (context.tls && data !== socket && (await verify(context.tls, data as TLSSocket, transfer))) likelyCause = 'server'
    exchange.relax() // data that stops moving is noticed on the data connection
    await transfer.move(data, exchange.started)
    exchange.expectEnd(confirmationMs(context, socket))
    reply = await abortable(exchange.finished, transfer.signal)
  } catch (error) {
    data.destroy()
    throw await explain(context, exchange, transfer, { cause: error, likelyCause })
  } finally {
    aborting.dispose()
  }
  if (!isPositive(reply)) throw refusedTransfer(reply, transfer, { likelyCause })
  return reply
}

/** Resolves with whether the control connection's session was resumed. */
async function verify(tls: TlsIdentity, data: TLSSocket, { observe }: Transfer): Promise<boolean> {
  await tls.verifyData(data)
  const isResumed = data.isSessionReused()
  observe?.({ kind: 'encrypted', isResumed })
  return isResumed
}

/** The server's first reply to a transfer; undefined where it says nothing for a while, or `data` has closed by then. */
export async function firstWord(started: Promise<Reply>, data?: Duplex): Promise<Reply | undefined> {
  const { promise: silence, resolve } = withResolvers<undefined>()
  const timer = setTimeout(resolve, firstWordMs, undefined)
  data?.once('close', () => resolve(undefined)) // whoever uses it hears why
  try {
    return await Promise.race([started, silence])
  } finally {
    clearTimeout(timer)
  }
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
async function explain(context: SessionContext, exchange: Exchange, transfer: Transfer, failure: FailureDetails): Promise<unknown> {
  const error = failure.cause
  if (isFtpError(error, 'certificate')) context.control.fail(error) // somebody sits on the way, or in the place of the server
  const lost = context.control.error
  const reply = await settle(context, exchange, error)
  if (transfer.signal?.aborted) return transfer.signal.reason
  if (lost) return lost
  if (isFtpError(error, 'incomplete')) return error // who moved the data had enough: the server's 426 is what came of it
  if (reply && isNegative(reply)) return refusedTransfer(reply, transfer, failure)
  return error instanceof FtpError || isAbort(error) ? error : brokenData(error)
}

export function brokenData(cause: unknown): FtpError {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new FtpError('incomplete', `The data connection broke: ${message}`, { reply: isFtpError(cause) ? cause.reply : undefined, cause })
}

/** Waits for the final reply that is still owed; without it the control connection can't be used any more. */
export async function settle(context: SessionContext, exchange: Exchange, error: unknown): Promise<Reply | undefined> {
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

interface FailureDetails {
  readonly cause?: unknown
  /** What it is if the data connection is to blame; only where that was open. */
  readonly likelyCause?: LikelyCause
}

export function refusedTransfer(reply: Reply, transfer: Transfer, details: FailureDetails = {}): FtpError {
  const refusal = refusalOf(reply, `${transfer.verb} ${transfer.argument ?? ''}`.trim())
  // 451 to a command is a refusal like others; to a transfer it says that not all of it came through.
  if (reply.code === 451) return new FtpError('incomplete', refusal.message, { reply, cause: details.cause })
  if (!dataConnectionCodes.has(reply.code)) return refusal
  return new FtpError('dataConnection', `the server answered ${reply.code} ${printable(replyText(reply))}`, {
    reply,
    ...details,
    obstacle: 'serverGaveUp',
  })
}

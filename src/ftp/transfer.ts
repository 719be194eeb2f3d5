/**
 * One command with a data connection: RETR, STOR, MLSD, LIST, … RFC 959 sections 3.2 and 5.1.2.
 *
 * The ways to open the data connection are tried one after the other, until bytes have moved. What comes then is in
 * `dataPhase.ts`.
 */

import type { Socket } from 'node:net'
import { isAbort } from '../base/abort.ts'
import { command } from './command.ts'
import type { Exchange } from './controlConnection.ts'
import { DataPortRefused, type DataContext, type DataOpening, type DataStrategy } from './data/strategy.ts'
import { brokenData, firstWord, refusedTransfer, runData, settle, type Transfer } from './dataPhase.ts'
import { isFtpError, type FtpError } from './ftpError.ts'
import { noDataConnection, obstacleIn, type Failure } from './noDataConnection.ts'
import { isNegative, isUnknownCommand, type Reply } from './reply.ts'
import { leavesAlone } from './queueing.ts'
import { refusalOf } from './refusal.ts'
import type { SessionContext } from './sessionContext.ts'

/** Sent for nothing, they change nothing: STOR would have emptied the file. */
const harmlessVerbs: ReadonlySet<string> = new Set(['RETR', 'LIST', 'MLSD'])

export function isPossible(context: SessionContext, strategy: DataStrategy): boolean {
  return strategy.isPossible(dataContextOf(context))
}

/** Runs `transfer` by this way alone, as `runTransfer` does, and learns nothing from it. Throws what was in the way. */
export function runTransferBy(context: SessionContext, strategy: DataStrategy, transfer: Transfer): Promise<Reply> {
  return attempt(context, dataContextOf(context, transfer), strategy, transfer)
}

/** Runs `transfer` by the first way of opening a data connection that works. Resolves with the final reply. */
export async function runTransfer(context: SessionContext, transfer: Transfer): Promise<Reply> {
  const dataContext = dataContextOf(context, transfer)
  const failures: Failure[] = []
  const ways = [...context.memory.data.order(dataContext.settings.mode, dataContext)]
  for (let strategy = ways.shift(); strategy; strategy = ways.shift()) {
    transfer.signal?.throwIfAborted()
    try {
      const reply = await attempt(context, hurried(dataContext, strategy, failures), strategy, transfer)
      context.memory.data.hasWorked(
        strategy,
        failures.map(({ message }) => message),
      )
      return reply
    } catch (error) {
      learnFrom(error, context, dataContext, strategy)
      if (isFtpError(error, 'protocol')) context.control.fail(error)
      if (!isAboutTheWay(error)) throw error
      if (!transfer.isUntouched()) throw brokenData(error)
      const { method, mode } = strategy
      failures.push({ method, mode, message: `${method}: ${error.message}`, cause: error })
      context.log.info(`no data connection by ${method}: ${error.message}`)
      if (context.control.error)
        throw noDataConnection(dataContext, failures, failures.length === 1 && ways.some((way) => way.mode !== mode))
    }
  }
  throw noDataConnection(dataContext, failures, false)
}

/** Where nobody answered, hardly anybody answers to the same by another command: a browsing person waits for both. */
function hurried(dataContext: DataContext, { mode }: DataStrategy, failures: readonly Failure[]): DataContext {
  const wasSilent = failures.some(({ mode: failed, cause }) => failed === mode && ['unanswered', 'nobodyCame'].includes(obstacleIn(cause)))
  return wasSilent ? { ...dataContext, connectMs: dataContext.connectMs / 2 } : dataContext
}

function isAboutTheWay(error: unknown): error is DataPortRefused | FtpError {
  return error instanceof DataPortRefused || isFtpError(error, 'dataConnection')
}

function learnFrom(error: unknown, { memory, ahead }: SessionContext, dataContext: DataContext, { method }: DataStrategy): void {
  const isAboutTheFile = isFtpError(error, 'refused') && (error.reply?.code ?? 0) >= 500
  if (ahead.isAsked && !isAbort(error) && !isAboutTheFile) memory.aheadHasFailed = true // it may be what broke this one
  if (isFtpError(error, 'protocol')) memory.batches = 'no' // its replies came in disorder
  if (error instanceof DataPortRefused && error.isForGood) memory.data.wasRefused(method, dataContext)
  else if (isAboutTheWay(error)) memory.data.hasFailed(method)
}

function dataContextOf(context: SessionContext, { signal, observe }: Pick<Transfer, 'signal' | 'observe'> = {}): DataContext {
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
    observe,
    log,
  }
}

async function attempt(context: SessionContext, dataContext: DataContext, strategy: DataStrategy, transfer: Transfer): Promise<Reply> {
  if (strategy.mode === 'active') {
    context.ahead.forget()
    const isEager = isSafeAhead(context, strategy, transfer)
    const opening = await strategy.prepare({ ...dataContext, isEager })
    if (!isEager) await learnDialling(context, opening)
    return sendThenAccept(context, opening, transfer)
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

/** The command may leave before the server has agreed to the port: it has agreed to one before, and was in no hurry. */
function isSafeAhead({ memory }: SessionContext, { method }: DataStrategy, { verb }: Transfer): boolean {
  return memory.batches === 'yes' && memory.dialsEarly === false && memory.data.works?.method === method && harmlessVerbs.has(verb)
}

/** pyftpdlib dials before it agrees to the port, and mixes up its replies if it has the command by then. */
async function learnDialling({ memory }: SessionContext, opening: DataOpening): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve)) // the connection may have come together with the reply
  if (opening.hasArrived === true) memory.dialsEarly = true
  else memory.dialsEarly ??= false
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
  if (transfer.isFollowed === true && leavesAlone(context)) context.ahead.ask(strategy, dataContextOf(context))
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
    const socket = await accept(context, opening, exchange, transfer)
    // pyftpdlib drops a data connection whose handshake begins before it has seen the command.
    if (context.tls && context.memory.dialsEarly === true) await firstWord(exchange.started).catch(() => {}) // runData hears of it
    return await runData(context, exchange, socket, transfer)
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

/** Each way of opening a data connection, tried on its own with a real listing: EPSV, PASV, EPRT, PORT. RFC 959, RFC 2428. */

import { given } from '../base/given.ts'
import { printable } from '../base/printable.ts'
import type { DataEvent } from '../ftp/data/dataEvent.ts'
import { DataPortRefused, type DataMethod, type DataMode } from '../ftp/data/strategy.ts'
import { isFtpError } from '../ftp/ftpError.ts'
import { obstacleIn } from '../ftp/noDataConnection.ts'
import type { Session } from '../ftp/session.ts'
import { replyIn, shown } from './approach.ts'
import { countPackets, discardedBetween } from './discardedPackets.ts'
import type { Line } from './line.ts'
import type { Notebook } from './notebook.ts'
import type { Step, WayObservation } from './observations.ts'

const ways: readonly (readonly [DataMethod, DataMode])[] = [
  ['EPSV', 'passive'],
  ['PASV', 'passive'],
  ['EPRT', 'active'],
  ['PORT', 'active'],
]

/** A listing that takes longer is broken off: by then it is known whether anything comes over its data connection. */
const listingMs = 6000

export interface WaysContext {
  readonly line: Line
  readonly notebook: Notebook
  readonly family: 4 | 6
  readonly roundTripMs: number | undefined
  /** Nothing else is going on, and yet packets were thrown away: who counts them learns nothing. */
  readonly isNoisy: boolean
  /** Ends the whole probe. */
  readonly signal: AbortSignal
}

/** Rejects never: a way that could not be tried says why. */
export async function tryWays(context: WaysContext): Promise<readonly WayObservation[]> {
  const observed: WayObservation[] = []
  for (const [method, mode] of ways) {
    const way = await observeWay(context, method, mode)
    observed.push(way)
    context.notebook.note(stepOf(way, context.roundTripMs))
  }
  return observed
}

async function observeWay(context: WaysContext, method: DataMethod, mode: DataMode): Promise<WayObservation> {
  const way = { method, mode, strangers: [] }
  try {
    const session = await context.line.session()
    if (!session.isWayPossible(method)) return { ...way, outcome: 'impossible', message: 'Not over this connection.' }
    return await tryOne(session, way, context)
  } catch (error) {
    return { ...way, outcome: 'untried', message: messageOf(error) }
  }
}

async function tryOne(session: Session, way: Pick<WayObservation, 'method' | 'mode'>, context: WaysContext): Promise<WayObservation> {
  const sight = new Sight()
  const before = await countPackets(context.family)
  const since = performance.now()
  const outcome = await outcomeOf(session, way.method, sight, context.signal)
  const ms = performance.now() - since
  const after = await countPackets(context.family)
  const discarded = before && after && !context.isNoisy ? discardedBetween(before, after) : undefined
  return { ...way, ...sight.seen, strangers: sight.strangers, ...outcome, ms, ...(discarded !== undefined && { discarded }) }
}

type Outcome = Pick<WayObservation, 'outcome' | 'message' | 'reply'>

async function outcomeOf(session: Session, method: DataMethod, sight: Sight, signal: AbortSignal): Promise<Outcome> {
  const limit = AbortSignal.timeout(listingMs)
  try {
    await session.tryWay(method, { signal: AbortSignal.any([signal, limit]), observe: sight.observe })
    return works
  } catch (error) {
    if (signal.aborted) return { outcome: 'untried', message: messageOf(signal.reason) }
    const isOpen = sight.seen.opened !== undefined
    // An empty folder is refused by some (550), and a huge one takes its time: the connection was there all the same.
    if (isOpen && (isFtpError(error, 'refused', 'unsupported') || (limit.aborted && sight.hasMoved))) return works
    if (limit.aborted) return { outcome: 'failed', message: isOpen ? nothingCame : noAnswer }
    return { outcome: outcomeAfter(error), message: messageOf(error), ...given({ reply: replyIn(error) }) }
  }
}

const works: Outcome = { outcome: 'works', message: '' }
const nothingCame = `Nothing came over the data connection in ${listingMs / 1000} s.`
const noAnswer = `The server did not answer in ${listingMs / 1000} s.`

function outcomeAfter(error: unknown): WayObservation['outcome'] {
  if (error instanceof DataPortRefused || isFtpError(error, 'dataConnection')) return obstacleIn(error)
  return isFtpError(error, 'refused', 'unsupported') ? 'untried' : 'failed'
}

function messageOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error))
}

/** What is seen of one way. */
class Sight {
  seen: Pick<WayObservation, 'named' | 'dialled' | 'announced' | 'opened' | 'isResumed'> = {}
  readonly strangers: WayObservation['strangers'][number][] = []
  hasMoved = false

  readonly observe = (event: DataEvent): void => {
    switch (event.kind) {
      case 'named':
        this.seen = { ...this.seen, named: { address: event.address, port: event.port } }
        return
      case 'dialled':
        this.seen = { ...this.seen, dialled: event.to }
        return
      case 'announced':
        this.seen = { ...this.seen, announced: event.at }
        return
      case 'stranger':
        this.strangers.push(event.from)
        return
      case 'opened':
        this.seen = { ...this.seen, opened: { local: event.local, remote: event.remote } }
        return
      case 'encrypted':
        this.seen = { ...this.seen, isResumed: event.isResumed }
        return
      case 'moved':
        this.hasMoved = true
    }
  }
}

/** Else the time is that of the computers, and not of the way between them. */
function isFar(roundTripMs: number | undefined): roundTripMs is number {
  return roundTripMs !== undefined && roundTripMs >= 5
}

function stepOf(way: WayObservation, roundTripMs: number | undefined): Step {
  const { method, outcome, opened, mode, message, ms } = way
  const times = ms === undefined ? {} : { ms, ...(outcome === 'works' && isFar(roundTripMs) && { roundTrips: ms / roundTripMs }) }
  if (outcome === 'works' && opened) {
    const [from, to] = mode === 'passive' ? [opened.local, opened.remote] : [opened.remote, opened.local]
    return { id: method, status: 'passed', detail: `${shown(from)} → ${shown(to)}`, ...times }
  }
  const status = outcome === 'impossible' || outcome === 'untried' ? 'untried' : 'failed'
  return { id: method, status, detail: message, ...times }
}

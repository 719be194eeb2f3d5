/** What a server tells of itself once somebody is logged in: how far away it is, what it is, what it can do, what time it has. */

import { given } from '../base/given.ts'
import { printable } from '../base/printable.ts'
import { isPositive, replyText } from '../ftp/reply.ts'
import type { Session } from '../ftp/session.ts'
import type { SiteMemory } from '../ftp/siteMemory.ts'
import type { Notebook } from './notebook.ts'
import type { Clock, WayObservation } from './observations.ts'
import { serverKindOf, serverNames } from './serverKind.ts'

const noops = 3

export interface ServerFacts {
  readonly features: readonly string[]
  readonly roundTripMs?: number
  readonly status?: string
}

/** Throws what the connection fails with before anything is known. */
export async function learnServer(session: Session, notebook: Notebook, signal: AbortSignal): Promise<ServerFacts> {
  const features = session.features.all
  notebook.note({ id: 'features', status: 'passed', detail: features.length > 0 ? features.join(', ') : 'The server names none.' })
  const roundTripMs = await optional(roundTrip(session, signal), signal)
  const status = await optional(statusOf(session, signal), signal)
  notebook.note({ id: 'kind', status: 'noted', detail: serverNames[serverKindOf(session.banner, status)] })
  return { features, ...given({ roundTripMs, status }) }
}

/** Nice to know: who loses the connection over it has none of it, and goes on with another. */
async function optional<T>(fact: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await fact
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}

/** The shortest of a few: the others had to wait for something. Whatever is answered to NOOP, an answer it is. */
async function roundTrip(session: Session, signal: AbortSignal): Promise<number> {
  let least = Infinity
  for (let count = 0; count < noops; count++) {
    const since = performance.now()
    await session.sendRaw('NOOP', { signal })
    least = Math.min(least, performance.now() - since)
  }
  return least
}

/** STAT without a path: RFC 959 section 4.1.3. */
async function statusOf(session: Session, signal: AbortSignal): Promise<string | undefined> {
  const reply = await session.sendRaw('STAT', { signal })
  return isPositive(reply) ? printable(replyText(reply)) : undefined
}

/** Noted from what was learnt before: nothing is asked. */
export function noteAbilities(session: Session, notebook: Notebook, ways: readonly WayObservation[]): void {
  if (session.isEncrypted) noteReuse(notebook, ways)
  const hasUtf8 = session.features.has('UTF8')
  notebook.note({
    id: 'utf8',
    status: hasUtf8 ? 'passed' : 'noted',
    detail: hasUtf8 ? 'Names are in UTF-8.' : 'The server does not promise it.',
  })
  const hasFacts = session.features.has('MLST')
  const withoutFacts = "Not there: LIST's times are to the minute, and in the server's time zone."
  notebook.note({ id: 'mlsd', status: hasFacts ? 'passed' : 'noted', detail: hasFacts ? 'Sizes and times are exact.' : withoutFacts })
}

function noteReuse(notebook: Notebook, ways: readonly WayObservation[]): void {
  const resumed = ways.map(({ isResumed }) => isResumed).filter((isResumed) => isResumed !== undefined)
  if (resumed.length === 0) return
  const isAlways = resumed.every(Boolean)
  const detail = isAlways
    ? "Data connections resume the control connection's TLS session."
    : 'Data connections make TLS sessions of their own.'
  notebook.note({ id: 'sessionReuse', status: isAlways ? 'passed' : 'noted', detail })
}

/** One more listing, read this time. */
export async function clockOf(session: Session, memory: SiteMemory, notebook: Notebook, signal: AbortSignal): Promise<Clock> {
  const { entries } = await session.list(session.loginFolder, { signal })
  const newest = entries.reduce(
    (latest, { modified }) => (modified && modified.precision !== 'day' ? Math.max(latest, modified.ms) : latest),
    0,
  )
  const aheadMs = newest - Date.now()
  const { listOffsetMs } = memory
  const clock = given({ listOffsetMs, aheadMs: aheadMs > toleranceMs ? aheadMs : undefined })
  notebook.note({ id: 'clock', status: 'noted', detail: describeClock(clock) })
  return clock
}

const toleranceMs = 60_000 // LIST has minutes

/** FTP has no command that asks for the time. */
function describeClock({ listOffsetMs = 0, aheadMs }: Clock): string {
  const minutes = (ms: number) => `${Math.round(Math.abs(ms) / 60_000)} minutes`
  const zone = listOffsetMs === 0 ? '' : `LIST is ${minutes(listOffsetMs)} ${listOffsetMs > 0 ? 'ahead of' : 'behind'} UTC. `
  const newest = aheadMs === undefined ? 'Nothing in the listing is' : 'The newest entry is'
  return `${zone}${newest} dated ${aheadMs === undefined ? '' : `${minutes(aheadMs)} `}in the future.`
}

/** What is made of one mode: whether it works, and if not, what is in the way. The way that got the furthest decides. */

import type { DataMode } from '../ftp/data/strategy.ts'
import type { Culprit, ModeFinding } from './diagnosis.ts'
import type { Observations, WayObservation } from './observations.ts'
import { modeNames, sentence } from './words.ts'

/** What is in the way of a mode. */
export interface Obstruction {
  readonly culprit: Culprit | undefined
  /** Goes on a sentence, and has no full stop: "the server's firewall drops connections to port 50123". */
  readonly why: string
  /** Whole sentences: what shows that, and what else it may be. */
  readonly evidence: string
}

export interface Judgement {
  readonly mode: DataMode
  readonly works: boolean | undefined
  /** Where it doesn't work. */
  readonly obstruction?: Obstruction
  readonly ways: readonly WayObservation[]
}

/** `obstruct` is asked about the way of this mode that got the furthest, where none works. */
export function judge({ ways }: Observations, mode: DataMode, obstruct: (way: WayObservation) => Obstruction): Judgement {
  const own = ways.filter((way) => way.mode === mode)
  if (own.some(({ outcome }) => outcome === 'works')) return { mode, works: true, ways: own }
  const [furthest] = own.filter(({ outcome }) => outcome !== 'untried').sort((one, other) => reachOf(other) - reachOf(one))
  if (!furthest || (isOnlyOfItself(furthest) && own.some(({ outcome }) => outcome === 'untried')))
    return { mode, works: undefined, ways: own }
  return { mode, works: false, obstruction: obstruct(furthest), ways: own }
}

/** A server that doesn't know EPSV, or hangs up at it, may know PASV. */
function isOnlyOfItself(way: WayObservation): boolean {
  const { outcome, opened } = way
  const isEarly = outcome === 'impossible' || outcome === 'commandRefused' || outcome === 'failed'
  return isEarly && !opened && !hasDialledInVain(way)
}

/** How far a way got: a server that doesn't know EPSV says less about the network than the silence after PASV. */
function reachOf(way: WayObservation): number {
  if (way.opened) return 4
  switch (way.outcome) {
    case 'impossible':
    case 'untried':
      return 0
    case 'cannotListen':
      return 1
    case 'commandRefused':
      return hasDialledInVain(way) ? 3 : 2
    default:
      return 3
  }
}

/**
 * Active: the server took the port, and its connection didn't come about. pyftpdlib dials before it answers PORT, and says
 * `425 Can't connect to specified address.` there, or nothing until its own time is up.
 */
export function hasDialledInVain({ mode, outcome, reply, opened, announced, ms = 0 }: WayObservation): boolean {
  if (mode === 'passive' || opened) return false
  if (outcome === 'commandRefused') return reply?.code === 425 || reply?.code === 426
  return outcome === 'nobodyCame' || outcome === 'serverGaveUp' || (outcome === 'failed' && announced !== undefined && ms >= patienceMs)
}

/** Less than the engine waits for a data connection in a diagnosis. */
export const patienceMs = 3000

/** Packets were thrown away here with each of `ways`, as far as they were counted: not by chance, then. */
export function wereThrownAway(ways: readonly WayObservation[]): boolean {
  const counted = ways.filter(({ discarded }) => discarded !== undefined)
  return counted.length > 0 && counted.every((way) => (way.discarded ?? 0) >= leastDiscarded(way))
}

/** A first packet is repeated after 1 and 3 s, so one alone may be chance; who is turned away with a reset sends but one. */
function leastDiscarded({ ms }: WayObservation): number {
  return ms !== undefined && ms < 1000 ? 1 : 2
}

/** `Meanwhile 3 packets arrived at this computer and were thrown away by its firewall`: no full stop. */
export function thrownAwayWords(ways: readonly WayObservation[]): string {
  const count = Math.max(...ways.map(({ discarded = 0 }) => discarded))
  const packets = count === 1 ? 'a packet arrived at this computer and was' : `${count} packets arrived at this computer and were`
  return `Meanwhile ${packets} thrown away by its firewall`
}

export function findingOf({ mode, works, obstruction, ways }: Judgement): ModeFinding {
  return { mode, works, culprit: obstruction?.culprit, reason: reasonOf(mode, works, ways, obstruction), methods: ways }
}

function reasonOf(mode: DataMode, works: boolean | undefined, ways: readonly WayObservation[], obstruction?: Obstruction): string {
  const name = modeNames[mode]
  if (obstruction) return `${name} can't work: ${obstruction.why}. ${obstruction.evidence}`.trimEnd()
  const working = ways.find(({ outcome }) => outcome === 'works')
  if (works === true && working) return `${name} works: ${howItWorks(working)}.`
  const untried = ways.find(({ outcome }) => outcome === 'untried') ?? ways[0]
  const why = untried ? sentence(untried.message || 'there was no time') : 'the way to it ended before.'
  return `${name} ${notTried(ways)}: ${why}`
}

/** `was not tried`, of a mode. */
export function notTried(ways: readonly WayObservation[]): string {
  return ways.every(({ outcome }) => outcome === 'untried' || outcome === 'impossible') ? 'was not tried' : 'was not tried to the end'
}

function howItWorks({ method, mode, opened, dialled }: WayObservation): string {
  if (!opened) return `${method} brought a listing`
  const { local, remote } = opened
  return mode === 'passive'
    ? `with ${method}, this computer reached port ${dialled?.port ?? remote.port} of the server` // through a proxy `remote` is the proxy
    : `with ${method}, the server connected from its port ${remote.port} to port ${local.port} of this computer`
}

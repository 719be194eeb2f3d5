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
  if (!furthest || (furthest.outcome === 'impossible' && own.some(({ outcome }) => outcome === 'untried')))
    return { mode, works: undefined, ways: own }
  return { mode, works: false, obstruction: obstruct(furthest), ways: own }
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

const patienceMs = 3000 // less than the engine waits for a data connection in a diagnosis

export function findingOf({ mode, works, obstruction, ways }: Judgement): ModeFinding {
  return { mode, works, culprit: obstruction?.culprit, reason: reasonOf(mode, works, ways, obstruction), methods: ways }
}

function reasonOf(mode: DataMode, works: boolean | undefined, ways: readonly WayObservation[], obstruction?: Obstruction): string {
  const name = modeNames[mode]
  if (obstruction) return `${name} can't work: ${obstruction.why}. ${obstruction.evidence}`.trimEnd()
  const working = ways.find(({ outcome }) => outcome === 'works')
  if (works === true && working) return `${name} works: ${howItWorks(working)}.`
  const [untried] = ways
  return untried
    ? `${name} was not tried: ${sentence(untried.message || 'there was no time')}`
    : `${name} was not tried: the way to it ended before.`
}

function howItWorks({ method, mode, opened, dialled }: WayObservation): string {
  if (!opened) return `${method} brought a listing`
  const { local, remote } = opened
  return mode === 'passive'
    ? `with ${method}, this computer reached port ${dialled?.port ?? remote.port} of the server` // through a proxy `remote` is the proxy
    : `with ${method}, the server connected from its port ${remote.port} to port ${local.port} of this computer`
}

/**
 * The firewall table: which connections each side must let through in each mode, with the ports that were observed, and whether
 * that was seen at work. RFC 959 section 3.2; RFC 1579 is about the firewalls.
 */

import type { DataMode } from '../ftp/data/strategy.ts'
import type { Culprit, FirewallRule, RuleEnd } from './diagnosis.ts'
import type { Judgement } from './judgement.ts'
import type { Observations, WayObservation } from './observations.ts'
import { serverKindOf, type ServerKind } from './serverKind.ts'
import { portsText } from './words.ts'

type Side = FirewallRule['side']
type State = FirewallRule['state']

/** For both modes the four rules of the server's firewall, then the four of this computer's. */
export function rulesFor(observations: Observations, passive: Judgement, active: Judgement): readonly FirewallRule[] {
  return [passive, active].flatMap((judgement) =>
    (['server', 'client'] as const).flatMap((side) => [
      ...controlRules(observations, judgement.mode, side),
      ...dataRules(observations, judgement, side),
    ]),
  )
}

function controlRules(observations: Observations, mode: DataMode, side: Side): readonly FirewallRule[] {
  const { control, proxy, server } = observations
  const from: RuleEnd = { who: 'client', ports: highPorts(control && !proxy ? [control.local.port] : []) }
  const to: RuleEnd = { who: 'server', ports: String(server.port) }
  const states = controlStates(observations)
  return pair({ mode, side, from, to, opening: 'control: this computer opens it', answers: 'control: the answers', states })
}

/** Either firewall may be why nothing answers; a name that isn't found says nothing of them. */
function controlStates({ control, failure }: Observations): States {
  if (control) return { opens: 'works', answers: 'works' }
  return failure?.step === 'connect' ? { opens: 'suspected', answers: 'untested' } : untested
}

function dataRules(observations: Observations, judgement: Judgement, side: Side): readonly FirewallRule[] {
  const { mode } = judgement
  const states = dataStates(judgement, side)
  const answers = 'data: the answers'
  if (mode === 'active') {
    const [from, to] = activeEnds(observations, judgement.ways)
    return pair({ mode, side, from, to, opening: 'data: the server opens it', answers, states })
  }
  const [from, to] = passiveEnds(observations, judgement.ways)
  return pair({ mode, side, from, to, opening: 'data: this computer opens it', answers, states })
}

interface States {
  readonly opens: State
  readonly answers: State
}

const untested: States = { opens: 'untested', answers: 'untested' }

interface Connection {
  readonly mode: DataMode
  readonly side: Side
  /** Who opens it. */
  readonly from: RuleEnd
  readonly to: RuleEnd
  readonly opening: string
  readonly answers: string
  readonly states: States
}

/** A connection takes two rules: one to open it, one for what comes back. */
function pair({ mode, side, from, to, opening, answers, states }: Connection): readonly FirewallRule[] {
  const directionOf = (end: RuleEnd) => (end.who === side ? 'out' : 'in')
  return [
    { mode, side, direction: directionOf(from), opens: true, from, to, state: states.opens, purpose: opening },
    { mode, side, direction: directionOf(to), opens: false, from: to, to: from, state: states.answers, purpose: answers },
  ]
}

/** A connection that came about has passed all firewalls, whatever became of it. A stranger's shows nothing of the server's. */
function dataStates({ mode, works, obstruction, ways }: Judgement, side: Side): States {
  if (ways.some(({ outcome, opened }) => outcome === 'works' || opened)) return { opens: 'works', answers: 'works' }
  const culprit = obstruction?.culprit
  if (works !== false || culprit === undefined) return untested
  if (mode === 'passive' && culprit === 'clientFirewall') return passiveStatesHere(side, ways)
  return { opens: stateOf(culprit, side, ways), answers: 'untested' }
}

/** This computer's firewall forbids to dial, or it throws away the answers, which came. */
function passiveStatesHere(side: Side, ways: readonly WayObservation[]): States {
  if (ways.some(({ outcome }) => outcome === 'unreachable')) return side === 'client' ? { opens: 'fails', answers: 'untested' } : untested
  return { opens: 'works', answers: side === 'client' ? 'fails' : 'works' }
}

function stateOf(culprit: Culprit, side: Side, ways: readonly WayObservation[]): State {
  switch (culprit) {
    case 'serverFirewall':
      // Silence may also come from a firewall here that lets nothing out.
      return side === 'server' ? 'fails' : ways.some(({ outcome }) => outcome === 'unanswered') ? 'suspected' : 'untested'
    case 'serverRouter':
      return side === 'server' ? 'fails' : 'untested'
    case 'clientFirewall':
      return side === 'client' ? 'fails' : 'works' // the packets have left the server
    case 'clientRouter':
      return side === 'client' ? 'fails' : 'untested'
    case 'someFirewall':
      return 'suspected'
    default:
      return 'untested' // no firewall is at fault
  }
}

/** From this computer to the port that the server named. */
function passiveEnds({ proxy }: Observations, ways: readonly WayObservation[]): readonly [RuleEnd, RuleEnd] {
  const own = proxy ? [] : ways.flatMap(({ opened }) => opened?.local.port ?? []) // behind a proxy its ports are not ours
  const named = ways.flatMap((way) => way.named?.port ?? [])
  return [
    { who: 'client', ports: highPorts(own) },
    { who: 'server', ports: highPorts(named) },
  ]
}

/** From the server's data port to the port that this computer announced. */
function activeEnds(observations: Observations, ways: readonly WayObservation[]): readonly [RuleEnd, RuleEnd] {
  const origins = ways.flatMap(({ opened }) => opened?.remote.port ?? [])
  const announced = ways.flatMap((way) => way.announced?.port ?? [])
  const { activePorts } = observations.settings
  return [
    { who: 'server', ports: originPorts(origins, observations) },
    { who: 'client', ports: activePorts ? observed(portsText(activePorts), announced) : highPorts(announced) },
  ]
}

function originPorts(origins: readonly number[], { greeting, status, server }: Observations): string {
  const usual = dataPortOf(serverKindOf(greeting, status), server.port)
  if (origins.length === 0) return usual === undefined ? 'any' : String(usual)
  if (origins.every((port) => port === usual || port === server.port - 1)) return [...new Set(origins)].join(', ')
  return origins.every((port) => port > 1023) ? highPorts(origins) : observed('any', origins)
}

/** RFC 959 section 3.2: the port below the control connection's. Undefined where it is any, as a rule. */
function dataPortOf(kind: ServerKind, controlPort: number): number | undefined {
  switch (kind) {
    case 'vsftpd': // ftp_data_port, whatever it listens on
    case 'pureftpd': // or another low one
      return 20
    case 'proftpd':
    case 'pyftpdlib':
    case 'filezilla':
      return undefined
    case 'iis':
    case 'unknown':
      return controlPort - 1
  }
}

function highPorts(seen: readonly number[]): string {
  return observed('> 1023', seen)
}

/** `> 1023 (50123)`. */
function observed(allowed: string, seen: readonly number[]): string {
  return seen.length === 0 ? allowed : `${allowed} (${[...new Set(seen)].join(', ')})`
}

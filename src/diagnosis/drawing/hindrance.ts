/** Where an arrow stopped, what stands there, and why in a few words. */

import type { Culprit, ModeFinding } from '../diagnosis.ts'
import { hasDialledInVain } from '../judgement.ts'
import type { WayObservation } from '../observations.ts'
import type { Reach, Wall } from './ladder.ts'
import { inOneLine } from './textLayout.ts'

export interface Hindrance {
  readonly reach: Reach
  /** "nothing arrived in 4 s: your router dropped it". */
  readonly result: string
}

const wallsOf: Partial<Record<Culprit, Wall>> = {
  serverFirewall: { place: 'serverEdge', name: "the server's firewall" },
  serverRouter: { place: 'serverEdge', name: "the server's router" },
  clientFirewall: { place: 'clientEdge', name: "this computer's firewall" },
  clientRouter: { place: 'clientEdge', name: 'your router' },
  someFirewall: { place: 'middle', name: 'a firewall on the way' },
}

/** The wall that a culprit is. A server, its settings and its TLS are none; a proxy is drawn anyway. */
export function wallNamed(culprit: Culprit): Wall | undefined {
  return wallsOf[culprit]
}

export function wallOf({ works, culprit }: ModeFinding): Wall | undefined {
  return works === false && culprit !== undefined ? wallNamed(culprit) : undefined
}

/** Of a way that came to nothing. */
export function hindranceOf(finding: ModeFinding, way: WayObservation): Hindrance {
  return { reach: reachOf(finding, way), result: inOneLine(resultOf(finding, way)) }
}

function reachOf(finding: ModeFinding, way: WayObservation): Reach {
  const { outcome, opened } = way
  const wall = wallOf(finding)
  if (opened || (outcome === 'commandRefused' && !hasDialledInVain(way))) return 'serverEdge'
  if (outcome === 'cannotListen') return 'clientEdge'
  if (wall) return wall.place
  if (outcome === 'closed') return 'serverEdge'
  return finding.culprit === 'server' ? 'serverEdge' : 'middle'
}

function resultOf(finding: ModeFinding, way: WayObservation): string {
  switch (way.outcome) {
    case 'unanswered':
      return `nothing answered${inTime(way)}${blame(finding, 'dropped')}`
    case 'closed':
      return `the port is closed${blame(finding, 'refused')}`
    case 'unreachable':
      return `it can't be reached${blame(finding, 'refused')}`
    case 'nobodyCame':
      return nobodyCame(finding, way)
    case 'proxyFailed':
      return 'the proxy could not connect to it'
    case 'commandRefused':
    case 'serverGaveUp':
      return saidBy(way)
    case 'impossible':
      return finding.culprit === 'proxy' ? 'not possible through a proxy' : finding.reason
    case 'cannotListen':
    case 'failed':
    case 'untried':
    case 'works':
      return way.message
  }
}

function nobodyCame(finding: ModeFinding, way: WayObservation): string {
  const [stranger] = way.strangers
  if (stranger) return `${stranger.address} came, which is not the server, and was sent away`
  return `nothing arrived${inTime(way)}${blame(finding, 'dropped')}`
}

/** The server's own words, where it used any. */
function saidBy({ reply, message }: WayObservation): string {
  return reply ? `the server says: ${reply.code} ${reply.text}` : message
}

/** Of whole seconds: it was waited for so long, and the commands before took a part of the next. */
function inTime({ ms }: WayObservation): string {
  return ms === undefined || ms < 1000 ? '' : ` in ${Math.floor(ms / 1000)} s`
}

function blame(finding: ModeFinding, did: string): string {
  const wall = wallOf(finding)
  return wall ? `: ${wall.name} ${did} it` : ''
}

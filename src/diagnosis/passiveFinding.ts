/** What is in the way of passive mode: this computer dials the port that the server has named. */

import { shownAddress } from '../ftp/proxy.ts'
import { judge, thrownAwayWords, wereThrownAway, type Judgement, type Obstruction } from './judgement.ts'
import { innerAddress, isThroughForwarding, otherPublicAddress } from './nat.ts'
import type { Observations, WayObservation } from './observations.ts'
import { openedObstruction } from './openedObstruction.ts'
import { inSeconds, listed, repliesOf, sentence } from './words.ts'

export function judgePassive(observations: Observations): Judgement {
  return judge(observations, 'passive', (way) => obstructionOf(observations, way))
}

function obstructionOf(observations: Observations, way: WayObservation): Obstruction {
  if (way.opened) return openedObstruction(observations, way)
  switch (way.outcome) {
    case 'unanswered':
    case 'closed':
    case 'unreachable':
      return notReached(observations, way)
    case 'proxyFailed':
      return notThroughProxy(observations, way)
    case 'commandRefused':
      return refused(observations)
    case 'serverGaveUp':
      return hasWaited(way) ? notReached(observations, way) : gaveUp(way)
    default:
      return { culprit: undefined, why: `${way.method} came to nothing`, evidence: sentence(way.message || way.outcome) }
  }
}

/** It listened, and gave up because nobody came: its firewall had thrown our packets away before. */
function hasWaited({ dialled, ms = 0 }: WayObservation): boolean {
  return dialled !== undefined && ms >= 1000
}

function notReached(observations: Observations, way: WayObservation): Obstruction {
  return (
    stoppedHere(observations, way) ??
    notAtThatAddress(observations, way) ??
    (way.outcome === 'unreachable' ? prohibited(observations, way) : stoppedThere(observations, way))
  )
}

/** This computer's own firewall forbids to dial, or throws away what comes back. Undefined if nothing points to that. */
function stoppedHere(observations: Observations, way: WayObservation): Obstruction | undefined {
  if (way.outcome === 'unreachable') return isForbidden(way) ? forbidden(observations, way) : undefined
  const silent = observations.ways.filter((other) => other.mode === 'passive' && (other.outcome === 'unanswered' || other === way))
  if (way.outcome === 'closed' || silent.every(({ discarded = 0 }) => discarded === 0)) return undefined
  const came = `${whatCame(way)} ${thrownAwayWords(silent)}`
  const { port } = observations.server
  return wereThrownAway(silent)
    ? {
        culprit: 'clientFirewall',
        why: `this computer's firewall throws away what comes back from the server's passive ports${triedPorts(observations)}`,
        evidence: `${came}: most likely it lets in only what comes from port ${port}.`,
      }
    : {
        culprit: 'someFirewall',
        why: `a firewall drops connections to the server's passive ports${triedPorts(observations)}, or the answers`,
        evidence: `${came}, which may be chance. It can't be told from here whether it was the server's firewall or one on this side.`,
      }
}

/** The names of errors of the system, which stand in the message that the engine passes on: `connect EACCES 10.9.0.2:41233`. */
function isForbidden({ message }: WayObservation): boolean {
  return /\b(EACCES|EPERM)\b/.test(message)
}

function forbidden(observations: Observations, way: WayObservation): Obstruction {
  return {
    culprit: 'clientFirewall',
    why: `this computer may not dial the server's passive ports${triedPorts(observations)}`,
    evidence: `${whatCame(way)} Its own firewall, or what restricts its programs, lets them reach only some ports.`,
  }
}

/** The server takes another address for its own than the one that it is reached at. */
function notAtThatAddress(observations: Observations, way: WayObservation): Obstruction | undefined {
  const inner = innerAddress(observations)
  if (inner !== undefined) return notPassedOn(observations, way, inner)
  const other = otherPublicAddress(observations)
  return other === undefined ? undefined : namedAnother(observations, way, other)
}

/** Firewalls say it with ICMP (firewalld: `icmp-host-prohibited`), and it doesn't show which one. */
function prohibited(observations: Observations, way: WayObservation): Obstruction {
  return {
    culprit: 'someFirewall',
    why: `a firewall rejects connections to the server's passive ports${triedPorts(observations)}, most likely the server's`,
    evidence: `${whatCame(way)} Port ${observations.server.port} of the same server answers. It can't be told from here whether it is the server's firewall or one in between.`,
  }
}

function stoppedThere(observations: Observations, way: WayObservation): Obstruction {
  const isClosed = way.outcome === 'closed'
  const { port } = observations.server
  return {
    culprit: 'serverFirewall',
    why: `the server's firewall ${isClosed ? 'rejects' : 'drops'} connections to its passive ports${triedPorts(observations)}`,
    evidence:
      `${whatCame(way)} Port ${port} of the same server answers. ` +
      `Less likely, a firewall on your side lets out only port ${port}${isClosed ? ', or the server is behind a router that does not know its passive ports' : ''}.`,
  }
}

function namedAnother(observations: Observations, way: WayObservation, other: string): Obstruction {
  const outer = observations.control?.remote.address ?? 'another'
  return {
    culprit: 'settings',
    why: `the server names ${other} for its data, and this computer dials ${outer}, where it is connected to`,
    evidence:
      `${whatCame(way)} If the server's data is on that other machine, set dataHost to ${other}. ` +
      `Or that address is out of date in the server's own settings, and a firewall blocks its passive ports${triedPorts(observations)}.`,
  }
}

function notPassedOn(observations: Observations, way: WayObservation, inner: string): Obstruction {
  const isForwarding = isThroughForwarding(observations)
  const what = isForwarding ? 'the tunnel or container that leads to the server' : "the server's router"
  const outer = observations.control?.remote.address ?? 'another'
  return {
    culprit: 'serverRouter',
    why: `${what} does not pass the server's passive ports on${triedPorts(observations)}`,
    evidence: `${whatCame(way)} The server takes ${inner} for its address and is reached at ${outer}: it is behind NAT, and only the ports that are forwarded reach it.`,
  }
}

function whatCame({ outcome, dialled, ms, method, message }: WayObservation): string {
  const where = dialled ? `port ${dialled.port} of ${dialled.address}` : 'the port that the server named'
  if (outcome === 'unreachable') return `${method}: ${sentence(message || outcome)}`
  return outcome === 'closed'
    ? `The server says that it listens, but the connection to ${where} was refused.`
    : `Nothing answered on ${where}${inSeconds(ms)}.`
}

/** ` (tried 41233 and 38842)`. */
function triedPorts({ ways }: Observations): string {
  const ports = ways.flatMap(({ mode, outcome, named }) => (mode === 'passive' && outcome !== 'untried' && named ? named.port : []))
  return ports.length === 0 ? '' : ` (tried ${listed(ports)})`
}

function notThroughProxy(observations: Observations, way: WayObservation): Obstruction {
  const { proxy } = observations
  return {
    culprit: 'proxy',
    why: `the proxy${proxy ? ` ${shownAddress(proxy)}` : ''} makes no connection to the server's passive ports${triedPorts(observations)}`,
    evidence: `${sentence(way.message || way.outcome)} The proxy may allow only port ${observations.server.port}, or the server's firewall may block it.`,
  }
}

function refused({ ways }: Observations): Obstruction {
  const those = ways.filter(({ mode, outcome }) => mode === 'passive' && outcome === 'commandRefused')
  return {
    culprit: 'server',
    why: `the server refuses ${listed(those.map(({ method }) => method))}`,
    evidence: `It answers ${sentence(repliesOf(those) || 'without a port that can be used')} Passive mode may be switched off in its configuration.`,
  }
}

function gaveUp({ method, message, outcome }: WayObservation): Obstruction {
  return {
    culprit: 'server',
    why: 'the server gives up before this computer can connect',
    evidence: `${method}: ${sentence(message || outcome)} Ask whoever runs the server to look at its log.`,
  }
}

/** What is in the way of passive mode: this computer dials the port that the server has named. */

import { shownAddress } from '../ftp/proxy.ts'
import { judge, type Judgement, type Obstruction } from './judgement.ts'
import { innerAddress, isThroughForwarding } from './nat.ts'
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
  const inner = innerAddress(observations)
  if (inner !== undefined) return notPassedOn(observations, way, inner)
  const isClosed = way.outcome === 'closed'
  const port = observations.server.port
  return {
    culprit: 'serverFirewall',
    why: `the server's firewall ${isClosed ? 'rejects' : 'drops'} connections to its passive ports${triedPorts(observations)}`,
    evidence:
      `${whatCame(way)} Port ${port} of the same server answers. ` +
      `Less likely, a firewall on your side lets out only port ${port}${isClosed ? ', or the server is behind a router that does not know its passive ports' : ''}.`,
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

function whatCame({ outcome, dialled, ms }: WayObservation): string {
  const where = dialled ? `port ${dialled.port} of ${dialled.address}` : 'the port that the server named'
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

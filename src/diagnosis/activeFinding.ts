/** What is in the way of active mode: the server dials the port that this computer has announced. */

import { isIPv6 } from 'node:net'
import { isPrivateAddress } from '../ftp/data/peers.ts'
import { hasDialledInVain, judge, type Judgement, type Obstruction } from './judgement.ts'
import { innerAddress, isBehindNat, isThroughForwarding } from './nat.ts'
import type { Observations, WayObservation } from './observations.ts'
import { openedObstruction } from './openedObstruction.ts'
import { inSeconds, listed, placeWords, portsOf, repliesOf, sentence } from './words.ts'

export function judgeActive(observations: Observations): Judgement {
  return judge(observations, 'active', (way) => {
    const obstruction = obstructionOf(observations, way)
    const place = isOnThisSide(obstruction) ? placeWords(observations.place) : ''
    return { ...obstruction, evidence: `${obstruction.evidence} ${place}`.trim() }
  })
}

function isOnThisSide({ culprit }: Obstruction): boolean {
  return culprit === 'clientFirewall' || culprit === 'clientRouter' || culprit === 'someFirewall' || culprit === 'settings'
}

function obstructionOf(observations: Observations, way: WayObservation): Obstruction {
  if (way.opened) return openedObstruction(observations, way)
  if (way.outcome === 'impossible') return notThroughProxy()
  const strangers = activeWays(observations).flatMap((other) => other.strangers)
  if (strangers.length > 0) return fromElsewhere(strangers.map(({ address }) => address))
  if (way.outcome === 'cannotListen') return cannotListen(way)
  const hasDialled = hasDialledInVain(way)
  if (!hasDialled && way.outcome !== 'commandRefused')
    return { culprit: undefined, why: `${way.method} came to nothing`, evidence: sentence(way.message || way.outcome) }
  return (
    wrongAddress(observations, way) ??
    (hasDialled ? (notForwarded(observations, way) ?? notArrived(observations, way)) : refused(observations))
  )
}

function activeWays({ ways }: Observations): readonly WayObservation[] {
  return ways.filter(({ mode }) => mode === 'active')
}

function notThroughProxy(): Obstruction {
  return {
    culprit: 'proxy',
    why: "through a proxy the server can't reach this computer",
    evidence: 'A proxy passes connections on in one direction only. Use passive mode, or connect without the proxy.',
  }
}

function fromElsewhere(addresses: readonly string[]): Obstruction {
  return {
    culprit: 'settings',
    why: `a connection came from ${listed(addresses)}, which is not the server's address, and was turned away`,
    evidence:
      'A server with several addresses, or behind NAT, may dial from another one. If it is the server, set dataHost to that address.',
  }
}

function cannotListen({ message, outcome }: WayObservation): Obstruction {
  return {
    culprit: 'settings',
    why: "this computer can't listen as the settings of the site say",
    evidence: `${sentence(message || outcome)} Check activePorts and activeAddress.`,
  }
}

/** The server can't reach this computer at what was announced. Undefined if nothing points to that. */
function wrongAddress(observations: Observations, way: WayObservation): Obstruction | undefined {
  if (isThroughForwarding(observations)) return throughForwarding()
  const { seenAs } = observations
  const own = ownAddress(observations)
  const announced = way.announced?.address ?? own
  if (announced !== own) return seenAs !== undefined && seenAs !== announced ? announcedWrongly(announced, seenAs) : undefined
  return isBehindNat(observations) ? behindNat(observations, announced) : undefined
}

function ownAddress({ control }: Observations): string {
  return control?.local.address ?? ''
}

function throughForwarding(): Obstruction {
  return {
    culprit: 'serverRouter',
    why: "the server is reached through a tunnel or a container's published port, and can't dial back through it",
    evidence: 'This computer and the server see other addresses of each other than their own. Use passive mode there.',
  }
}

function announcedWrongly(announced: string, seenAs: string): Obstruction {
  return {
    culprit: 'settings',
    why: `this computer announces ${announced}, but the server sees it as ${seenAs}`,
    evidence: `The address to announce (activeAddress) is not this network's, or not any more. Set it to ${seenAs}.`,
  }
}

function behindNat(observations: Observations, announced: string): Obstruction {
  const { seenAs, place } = observations
  const seen = seenAs === undefined ? 'under the address of the router' : `as ${seenAs}`
  return {
    culprit: 'clientRouter',
    why: `this computer is behind NAT and announces ${announced}, an address that the server can't reach through ${routerOf(place.kind)}`,
    evidence: `The server sees this computer ${seen}: there is NAT on the way. ${answersOf(observations)}`.trim(),
  }
}

/** Who refuses does it because of the address. */
function answersOf(observations: Observations): string {
  const replies = repliesOf(activeWays(observations))
  return replies === '' ? '' : `It answers ${sentence(replies)}`
}

/** The router's address was announced (`activeAddress`), and the router is where it ends. Not so if something came as far as here. */
function notForwarded(observations: Observations, way: WayObservation): Obstruction | undefined {
  const announced = way.announced?.address
  if (announced === undefined || announced === ownAddress(observations) || hasArrived(observations)) return undefined
  const ports = portsOf(announcedPorts(observations))
  const what = `This computer announces ${announced}, as activeAddress says, but the router there does not pass ${ports} on to it.`
  return {
    culprit: 'clientRouter',
    why: `${routerOf(observations.place.kind)} drops the server's connection to ${ports}`,
    evidence: `${what} ${answersOf(observations)}`.trim(),
  }
}

function routerOf(kind: Observations['place']['kind']): string {
  return kind === 'local' || kind === 'wsl' ? 'your router' : 'the router in front of this computer'
}

function announcedPorts(observations: Observations): readonly number[] {
  return activeWays(observations).flatMap(({ announced, outcome }) => (announced && outcome !== 'untried' ? announced.port : []))
}

function refused(observations: Observations): Obstruction {
  const those = activeWays(observations).filter(({ outcome }) => outcome === 'commandRefused')
  const { seenAs } = observations
  const doubt = seenAs === undefined ? ' Or it sees this computer under another address: then there is a router with NAT on the way.' : ''
  return {
    culprit: 'server',
    why: `the server refuses ${listed(those.map(({ method }) => method))}`,
    evidence: `It answers ${sentence(repliesOf(those) || 'with an error')} Active mode may be switched off in its configuration.${doubt}`,
  }
}

/** The server has dialled, as far as can be told, and this computer was told nothing of it. The counted packets say where it ended. */
function notArrived(observations: Observations, way: WayObservation): Obstruction {
  const dialled = activeWays(observations).filter(hasDialledInVain)
  const ports = portsOf(dialled.flatMap(({ announced }) => announced?.port ?? []))
  const came = `${whatCame(way)} ${answersOf(observations)}`.trim()
  if (hasArrived(observations)) return thrownAwayHere(dialled, ports, came)
  if (dialled.every(({ discarded }) => discarded === 0)) return stoppedBefore(observations, ports, came)
  return {
    culprit: 'someFirewall',
    why: `a firewall stops the server's connection to ${ports}, most likely this computer's own`,
    evidence: `${came} It can't be told from here whether it was this computer's firewall, the server's, or one in between.`,
  }
}

function whatCame({ outcome, ms }: WayObservation): string {
  return outcome === 'nobodyCame' || outcome === 'failed'
    ? `The server was asked to connect, and nobody came${inSeconds(ms)}.`
    : `The server could not connect${inSeconds(ms)}.`
}

/** Packets were thrown away while the server was expected. */
function hasArrived(observations: Observations): boolean {
  return activeWays(observations).some((way) => hasDialledInVain(way) && (way.discarded ?? 0) >= leastDiscarded(way))
}

/** The server's first packet is repeated after 1 and 3 s, so one alone may be chance; who is turned away with a reset sends but one. */
function leastDiscarded({ ms }: WayObservation): number {
  return ms !== undefined && ms < 1000 ? 1 : 2
}

function thrownAwayHere(dialled: readonly WayObservation[], ports: string, came: string): Obstruction {
  const count = Math.max(...dialled.map(({ discarded = 0 }) => discarded))
  const packets = count === 1 ? 'a packet' : `${count} packets`
  return {
    culprit: 'clientFirewall',
    why: `this computer's firewall stops the server's connection to ${ports}`,
    evidence: `${came} Meanwhile ${packets} arrived at this computer and ${count === 1 ? 'was' : 'were'} thrown away by its firewall.`,
  }
}

function stoppedBefore(observations: Observations, ports: string, came: string): Obstruction {
  const own = ownAddress(observations)
  // There is no NAT in IPv6, and routers of homes let nothing in that wasn't asked for.
  if (isIPv6(own) && !isPrivateAddress(own))
    return {
      culprit: 'someFirewall',
      why: `the server's connection to ${ports} does not arrive at this computer`,
      evidence: `${came} Nothing arrived here, so it was stopped before: by the firewall of the router in front of this computer, most likely, or by the server's own (connections going out).`,
    }
  const inFront = innerAddress(observations) === undefined ? 'one in between' : 'the router in front of it'
  return {
    culprit: 'serverFirewall',
    why: `the server's connection to ${ports} does not arrive at this computer, most likely because the server's firewall lets none out`,
    evidence: `${came} Nothing arrived here, so it was stopped before: by the server's firewall (outgoing connections), or ${inFront}.`,
  }
}

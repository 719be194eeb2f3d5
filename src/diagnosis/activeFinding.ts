/** What is in the way of active mode: the server dials the port that this computer has announced. */

import { hasDialledInVain, judge, thrownAwayWords, wereThrownAway, type Judgement, type Obstruction } from './judgement.ts'
import { areNeighbours, innerAddress, isBehindNat, isHiddenFromServer, isThroughForwarding } from './nat.ts'
import type { Observations, WayObservation } from './observations.ts'
import { openedObstruction } from './openedObstruction.ts'
import { inSeconds, listed, portsOf, repliesOf, sentence } from './words.ts'

export function judgeActive(observations: Observations): Judgement {
  return judge(observations, 'active', (way) => obstructionOf(observations, way))
}

function obstructionOf(observations: Observations, way: WayObservation): Obstruction {
  if (way.opened) return openedObstruction(observations, way)
  if (way.outcome === 'impossible') return notThroughProxy()
  if (way.outcome === 'cannotListen') return cannotListen(way)
  if (hasDialledInVain(way)) return inVain(observations, way)
  if (way.outcome !== 'commandRefused')
    return { culprit: undefined, why: `${way.method} came to nothing`, evidence: sentence(way.message || way.outcome) }
  if (refusals(observations).some(({ announced }) => announced !== undefined && announced.port < 1024)) return lowPort(observations)
  return refusals(observations).every(isOfMode) ? notAllowed(observations) : (wrongAddress(observations, way) ?? refused(observations))
}

function activeWays({ ways }: Observations): readonly WayObservation[] {
  return ways.filter(({ mode }) => mode === 'active')
}

function dialledWays(observations: Observations): readonly WayObservation[] {
  return activeWays(observations).filter(hasDialledInVain)
}

/** Nothing has arrived here, for certain. */
function isCountedOut(observations: Observations): boolean {
  return dialledWays(observations).every(({ discarded }) => discarded === 0)
}

function inVain(observations: Observations, way: WayObservation): Obstruction {
  const dialled = dialledWays(observations)
  const strangers = dialled.flatMap((other) => other.strangers)
  if (strangers.length > 0) return fromElsewhere(strangers.map(({ address }) => address))
  if (wereThrownAway(dialled)) return thrownAwayHere(observations, way)
  return wrongAddress(observations, way) ?? notForwarded(observations, way) ?? notArrived(observations, way)
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
  const mayHaveCome = hasDialledInVain(way) && !isCountedOut(observations) // it took the address, and may have come as far as here
  if (isHiddenFromServer(observations) && !mayHaveCome) return hiddenFromServer(observations)
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

function hiddenFromServer({ seenAs = '' }: Observations): Obstruction {
  return {
    culprit: 'serverRouter',
    why: `the server is behind NAT and sees this computer as ${seenAs}, an address of its own side, where it can't be reached`,
    evidence:
      'What leads to the server, as a container or a router, hides the addresses of its clients, and may let no connection out. Use passive mode there.',
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

/** The router's address was announced (`activeAddress`), and the router is where it ends. Not so if something may have come as far as here. */
function notForwarded(observations: Observations, way: WayObservation): Obstruction | undefined {
  const announced = way.announced?.address
  const hasArrived = dialledWays(observations).some(({ discarded = 0 }) => discarded > 0)
  if (announced === undefined || announced === ownAddress(observations) || hasArrived) return undefined
  const ports = portsOf(announcedPorts(observations))
  const what = `This computer announces ${announced}, as activeAddress says, but the router there does not pass ${ports} on to it.`
  const doubt = `Less likely, the server's firewall lets nothing out${isCountedOut(observations) ? '' : ", or this computer's lets nothing in"}.`
  return {
    culprit: 'clientRouter',
    why: `${routerOf(observations.place.kind)} drops the server's connection to ${ports}`,
    evidence: `${what} ${answersOf(observations)}`.trim() + ` ${doubt}`,
  }
}

function routerOf(kind: Observations['place']['kind']): string {
  return kind === 'local' || kind === 'wsl' ? 'your router' : 'the router in front of this computer'
}

function announcedPorts(observations: Observations): readonly number[] {
  return activeWays(observations).flatMap(({ announced, outcome }) => (announced && outcome !== 'untried' ? announced.port : []))
}

function refusals(observations: Observations): readonly WayObservation[] {
  return activeWays(observations).filter((way) => way.outcome === 'commandRefused' && !hasDialledInVain(way))
}

/**
 * Whoever dislikes the address says 500 or 501: `500 Illegal PORT command.` (vsftpd), `501 Server cannot accept argument.` (IIS).
 * 500 is said to unknown commands too, and only the words tell which: `500 Unknown command.`, `500 PORT not understood`.
 */
function isOfMode({ reply }: WayObservation): boolean {
  if (reply?.code === 500) return /\b(unknown|unrecogni[sz]ed|not (understood|recogni[sz]ed|implemented|supported))\b/i.test(reply.text)
  return reply?.code === 502 || reply?.code === 504 || reply?.code === 550 // vsftpd, port_enable=NO: `550 Permission denied.`
}

/** vsftpd and others connect to no port of the system: anybody could have the server knock at other services. */
function lowPort(observations: Observations): Obstruction {
  return {
    culprit: 'settings',
    why: 'the server refuses to connect to a port below 1024',
    evidence: `It answers ${sentence(repliesOf(refusals(observations)))} Set activePorts to a range above 1023, such as 50000-50010.`,
  }
}

/** Whatever address is announced. */
function notAllowed(observations: Observations): Obstruction {
  const those = refusals(observations)
  return {
    culprit: 'server',
    why: `the server refuses ${listed(those.map(({ method }) => method))}`,
    evidence: `It answers ${sentence(repliesOf(those) || 'with an error')} Active mode may be switched off in its configuration.`,
  }
}

function refused(observations: Observations): Obstruction {
  const obstruction = notAllowed(observations)
  if (observations.seenAs !== undefined) return obstruction
  const doubt = 'Or it sees this computer under another address: then there is a router with NAT on the way.'
  return { ...obstruction, evidence: `${obstruction.evidence} ${doubt}` }
}

/** The server has dialled, as far as can be told, and this computer was told nothing of it. The counted packets say where it ended. */
function notArrived(observations: Observations, way: WayObservation): Obstruction {
  if (isCountedOut(observations)) return stoppedBefore(observations, way)
  return {
    culprit: 'someFirewall',
    why: `a firewall stops the server's connection to ${dialledPorts(observations)}, most likely this computer's own`,
    evidence: `${whatCame(observations, way)} It can't be told from here whether it was this computer's firewall, the server's, or one in between.`,
  }
}

function dialledPorts(observations: Observations): string {
  return portsOf(dialledWays(observations).flatMap(({ announced }) => announced?.port ?? []))
}

function whatCame(observations: Observations, { outcome, ms }: WayObservation): string {
  const isSilent = outcome === 'nobodyCame' || outcome === 'failed'
  const came = isSilent ? 'The server was asked to connect, and nobody came' : 'The server could not connect'
  return `${came}${inSeconds(ms)}. ${answersOf(observations)}`.trim()
}

function thrownAwayHere(observations: Observations, way: WayObservation): Obstruction {
  return {
    culprit: 'clientFirewall',
    why: `this computer's firewall stops the server's connection to ${dialledPorts(observations)}`,
    evidence: `${whatCame(observations, way)} ${thrownAwayWords(dialledWays(observations))}.`,
  }
}

/** Firewalls in front of a computer let in nothing that wasn't asked for: those of clouds, VPNs and offices, and routers with IPv6. */
function stoppedBefore(observations: Observations, way: WayObservation): Obstruction {
  const ports = dialledPorts(observations)
  const came = `${whatCame(observations, way)} Nothing arrived here, so it was stopped before:`
  if (!isBeside(observations))
    return {
      culprit: 'someFirewall',
      why: `the server's connection to ${ports} does not arrive at this computer`,
      evidence: `${came} by ${inFrontOf(observations.place)}, most likely, or by the server's own (connections going out). It can't be told from here.`,
    }
  const inFront = innerAddress(observations) === undefined ? 'one in between' : 'the router in front of it'
  return {
    culprit: 'serverFirewall',
    why: `the server's connection to ${ports} does not arrive at this computer, most likely because the server's firewall lets none out`,
    evidence: `${came} by the server's firewall (outgoing connections), or ${inFront}.`,
  }
}

/** Neighbours have nothing in between. Not so in clouds, where each computer has a firewall in front; and WSL has that of Windows. */
function isBeside({ control, place }: Observations): boolean {
  const isAsItLooks = place.kind === 'local' || place.kind === 'container'
  return isAsItLooks && control !== undefined && areNeighbours(control.local.address, control.remote.address)
}

function inFrontOf({ kind }: Observations['place']): string {
  return kind === 'wsl' ? 'the firewall of Windows' : 'a firewall or router in front of this computer'
}

/** What to do on this side when active mode fails: it listens, and everything in front of it has to let the server in. */

import { isPrivateAddress } from '../../ftp/data/peers.ts'
import type { Advice } from '../diagnosis.ts'
import type { Place } from '../observations.ts'
import { placeWords, portsText } from '../words.ts'
import type { Facts, Findings } from './facts.ts'
import { clientFirewallRecipes, type Opening } from './firewalls.ts'
import { isHiddenInside, joinNetwork, passedInside } from './innerNetwork.ts'
import { forwardingRecipes } from './routers.ts'
import { announce, choosePorts } from './siteSettings.ts'

/** At this computer's own firewall. */
export function incomingAdvice(findings: Findings, facts: Facts): readonly Advice[] {
  const { place } = findings.observations
  if (place.kind === 'codespaces') return [notFromHere]
  // There is no NAT in IPv6, but routers of homes let nothing in by themselves.
  const router = facts.isIPv6 ? [forwardToClient(place, facts)] : []
  const inside = place.kind === 'container' ? passedInside(place, facts) : []
  return [...choosePorts(findings, facts), letIn(place, facts), ...router, ...inside]
}

/** At the router in front of it. */
export function routerAdvice(findings: Findings, facts: Facts): readonly Advice[] {
  const { place } = findings.observations
  if (place.kind === 'codespaces') return [notFromHere]
  if (!facts.isIPv6 && isPrivateAddress(facts.serverAddress ?? '')) return neighbourAdvice(findings, facts)
  return [...announce(findings, facts), forwardToClient(place, facts), letIn(place, facts), ...passedInside(place, facts)]
}

/** Where a router lies between two private networks, only the inner networks of WSL and containers can be done without. */
function neighbourAdvice(findings: Findings, facts: Facts): readonly Advice[] {
  const { place } = findings.observations
  const join = joinNetwork(place, facts)
  return join.recipes.length === 0 ? [join] : [join, ...choosePorts(findings, facts), letIn(place, facts)]
}

function letIn(place: Place, { activePorts, serverAddress, isIPv6 }: Facts): Advice {
  const opening: Opening = { direction: 'in', ports: activePorts, peer: serverAddress, isIPv6, name: 'FTP active mode' }
  return {
    id: 'allow-incoming-active',
    who: 'client',
    title: `Let the server in on ports ${portsText(activePorts)}`,
    why: `In active mode the server dials this computer, whose firewall has to let it in. ${fromServerOnly(serverAddress)}${placeWords(place)}`.trimEnd(),
    recipes: clientFirewallRecipes(opening, place),
  }
}

function fromServerOnly(address: string | undefined): string {
  return address === undefined ? '' : `The rule lets in nobody but the server (${address}). `
}

const unknownOwn = 'ADDRESS_OF_THIS_COMPUTER'

/** The router knows the computer, and not what is inside of it. */
function forwardToClient(place: Place, { activePorts, ownAddress, serverAddress, isIPv6 }: Facts): Advice {
  const to = ownAddress === undefined || isHiddenInside(place, ownAddress) ? unknownOwn : ownAddress
  const outer = to === unknownOwn ? `Put the address that this computer has in the router's network in place of ${unknownOwn}. ` : ''
  return {
    id: 'forward-active-ports',
    who: 'client',
    title: isIPv6
      ? `Let the server in on ports ${portsText(activePorts)} at your router`
      : `Forward ports ${portsText(activePorts)} on the router to ${to}`,
    why: `The server dials the router, which has to pass the connection on to this computer. ${outer}`.trimEnd(),
    recipes: forwardingRecipes({ ports: activePorts, to, from: serverAddress, at: undefined, isIPv6 }),
  }
}

const notFromHere: Advice = {
  id: 'active-not-from-here',
  who: 'client',
  title: 'Use passive mode in a codespace',
  why: 'In active mode the server dials the computer that Portside runs on, and a codespace can be reached by nobody. Use passive mode, or open the folder on a computer of your own.',
  recipes: [],
}

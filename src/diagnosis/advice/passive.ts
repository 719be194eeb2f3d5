/** What to do when passive mode fails: mostly at the server, which has to be reachable on more ports than that for commands. */

import type { Advice, ModeFinding } from '../diagnosis.ts'
import type { Place } from '../observations.ts'
import { portsText } from '../words.ts'
import { unprivilegedPorts, type Facts, type Findings } from './facts.ts'
import { answersRecipes, clientFirewallRecipes, serverFirewallRecipes, type Opening } from './firewalls.ts'
import { forwardingRecipes, publishRecipe } from './routers.ts'
import { modeAllowedRecipes, passivePortsRecipes, publicAddressRecipes } from './serverSettings.ts'
import { dialElsewhere } from './siteSettings.ts'

export function passiveAdvice(findings: Findings, facts: Facts): readonly Advice[] {
  switch (findings.passive.culprit) {
    case undefined:
      return wrongAddressAdvice(findings, facts)
    case 'serverFirewall':
      return [limitPorts(findings, facts), openPorts(facts), lessLikely(reachServer(findings, facts))]
    case 'someFirewall':
      return [limitPorts(findings, facts), openPorts(facts), reachServer(findings, facts)]
    case 'serverRouter':
      if (facts.isThroughForwarding) return [limitPorts(findings, facts), publish(facts)]
      return [limitPorts(findings, facts), forwardToServer(facts), announceAddress(facts, forwardingNeedsIt)]
    case 'clientFirewall':
    case 'clientRouter':
      return [reachServer(findings, facts)]
    case 'proxy':
      return [askProxy]
    case 'server':
      return [isRefused(findings.passive) ? allowPassive(facts) : lookAtLog]
    case 'settings':
      return [...dialElsewhere(findings), lessLikely(openPorts(facts))]
    case 'encryption': // of both modes: advice.ts
      return []
  }
}

function limitPorts({ passive }: Findings, { passivePorts, kind }: Facts): Advice {
  const named = [...new Set(passive.methods.flatMap((way) => (way.named ? [way.named.port] : [])))]
  const seen = named.length > 0 ? ` This time it named ${named.length > 1 ? 'ports' : 'port'} ${named.join(' and ')}.` : ''
  return {
    id: 'limit-passive-ports',
    who: 'server',
    title: `Give the server the passive ports ${portsText(passivePorts)}`,
    why:
      `In passive mode the server names a port of its own for each transfer, and without a range that is any port above 1023.${seen} ` +
      'A limited range is the compromise: the firewall opens few ports, and there are still enough for many transfers at once. ' +
      'If the server has a range already, leave it and open that one.',
    recipes: passivePortsRecipes(passivePorts, kind),
  }
}

function openPorts(facts: Facts): Advice {
  return {
    id: 'open-passive-ports',
    who: 'server',
    title: `Open ports ${portsText(facts.passivePorts)} in the server's firewall`,
    why:
      `The firewall lets port ${facts.controlPort} in and drops or refuses what comes to the passive ports. These rules only add to what it lets in. ` +
      'A provider may have a firewall of its own in front of the server (security group): open the same ports there.',
    recipes: serverFirewallRecipes(passiveOpening(facts), facts.kind),
  }
}

function passiveOpening({ passivePorts, isIPv6 }: Facts): Opening {
  return { direction: 'in', ports: passivePorts, peer: undefined, isIPv6, name: 'FTP passive ports' }
}

const unknownServer = 'PRIVATE_ADDRESS_OF_THE_SERVER'
const unknownPublic = 'PUBLIC_ADDRESS_OF_THE_SERVER'

function forwardToServer({ passivePorts, wrongAddress, serverAddress, isIPv6, controlPort }: Facts): Advice {
  const to = wrongAddress ?? (isIPv6 ? serverAddress : undefined) ?? unknownServer
  return {
    id: 'forward-passive-ports',
    who: 'server',
    title: `Forward ports ${portsText(passivePorts)} on the router in front of the server`,
    why:
      `The router passes port ${controlPort} on to the server, and has to pass its passive ports on too. ` +
      (to === unknownServer
        ? `Put the server's private address in place of ${unknownServer}.`
        : 'If the server has a firewall too, open the same ports there.'),
    recipes: [
      ...forwardingRecipes({ ports: passivePorts, to, from: undefined, at: isIPv6 ? undefined : serverAddress, isIPv6 }),
      publishRecipe(passivePorts),
    ],
  }
}

function publish({ passivePorts }: Facts): Advice {
  return {
    id: 'publish-passive-ports',
    who: 'server',
    title: `Pass ports ${portsText(passivePorts)} through to the server too`,
    why: "The tunnel or container that leads to the server passes its port for commands on, and has to pass its passive ports on under the same numbers. Or connect to the server's own address.",
    recipes: [publishRecipe(passivePorts)],
  }
}

const forwardingNeedsIt = 'Clients that believe the address in the reply to PASV (227) then dial the right one.'

function announceAddress({ serverAddress, wrongAddress, kind }: Facts, why: string): Advice {
  const address = serverAddress === undefined || serverAddress.includes(':') ? unknownPublic : serverAddress
  const named =
    wrongAddress === undefined ? '' : `The server answers PASV with ${wrongAddress}, which nobody can reach from outside its own network. `
  return {
    id: 'announce-public-address',
    who: 'server',
    title: `Let the server announce ${address === unknownPublic ? 'its public address' : address}`,
    why: `${named}${why}${address === unknownPublic ? ` Put the address in place of ${unknownPublic}.` : ''}`,
    recipes: publicAddressRecipes(address, kind),
  }
}

/** Passive mode works from here all the same: only the control connection's address is ever dialled. */
function wrongAddressAdvice({ passive }: Findings, facts: Facts): readonly Advice[] {
  if (passive.works !== true || facts.wrongAddress === undefined || facts.isThroughForwarding) return []
  return [
    announceAddress(
      facts,
      'Portside dials the address of the control connection instead, so nothing is missing here. ' +
        'Other clients may fail: the server should announce its public address.',
    ),
  ]
}

/** On this side: packets that came and were thrown away are the answers of the server, so this computer has got out to it. */
function reachServer({ passive, observations }: Findings, facts: Facts): Advice {
  const areAnswersDropped = passive.culprit === 'clientFirewall' && passive.methods.some(({ discarded = 0 }) => discarded > 0)
  const opening: Opening = {
    direction: 'out',
    ports: unprivilegedPorts,
    peer: facts.serverAddress,
    isIPv6: facts.isIPv6,
    name: 'FTP passive mode',
  }
  return areAnswersDropped ? letAnswersIn(opening) : letOut(opening, observations.place)
}

function letOut(opening: Opening, place: Place): Advice {
  return {
    id: 'allow-outgoing-passive',
    who: 'client',
    title: "Let this computer reach the server's passive ports",
    why:
      'A firewall on this side does not let connections out to ports above 1023. The rule lets them out to this server only. ' +
      'If the firewall is that of your network, ask whoever runs it for the same.',
    recipes: clientFirewallRecipes(opening, place),
  }
}

function letAnswersIn(opening: Opening): Advice {
  return {
    id: 'allow-answers-passive',
    who: 'client',
    title: "Let the answers of the server's passive ports in",
    why:
      'This computer reaches the passive ports, and its firewall throws away what they answer. ' +
      'Most firewalls let in what belongs to a connection that was made from inside; this one has to be told to.',
    recipes: answersRecipes(opening),
  }
}

function lessLikely({ title, why, ...advice }: Advice): Advice {
  return {
    ...advice,
    title: `Less likely: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    why: `If that changes nothing: ${why.charAt(0).toLowerCase()}${why.slice(1)}`,
  }
}

const askProxy: Advice = {
  id: 'proxy-data-ports',
  who: 'client',
  title: "Let the proxy reach the server's passive ports, or do without it",
  why:
    "The proxy connects to the server's port for commands, and not to the ports above 1023 that it names for data. " +
    'Ask whoever runs the proxy to allow them for this server, or remove the proxy from the site if the server can be reached without it.',
  recipes: [],
}

function allowPassive({ kind }: Facts): Advice {
  return {
    id: 'allow-passive-mode',
    who: 'server',
    title: 'Allow passive mode on the server',
    why: 'The server refuses the commands of passive mode, so no firewall is to blame. It may have been turned off in its settings: turn it on.',
    recipes: modeAllowedRecipes('passive', kind),
  }
}

/** As far as the commands came, and no further. */
export function isRefused({ methods }: ModeFinding): boolean {
  return methods.every(({ outcome }) => outcome === 'commandRefused' || outcome === 'impossible' || outcome === 'untried')
}

export const lookAtLog: Advice = {
  id: 'look-at-server-log',
  who: 'server',
  title: "Look at the server's log",
  why: 'The data connection is not blocked: the server itself gives up, and its log says why. Ask whoever runs it to look there, at the time below.',
  recipes: [],
}

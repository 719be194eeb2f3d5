/** What to do when active mode fails: the server's firewall has to let its connections out, this computer's has to let them in. */

import type { PortRange } from '../../ftp/server.ts'
import type { Advice, AdviceAction, Recipe } from '../diagnosis.ts'
import type { Place } from '../observations.ts'
import type { ServerKind } from '../serverKind.ts'
import { placeWords } from '../words.ts'
import { addressIn, unprivilegedPorts, usualActivePorts, type Facts, type Findings } from './facts.ts'
import { clientFirewallRecipes, dashes, serverFirewallRecipes, portsText, type Opening } from './firewalls.ts'
import { isRefused, lookAtLog } from './passive.ts'
import { forwardingRecipes, publishRecipe } from './routers.ts'
import { dataPortRecipes, modeAllowedRecipes } from './serverSettings.ts'

export function activeAdvice(findings: Findings, facts: Facts): readonly Advice[] {
  const { active, observations } = findings
  switch (active.culprit) {
    case undefined:
      return []
    case 'serverFirewall':
      return outgoingAdvice(findings, facts)
    case 'serverRouter':
      return [notThroughTunnel]
    case 'clientFirewall':
      return incomingAdvice(findings, facts)
    case 'someFirewall':
      return [...incomingAdvice(findings, facts), ...outgoingAdvice(findings, facts)]
    case 'clientRouter':
      return observations.place.kind === 'codespaces' ? [notFromHere] : routerAdvice(findings, facts)
    case 'proxy':
      return [withoutProxy]
    case 'server':
      return [isRefused(active) ? allowActive(facts) : lookAtLog]
    case 'settings':
      return [settingsAdvice(findings, facts)]
    case 'encryption': // of both modes: advice.ts
      return []
  }
}

// The server's side: it dials.

/** RFC 959 section 3.2: one below the port of the control connection. */
const ftpDataPort = 20

function outgoingAdvice({ observations }: Findings, facts: Facts): readonly Advice[] {
  const letOut = letServerOut(outgoing(facts, observations.settings.activePorts !== undefined), facts)
  return canBeTold(facts) ? [letOut, dialFromDataPort(facts)] : [letOut]
}

function letServerOut(opening: Opening, { kind }: Facts): Advice {
  const isFromOnePort = opening.dialledFrom !== undefined
  const from = isFromOnePort ? `from its port ${ftpDataPort}` : 'to the ports of this computer'
  const how = isFromOnePort
    ? `Servers dial from port ${ftpDataPort} for this, so nothing else has to be let out. If this one doesn't, tell it to, or let out what goes to ports above 1023.`
    : 'This server may dial from any port, so the rule goes by where it dials.'
  return {
    id: 'allow-outgoing-active',
    who: 'server',
    title: `Let the server open connections ${from}`,
    why: `In active mode the server dials: its firewall has to let new connections out, not only answers. ${how}`,
    recipes: serverFirewallRecipes(opening, kind),
  }
}

function outgoing({ kind, activePorts, seenAddress, isIPv6 }: Facts, hasRange: boolean): Opening {
  const common = { direction: 'out', isIPv6, name: 'FTP active mode' } as const
  if (!fromAnyPort.has(kind)) return { ...common, ports: unprivilegedPorts, dialledFrom: ftpDataPort, peer: undefined }
  return { ...common, ports: hasRange ? activePorts : unprivilegedPorts, peer: seenAddress }
}

/** ProFTPD 1.3.8 dials from port 20 only where it listens on 21 and was started by root. */
const fromAnyPort: ReadonlySet<ServerKind> = new Set(['proftpd', 'pyftpdlib', 'filezilla'])

function canBeTold({ kind, controlPort }: Facts): boolean {
  return kind === 'vsftpd' || kind === 'unknown' || (kind === 'proftpd' && controlPort === ftpDataPort + 1)
}

function dialFromDataPort({ kind }: Facts): Advice {
  return {
    id: 'dial-from-data-port',
    who: 'server',
    title: `Let the server dial from port ${ftpDataPort}`,
    why:
      `Its firewall can then go by that port, and let out what comes from it, wherever it goes. ` +
      "ProFTPD keeps root's rights after the login for that, which is less safe: let it rather dial from any port where the firewall can go by the client's.",
    recipes: dataPortRecipes(ftpDataPort, kind),
  }
}

// This side: it listens.

function incomingAdvice(findings: Findings, facts: Facts): readonly Advice[] {
  const { place, settings } = findings.observations
  if (place.kind === 'codespaces') return [notFromHere]
  const ports = settings.activePorts ? [] : [choosePorts(findings, facts)]
  // There is no NAT in IPv6, but routers of homes let nothing in by themselves.
  const router = facts.isIPv6 ? [forwardToClient(place, facts)] : []
  return [...ports, letIn(place, facts), ...router, ...publishing(place, facts)]
}

function choosePorts(findings: Findings, { activePorts }: Facts): Advice {
  return {
    id: 'choose-active-ports',
    who: 'portside',
    title: `Listen on ports ${portsText(activePorts)} only`,
    why:
      `${notNeeded(findings)}Without a range, active mode listens on any free port, and a firewall would have to let all of them in. ` +
      'A short range does: it takes one port for each transfer that runs at the same time.',
    recipes: [activeSettings(activePorts, undefined)],
    action: { kind: 'setActive', activePorts },
  }
}

function letIn(place: Place, { activePorts, serverAddress, isIPv6 }: Facts): Advice {
  const opening: Opening = { direction: 'in', ports: activePorts, peer: serverAddress, isIPv6, name: 'FTP active mode' }
  return {
    id: 'allow-incoming-active',
    who: 'client',
    title: `Let the server in on ports ${portsText(activePorts)}`,
    why: `In active mode the server dials this computer, whose firewall has to let it in. ${fromServerOnly(serverAddress)}${placeWords(place)}`.trimEnd(),
    recipes: clientFirewallRecipes(opening, place.platform),
  }
}

function fromServerOnly(address: string | undefined): string {
  return address === undefined ? '' : `The rule lets in nobody but the server (${address}). `
}

function publishing({ kind }: Place, { activePorts }: Facts): readonly Advice[] {
  if (kind !== 'container') return []
  const ports = dashes(activePorts)
  return [
    {
      id: 'publish-active-ports',
      who: 'client',
      title: `Publish ports ${portsText(activePorts)} of the container`,
      why: "A container's ports are reachable from outside only if it was started with them published. Set the site's activeAddress to the address of the computer that it is on.",
      recipes: [
        publishRecipe(activePorts),
        { tool: 'devcontainer', label: 'devcontainer.json', language: 'jsonc', text: `"runArgs": ["-p", "${ports}:${ports}"]` },
      ],
    },
  ]
}

// A router in front of this computer.

const unknownAddress = 'YOUR_PUBLIC_ADDRESS'
const unknownOwn = 'ADDRESS_OF_THIS_COMPUTER'

function routerAdvice(findings: Findings, facts: Facts): readonly Advice[] {
  const { place, settings } = findings.observations
  const isAnnounced = settings.activePorts !== undefined && settings.activeAddress !== undefined
  return [
    ...(isAnnounced ? [] : [announce(findings, facts)]),
    forwardToClient(place, facts),
    letIn(place, facts),
    ...publishing(place, facts),
  ]
}

function announce(findings: Findings, facts: Facts): Advice {
  const { activePorts, isIPv6 } = facts
  const address = isIPv6 ? undefined : publicAddress(facts)
  const needsAddress = !isIPv6 && address === undefined
  const range = `ports ${portsText(activePorts)}`
  return {
    id: 'announce-active-address',
    who: 'portside',
    title: isIPv6 ? `Listen on ${range} only` : `Announce ${address ?? "your router's public address"} and ${range}`,
    why:
      `${notNeeded(findings)}The router in front of this computer lets nobody in by itself. Active mode needs a range of ports that the router passes on` +
      (isIPv6 ? '. ' : ", and has to name the router's public address instead of this computer's. ") +
      (needsAddress ? `Put that address in place of ${unknownAddress}: the router shows it. ` : '') +
      'It makes sense where the address stays the same and the router is yours; a router of your provider that shares one address among many can pass nothing on. ' +
      "Some routers read FTP and do all this by themselves (ALG, conntrack helper); encrypted connections they can't read.",
    recipes: [activeSettings(activePorts, address ?? (isIPv6 ? undefined : unknownAddress))],
    action: setActive(facts, address),
  }
}

function publicAddress({ seenAddress, ownAddress }: Pick<Facts, 'seenAddress' | 'ownAddress'>): string | undefined {
  return seenAddress === ownAddress ? undefined : seenAddress
}

function setActive({ activePorts }: Facts, activeAddress: string | undefined): AdviceAction {
  return { kind: 'setActive', activePorts, ...(activeAddress === undefined ? {} : { activeAddress }) }
}

function forwardToClient(place: Place, { activePorts, ownAddress = unknownOwn, serverAddress, isIPv6 }: Facts): Advice {
  return {
    id: 'forward-active-ports',
    who: 'client',
    title: isIPv6
      ? `Let the server in on ports ${portsText(activePorts)} at your router`
      : `Forward ports ${portsText(activePorts)} on the router to ${ownAddress}`,
    why: `The server dials the router, which has to pass the connection on to this computer. ${placeWords(place)}`.trimEnd(),
    recipes: forwardingRecipes({ ports: activePorts, to: ownAddress, from: serverAddress, at: undefined, isIPv6 }),
  }
}

function activeSettings(ports: PortRange, address: string | undefined): Recipe {
  return siteRecipe([`"activePorts": "${dashes(ports)}"`, ...(address === undefined ? [] : [`"activeAddress": "${address}"`])])
}

function siteRecipe(lines: readonly string[]): Recipe {
  return { tool: 'site', label: 'Settings of the site', language: 'jsonc', text: lines.join(',\n') }
}

function notNeeded({ passive }: Findings): string {
  return passive.works === true ? 'Passive mode works, and is the better choice here: this is only for those who need active mode. ' : ''
}

const notFromHere: Advice = {
  id: 'active-not-from-here',
  who: 'client',
  title: 'Use passive mode in a codespace',
  why: 'In active mode the server dials the computer that Portside runs on, and a codespace can be reached by nobody. Use passive mode, or open the folder on a computer of your own.',
  recipes: [],
}

const withoutProxy: Advice = {
  id: 'active-without-proxy',
  who: 'client',
  title: 'Use passive mode, or connect without the proxy',
  why: 'In active mode the server dials this computer, and a proxy lets nobody in. Use passive mode, or remove the proxy from the site if the server can be reached without it.',
  recipes: [],
}

function allowActive({ kind }: Facts): Advice {
  return {
    id: 'allow-active-mode',
    who: 'server',
    title: 'Allow active mode on the server',
    why: 'The server refuses the commands of active mode, so no firewall is to blame. It may have been turned off in its settings: turn it on, or use passive mode.',
    recipes: modeAllowedRecipes('active', kind),
  }
}

const notThroughTunnel: Advice = {
  id: 'active-not-through-tunnel',
  who: 'client',
  title: 'Use passive mode, or connect to the server directly',
  why: "The server is reached through a tunnel or a container's published port, which lets connections through in one direction only. Use passive mode, with its ports passed on too, or connect to the server's own address.",
  recipes: [],
}

function settingsAdvice(findings: Findings, facts: Facts): Advice {
  const stranger = addressIn(findings.active.methods.flatMap(({ strangers }) => strangers)[0]?.address)
  if (stranger !== undefined) return nameDataHost(stranger)
  const { activeAddress } = findings.observations.settings
  const { seenAddress: seen } = facts
  const isOutdated = activeAddress !== undefined && seen !== undefined && seen !== activeAddress
  const couldListen = findings.active.methods.some(({ announced }) => announced !== undefined)
  return isOutdated && couldListen ? correctAddress(seen) : checkSettings(facts)
}

function nameDataHost(address: string): Advice {
  return {
    id: 'name-data-host',
    who: 'client',
    title: `Accept data connections from ${address}, if it is the server's`,
    why:
      "The connection came from another address than the server's, and anybody could send one. " +
      'Ask whoever runs the server whether it dials from there; if it does, name the address in the settings of the site.',
    recipes: [siteRecipe([`"dataHost": "${address}"`])],
  }
}

function correctAddress(address: string): Advice {
  return {
    id: 'correct-active-address',
    who: 'portside',
    title: `Announce ${address}`,
    why: `The server sees this computer as ${address}, and the site announces another address: the server dials that one in vain. Change it.`,
    recipes: [siteRecipe([`"activeAddress": "${address}"`])],
    action: { kind: 'setActive', activeAddress: address },
  }
}

function checkSettings({ seenAddress, ownAddress }: Facts): Advice {
  const address = publicAddress({ seenAddress, ownAddress })
  return {
    id: 'check-active-settings',
    who: 'client',
    title: "Check the site's settings for active mode",
    why:
      `This computer could not listen as they say. Choose activePorts that no other program takes, such as ${portsText(usualActivePorts)}, ` +
      "and an activeAddress that is this computer's or its router's; or remove both.",
    recipes: [activeSettings(usualActivePorts, address)],
  }
}

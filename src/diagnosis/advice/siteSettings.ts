/** What to change in the settings of the site: one click where nothing has to be asked before. */

import type { PortRange } from '../../ftp/server.ts'
import type { Advice, AdviceAction, Recipe } from '../diagnosis.ts'
import { otherPublicAddress } from '../nat.ts'
import { dashes, portsText } from '../words.ts'
import { addressIn, usualActivePorts, type Facts, type Findings } from './facts.ts'

/** Nothing where the site has a range. */
export function choosePorts(findings: Findings, { activePorts }: Facts): readonly Advice[] {
  if (findings.observations.settings.activePorts) return []
  return [
    {
      id: 'choose-active-ports',
      who: 'portside',
      title: `Listen on ports ${portsText(activePorts)} only`,
      why:
        `${notNeeded(findings)}Without a range, active mode listens on any free port, and a firewall would have to let all of them in. ` +
        'A short range does: it takes one port for each transfer that runs at the same time.',
      recipes: [activeSettings(activePorts, undefined)],
      action: { kind: 'setActive', activePorts },
    },
  ]
}

const unknownAddress = 'YOUR_PUBLIC_ADDRESS'

/** The router's address, and the ports that it is to pass on. Nothing where the site has both. */
export function announce(findings: Findings, facts: Facts): readonly Advice[] {
  const { settings } = findings.observations
  if (settings.activePorts !== undefined && settings.activeAddress !== undefined) return []
  const { activePorts, isIPv6 } = facts
  const address = isIPv6 ? undefined : publicAddress(facts)
  const needsAddress = !isIPv6 && address === undefined
  const range = `ports ${portsText(activePorts)}`
  return [
    {
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
    },
  ]
}

function publicAddress({ seenAddress, ownAddress }: Pick<Facts, 'seenAddress' | 'ownAddress'>): string | undefined {
  return seenAddress === ownAddress ? undefined : seenAddress
}

function setActive({ activePorts }: Facts, activeAddress: string | undefined): AdviceAction {
  return { kind: 'setActive', activePorts, ...(activeAddress === undefined ? {} : { activeAddress }) }
}

/** Where the settings themselves are in the way of active mode. */
export function correctSettings(findings: Findings, facts: Facts): Advice {
  const stranger = addressIn(findings.active.methods.flatMap(({ strangers }) => strangers)[0]?.address)
  if (stranger !== undefined) return acceptFrom(stranger)
  const { activeAddress } = findings.observations.settings
  const { seenAddress: seen } = facts
  const isOutdated = activeAddress !== undefined && seen !== undefined && seen !== activeAddress
  const couldListen = findings.active.methods.some(({ announced }) => announced !== undefined)
  return isOutdated && couldListen ? correctAddress(seen) : checkSettings(facts)
}

function acceptFrom(address: string): Advice {
  return {
    ...nameDataHost(address),
    title: `Accept data connections from ${address}, if it is the server's`,
    why:
      "The connection came from another address than the server's, and anybody could send one. " +
      'Ask whoever runs the server whether it dials from there; if it does, name the address in the settings of the site.',
  }
}

/** Where the server names another machine for its data: the address in its 227. */
export function dialElsewhere({ observations }: Findings): readonly Advice[] {
  const other = addressIn(otherPublicAddress(observations))
  if (other === undefined) return []
  return [
    {
      ...nameDataHost(other),
      title: `Fetch data from ${other}, if it is the server's`,
      why:
        `The server names ${other} for data connections, and Portside dials no address but the server's own unless it is told to: ` +
        'a server that lies could make this computer connect anywhere. ' +
        'Ask whoever runs the server whether its data is on that machine; if it is, name the address in the settings of the site.',
    },
  ]
}

function nameDataHost(address: string): Pick<Advice, 'id' | 'who' | 'recipes'> {
  return { id: 'name-data-host', who: 'client', recipes: [siteRecipe([`"dataHost": "${address}"`])] }
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

function checkSettings(facts: Facts): Advice {
  return {
    id: 'check-active-settings',
    who: 'client',
    title: "Check the site's settings for active mode",
    why:
      `This computer could not listen as they say. Choose activePorts that no other program takes, such as ${portsText(usualActivePorts)}, ` +
      "and an activeAddress that is this computer's or its router's; or remove both.",
    recipes: [activeSettings(usualActivePorts, publicAddress(facts))],
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

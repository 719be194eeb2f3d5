/** WSL and containers: a network of their own inside a computer, whose address is the one that others know. Active mode listens in there. */

import type { PortRange } from '../../ftp/server.ts'
import type { Advice, Recipe } from '../diagnosis.ts'
import type { Place } from '../observations.ts'
import { dashes, portsText } from '../words.ts'
import type { Facts } from './facts.ts'
import { publishRecipe } from './routers.ts'

/** True if nobody outside that computer can reach the address: WSL and Docker give out those of 172.16.0.0/12, Podman the others. */
export function isHiddenInside({ kind }: Place, address: string | undefined): boolean {
  return (kind === 'wsl' || kind === 'container') && innerNetworks.test(address ?? '')
}

const innerNetworks = /^(?:172\.(?:1[6-9]|2\d|3[01])|10\.88|10\.0\.2)\./

/** How what arrives at that computer gets inside. */
export function passedInside(place: Place, facts: Facts): readonly Advice[] {
  const { kind } = place
  if (kind === 'container') return [publishing(facts)] // whatever its network: there are as many as people make
  return isHiddenInside(place, facts.ownAddress) ? [passedToWsl(facts)] : []
}

function publishing({ activePorts }: Facts): Advice {
  const ports = dashes(activePorts)
  return {
    id: 'publish-active-ports',
    who: 'client',
    title: `Publish ports ${portsText(activePorts)} of the container`,
    why: "A container's ports are reachable from outside only if it was started with them published, or uses the network of its computer.",
    recipes: [publishRecipe(activePorts), devcontainer(`"-p", "${ports}:${ports}"`)],
  }
}

function passedToWsl({ activePorts, ownAddress = 'ADDRESS_OF_WSL' }: Facts): Advice {
  return {
    id: 'pass-ports-to-wsl',
    who: 'client',
    title: `Let ports ${portsText(activePorts)} through from Windows to WSL`,
    why:
      'WSL has a network of its own inside Windows. With Windows 11 it can share that of Windows: the better choice. ' +
      'Otherwise Windows can pass the ports on, but then it is Windows that connects: name its address in WSL as dataHost in the settings of the site, ' +
      "and let nobody but the server in at Windows' firewall. WSL gets another address when it starts anew.",
    recipes: [mirrored, portProxy(activePorts, ownAddress)],
  }
}

/** netsh takes one port at a time, and listens on all of Windows' addresses if it is not told on which. */
function portProxy({ low, high }: PortRange, to: string): Recipe {
  const text = [
    '# As administrator. The dataHost is what this says in WSL, behind "via": ip route show default',
    `${low}..${high} | ForEach-Object { netsh interface portproxy add v4tov4 listenport=$_ connectaddress=${to} connectport=$_ }`,
  ]
  return { tool: 'portproxy', label: 'Windows (PowerShell)', language: 'powershell', text: text.join('\n') }
}

const mirrored: Recipe = {
  tool: 'wslconfig',
  label: '.wslconfig (Windows 11)',
  language: 'ini',
  text: ['# In your folder of Windows. Then, in PowerShell: wsl --shutdown', '[wsl2]', 'networkingMode=mirrored'].join('\n'),
}

/**
 * Among neighbours Portside announces its own address, and neither `activeAddress` nor forwarding changes that: the network has
 * to become one that the server reaches.
 */
export function joinNetwork(place: Place, { ownAddress }: Facts): Advice {
  const { kind } = place
  if (kind === 'wsl' && isHiddenInside(place, ownAddress))
    return { ...shareNetwork, title: 'Let WSL share the network of Windows', recipes: [mirrored] }
  if (kind !== 'container') return behindRouter
  return {
    ...shareNetwork,
    title: 'Let the container share the network of its computer',
    recipes: [hostNetwork, devcontainer('"--network=host"')],
  }
}

const shareNetwork: Pick<Advice, 'id' | 'who' | 'why'> = {
  id: 'share-network',
  who: 'client',
  why:
    'Portside runs in a network inside this computer, which the server does not know: it can reach nobody in there. ' +
    'Shared, the network has the address of the computer itself. Or use passive mode.',
}

const behindRouter: Advice = {
  id: 'active-not-through-router',
  who: 'client',
  title: 'Use passive mode, or connect without the router in between',
  why:
    'A router with NAT lies between this computer and the server, whose address is a private one: to such a server Portside announces only its own address, which the server can not reach. ' +
    "A router that reads FTP (ALG, conntrack helper) mends that by itself; encrypted connections it can't read.",
  recipes: [],
}

const hostNetwork: Recipe = { tool: 'docker', label: 'Container (docker run)', language: 'text', text: '--network host' }

function devcontainer(args: string): Recipe {
  return { tool: 'devcontainer', label: 'devcontainer.json', language: 'jsonc', text: `"runArgs": [${args}]` }
}

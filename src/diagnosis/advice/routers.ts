/** Passing ports on from a router to a computer behind it: port forwarding, as its windows call it. */

import type { PortRange } from '../../ftp/server.ts'
import type { Recipe } from '../diagnosis.ts'
import { dashes, portsText } from '../words.ts'
import { colons } from './firewalls.ts'

export interface Forwarding {
  readonly ports: PortRange
  /** The computer behind the router; a placeholder where it is not known. */
  readonly to: string
  /** Who may come; without it, anybody. */
  readonly from: string | undefined
  /** The address that is dialled, where it is certain to be the router's. */
  readonly at: string | undefined
  /** There is no translation then: the router's firewall is all there is. */
  readonly isIPv6: boolean
}

export function forwardingRecipes(forwarding: Forwarding): readonly Recipe[] {
  return [
    { tool: 'router', label: 'Router with web pages', language: 'text', text: words(forwarding).join('\n') },
    { tool: 'iptables-router', label: 'Linux router (iptables)', language: 'sh', text: iptables(forwarding).join('\n') },
    { tool: 'nftables-router', label: 'Linux router (nftables)', language: 'sh', text: nftables(forwarding).join('\n') },
  ]
}

/** For a program in a container: its computer is the router. */
export function publishRecipe(ports: PortRange): Recipe {
  return { tool: 'docker', label: 'Container (docker run)', language: 'text', text: `-p ${dashes(ports)}:${dashes(ports)}` }
}

function words({ ports, to, from, isIPv6 }: Forwarding): readonly string[] {
  const only = from === undefined ? '' : `, only from ${from} if it can say so`
  if (isIPv6) return [`In the router's IPv6 firewall, let in TCP ${portsText(ports)} to ${to}${only}.`]
  return [
    'The page is called "Port forwarding", "Virtual server" or "NAT".',
    `Forward TCP ${portsText(ports)} to ${to}, the same ports there${only}.`,
    `Let the router always give ${to} to that computer (DHCP reservation).`,
  ]
}

function iptables({ ports, to, from, at, isIPv6 }: Forwarding): readonly string[] {
  const program = isIPv6 ? 'ip6tables' : 'iptables'
  const source = from === undefined ? '' : ` -s ${from}`
  const back = from === undefined ? '' : ` -d ${from}`
  const router = at === undefined ? '' : ` -d ${at}`
  const translate = `iptables -t nat -I PREROUTING 1 -p tcp${source}${router} --dport ${colons(ports)} -j DNAT --to-destination ${to}`
  return [
    '# On the router, as root.',
    ...(isIPv6 ? [] : [translate]),
    `${program} -I FORWARD 1 -p tcp${source} -d ${to} --dport ${colons(ports)} -j ACCEPT`,
    '# The answers.',
    `${program} -I FORWARD 1 -p tcp -s ${to}${back} --sport ${colons(ports)} -m conntrack --ctstate ESTABLISHED -j ACCEPT`,
  ]
}

/** To translate, a table of our own does. To be let through, it takes the chain that drops. */
function nftables({ ports, to, from, at, isIPv6 }: Forwarding): readonly string[] {
  const family = isIPv6 ? 'ip6' : 'ip'
  const source = from === undefined ? '' : `${family} saddr ${from} `
  const router = at === undefined ? '' : `${family} daddr ${at} `
  const translate = [
    'nft add table ip portside',
    "nft add chain ip portside prerouting '{ type nat hook prerouting priority -110; }'",
    `nft add rule ip portside prerouting ${source}${router}tcp dport ${dashes(ports)} dnat to ${to}`,
  ]
  return [
    '# On the router, as root.',
    ...(isIPv6 ? [] : translate),
    '# The usual names: table inet filter, chain forward. See yours with: nft list ruleset',
    `nft insert rule inet filter forward ${source}${family} daddr ${to} tcp dport ${dashes(ports)} accept`,
  ]
}

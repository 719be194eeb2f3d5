/**
 * Networks in which the advice of a diagnosis is carried out. Besides those that are browsed too, the same firewalls built with
 * nftables, under the usual names of their tables and chains, and some over IPv6.
 */

import { sideBySideInIpv6 } from './layouts.ts'
import { scenarios, type Scenario } from './scenarios.ts'

export interface AdvisedScenario extends Scenario {
  /** What its firewalls are built with, and so the recipes that mend it. */
  readonly firewall: 'iptables' | 'nftables'
}

/** What a firewall lets in that opens nothing by itself. */
const admitsAnswers = [
  'nft add table inet filter',
  "nft add chain inet filter input '{ type filter hook input priority filter; policy drop; }'",
  'nft add rule inet filter input iifname lo accept',
  'nft add rule inet filter input ct state established,related accept',
  "nft add rule inet filter input meta l4proto '{ icmp, ipv6-icmp }' accept",
]

const admits21 = [...admitsAnswers, 'nft add rule inet filter input tcp dport 20-21 accept']

/** Those inside get out under the router's address. */
const translates = [
  'echo 1 > /proc/sys/net/ipv4/ip_forward',
  'nft add table ip nat',
  "nft add chain ip nat postrouting '{ type nat hook postrouting priority srcnat; }'",
  'nft add rule ip nat postrouting oifname wan0 masquerade',
  'nft add table inet filter',
  "nft add chain inet filter forward '{ type filter hook forward priority filter; policy drop; }'",
  'nft add rule inet filter forward ct state established,related accept',
  'nft add rule inet filter forward iifname lan0 accept',
]

const forwards21 = [
  "nft add chain ip nat prerouting '{ type nat hook prerouting priority dstnat; }'",
  'nft add rule ip nat prerouting iifname wan0 tcp dport 21 dnat to 10.77.0.2',
  'nft add rule inet filter forward iifname wan0 tcp dport 21 accept',
]

/** Without it two computers don't find each other. */
const admitsNeighboursInIpv6 = ['ip6tables -A INPUT -p icmpv6 -j ACCEPT', 'ip6tables -A OUTPUT -p icmpv6 -j ACCEPT']

/** A host tells its neighbours of its groups (RFC 3810), soon after it is up: what nobody wants counts as thrown away too. */
const isQuietInIpv6 = ['ip6tables -A OUTPUT -p icmpv6 --icmpv6-type 143 -j DROP']

/** Firewalls that don't know what belongs to a connection: what answers needs a rule of its own. */
function withoutConnections(program: 'iptables' | 'ip6tables', ports: string): readonly string[] {
  return [
    ...['INPUT', 'OUTPUT'].map((chain) => `${program} -P ${chain} DROP`),
    `${program} -A INPUT -i lo -j ACCEPT`,
    `${program} -A OUTPUT -o lo -j ACCEPT`,
    `${program} -A INPUT -p tcp -m multiport --dports ${ports} -j ACCEPT`,
    `${program} -A OUTPUT -p tcp -m multiport --sports ${ports} -j ACCEPT`,
  ]
}

/** What the servers differ in is told apart over IPv4. */
const onVsftpdOnly = { vsftpd: [] }

export const advisedScenarios: readonly AdvisedScenario[] = [
  ...Object.values<Scenario>(scenarios).map((scenario) => ({ ...scenario, firewall: 'iptables' as const })),

  { ...scenarios.serverAdmitsOnly21, firewall: 'nftables', rules: { server: admits21 } },

  {
    ...scenarios.serverRefusesAllBut21,
    firewall: 'nftables',
    rules: { server: [...admits21, 'nft add rule inet filter input meta l4proto tcp reject with tcp reset'] },
  },

  {
    ...scenarios.serverRange,
    firewall: 'nftables',
    rules: {
      server: [
        ...admitsAnswers,
        "nft add rule inet filter input tcp dport '{ 21, 9981-9990 }' accept",
        "nft add chain inet filter output '{ type filter hook output priority filter; policy drop; }'",
        'nft add rule inet filter output oifname lo accept',
        'nft add rule inet filter output ct state established accept',
      ],
    },
  },

  {
    ...scenarios.serverRange,
    name: `${scenarios.serverRange.name}, not even answers, and the server dials from any port`,
    firewall: 'iptables',
    rules: { server: withoutConnections('iptables', '21,9981:9990') },
    extra: { vsftpd: ['connect_from_port_20=NO'] },
    remedies: ['allow-outgoing-active', 'dial-from-data-port'],
  },

  { ...scenarios.clientDropsInbound, firewall: 'nftables', rules: { client: admitsAnswers } },

  {
    ...scenarios.clientNat,
    name: `${scenarios.clientNat.name}, and has a firewall that lets nobody in`,
    firewall: 'nftables',
    rules: { router: translates, client: admitsAnswers },
    remedies: ['announce-active-address', 'forward-active-ports', 'allow-incoming-active'],
  },

  {
    ...scenarios.serverNatForwardsOnly21,
    firewall: 'nftables',
    rules: { router: [...translates, ...forwards21] },
  },

  {
    ...scenarios.serverAdmitsOnly21,
    name: `${scenarios.serverAdmitsOnly21.name}, both ways, over IPv6`,
    firewall: 'iptables',
    layout: sideBySideInIpv6,
    rules: { server: [...admitsNeighboursInIpv6, ...withoutConnections('ip6tables', '20,21')] },
    extra: onVsftpdOnly,
  },

  {
    ...scenarios.clientDropsInbound,
    name: `${scenarios.clientDropsInbound.name}, over IPv6`,
    firewall: 'iptables',
    layout: sideBySideInIpv6,
    rules: {
      server: isQuietInIpv6,
      client: [...admitsNeighboursInIpv6, 'ip6tables -P INPUT DROP', 'ip6tables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT'],
    },
    extra: onVsftpdOnly,
  },

  {
    ...scenarios.clientDropsInbound,
    name: `${scenarios.clientDropsInbound.name}, over IPv6`,
    firewall: 'nftables',
    layout: sideBySideInIpv6,
    rules: { server: isQuietInIpv6, client: admitsAnswers },
    extra: onVsftpdOnly,
  },
]

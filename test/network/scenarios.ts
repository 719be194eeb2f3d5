/** What can lie between a client and a server, in plain words and firewall rules, and what is to be expected of data connections. */

import type { Culprit } from '../../src/diagnosis/diagnosis.ts'
import type { DataMode } from '../../src/ftp/data/strategy.ts'
import type { PortRange } from '../../src/ftp/server.ts'
import type { ServerKind } from '../servers/realServer.ts'
import { clientBehindRouter, farApart, serverBehindRouter, sideBySide, sideBySideInIpv6, type Layout, type Role } from './layouts.ts'

export type Success = 'works' | 'fails'

/** Of each transfer mode. */
export interface Expectation {
  readonly passive: Success
  readonly active: Success
}

export interface Scenario {
  readonly name: string
  readonly layout: Layout
  /** Lines of the shell, run when the network is up. */
  readonly rules?: Partial<Record<Role, readonly string[]>>
  /** The router runs a proxy. */
  readonly hasProxy?: boolean
  /** The range the server is configured with; any port without it. */
  readonly passivePorts?: PortRange
  /** Lines for the configuration of the server. Given for some, it is about these only. */
  readonly extra?: Partial<Record<ServerKind, readonly string[]>>
  /** Options of the command line, in every mode. */
  readonly options?: readonly string[]
  readonly expected: Expectation
  /** Given where encryption makes a difference, or should be seen to make none. */
  readonly overTls?: Expectation
  /** Servers that are the exception, in the clear. */
  readonly exceptions?: Partial<Record<ServerKind, Partial<Expectation>>>
  /** Who is in the way of a mode that fails, as a diagnosis is to find. */
  readonly culprits?: Partial<Record<DataMode, Culprit>>
  /** The advice of a diagnosis that makes the mode work that fails, by its ids. */
  readonly remedies?: readonly string[]
}

const bothWork: Expectation = { passive: 'works', active: 'works' }
const passiveOnly: Expectation = { passive: 'works', active: 'fails' }
const activeOnly: Expectation = { passive: 'fails', active: 'works' }

/** What a firewall lets in that opens nothing by itself. */
const admitsAnswers = [
  'iptables -P INPUT DROP',
  'iptables -A INPUT -i lo -j ACCEPT',
  'iptables -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT',
  'iptables -A INPUT -p icmp -j ACCEPT',
]

/** Namespaces have the forwarding of the machine they are on, so it is said either way. */
const doesNotForward = ['echo 0 > /proc/sys/net/ipv4/ip_forward']

/** A router at home: those inside get out under its address, those outside get in where rules say so. */
const translates = [
  'echo 1 > /proc/sys/net/ipv4/ip_forward',
  'iptables -t nat -A POSTROUTING -o wan0 -j MASQUERADE',
  'iptables -P FORWARD DROP',
  'iptables -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT',
  'iptables -A FORWARD -i lan0 -j ACCEPT',
]

const forwardsToClient = forwarding('50000:50010', '192.168.77.2')
const forwardsToServer = forwarding('21,9981:9990', '10.77.0.2')

function forwarding(ports: string, to: string): readonly string[] {
  return [
    `iptables -t nat -A PREROUTING -i wan0 -p tcp -m multiport --dports ${ports} -j DNAT --to-destination ${to}`,
    `iptables -A FORWARD -i wan0 -p tcp -d ${to} -m multiport --dports ${ports} -j ACCEPT`,
  ]
}

/** Less than what the firewalls let in, so that a wrong port would be noticed. */
const passivePorts: PortRange = { low: 9981, high: 9986 }

export const scenarios = {
  open: { name: 'nothing in the way', layout: sideBySide, expected: bothWork, overTls: bothWork },

  serverAdmitsOnly21: {
    name: "the server's firewall drops all but ports 20 and 21",
    layout: sideBySide,
    rules: { server: [...admitsAnswers, 'iptables -A INPUT -p tcp -m multiport --dports 20,21 -j ACCEPT'] },
    expected: activeOnly,
    culprits: { passive: 'serverFirewall' },
    remedies: ['limit-passive-ports', 'open-passive-ports'],
  },

  serverRefusesAllBut21: {
    name: "the server's firewall refuses all but ports 20 and 21",
    layout: sideBySide,
    rules: {
      server: [
        ...admitsAnswers,
        'iptables -A INPUT -p tcp -m multiport --dports 20,21 -j ACCEPT',
        'iptables -A INPUT -p tcp -j REJECT --reject-with tcp-reset',
      ],
    },
    expected: activeOnly,
    culprits: { passive: 'serverFirewall' },
    remedies: ['limit-passive-ports', 'open-passive-ports'],
  },

  serverRange: {
    name: "the server's firewall lets in port 21 and a range, and nothing out",
    layout: sideBySide,
    rules: {
      server: [
        ...admitsAnswers,
        'iptables -A INPUT -p tcp -m multiport --dports 21,9981:9990 -j ACCEPT',
        'iptables -P OUTPUT DROP',
        'iptables -A OUTPUT -o lo -j ACCEPT',
        'iptables -A OUTPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT',
      ],
    },
    passivePorts,
    expected: passiveOnly,
    culprits: { active: 'serverFirewall' },
    remedies: ['allow-outgoing-active'],
  },

  clientDropsInbound: {
    name: "the client's firewall lets nobody in",
    layout: sideBySide,
    rules: { client: admitsAnswers },
    expected: passiveOnly,
    culprits: { active: 'clientFirewall' },
    remedies: ['choose-active-ports', 'allow-incoming-active'],
  },

  clientAdmitsPort20: {
    name: "the client's firewall lets in only what comes from port 20",
    layout: sideBySide,
    rules: { client: [...admitsAnswers, 'iptables -A INPUT -p tcp --sport 20 --dport 1024: -j ACCEPT'] },
    expected: bothWork,
  },

  clientNat: {
    name: 'the client is behind a translating router',
    layout: clientBehindRouter,
    rules: { router: translates },
    expected: passiveOnly,
    culprits: { active: 'clientRouter' },
    remedies: ['announce-active-address', 'forward-active-ports'],
  },

  clientNatForwards: {
    name: 'the client is behind a translating router that forwards a range, which it announces',
    layout: clientBehindRouter,
    rules: { router: [...translates, ...forwardsToClient] },
    options: ['--active-address', '203.0.113.1', '--active-ports', '50000-50010'],
    expected: bothWork,
    overTls: bothWork,
  },

  clientNatForwardsUnannounced: {
    name: "the client is behind a translating router that forwards a range, and doesn't announce the router's address",
    layout: clientBehindRouter,
    rules: { router: [...translates, ...forwardsToClient] },
    options: ['--active-ports', '50000-50010'],
    expected: passiveOnly,
    exceptions: { proftpd: { active: 'works' } }, // takes a private address for its peer's
    culprits: { active: 'clientRouter' },
    remedies: ['announce-active-address'],
  },

  clientNatHelps: {
    name: 'the client is behind a translating router that reads and rewrites FTP',
    layout: clientBehindRouter,
    rules: { router: [...translates, 'iptables -t raw -A PREROUTING -i lan0 -p tcp --dport 21 -j CT --helper ftp'] },
    expected: bothWork,
    overTls: passiveOnly, // which it can't read
    culprits: { active: 'clientRouter' },
    remedies: ['announce-active-address', 'forward-active-ports'],
  },

  serverNat: {
    name: 'the server is behind a translating router and announces its private address',
    layout: serverBehindRouter,
    rules: { router: [...translates, ...forwardsToServer] },
    passivePorts,
    expected: bothWork,
    overTls: bothWork,
  },

  serverNatWithoutEpsv: {
    name: 'the server is behind a translating router and knows only PASV',
    layout: serverBehindRouter,
    rules: { router: [...translates, ...forwardsToServer] },
    passivePorts,
    extra: { vsftpd: ['cmds_denied=EPSV'], proftpd: ['<Limit EPSV>', 'DenyAll', '</Limit>'] }, // Pure-FTPd can't be told
    expected: bothWork,
  },

  serverNatForwardsOnly21: {
    name: 'the server is behind a translating router that passes only port 21 on',
    layout: serverBehindRouter,
    rules: { router: [...translates, ...forwarding('21', '10.77.0.2')] },
    expected: activeOnly,
    culprits: { passive: 'serverRouter' },
    remedies: ['limit-passive-ports', 'forward-passive-ports'],
  },

  delay: {
    name: '25 ms each way, and one packet of a hundred lost',
    layout: farApart({ ms: 25, lostPerMille: 10 }),
    expected: bothWork,
    overTls: bothWork,
  },

  ipv6Only: { name: 'there is only IPv6', layout: sideBySideInIpv6, expected: bothWork },

  socksProxy: {
    name: 'the client reaches only a SOCKS proxy',
    layout: clientBehindRouter,
    rules: { router: doesNotForward },
    hasProxy: true,
    expected: passiveOnly,
    overTls: passiveOnly,
    culprits: { active: 'proxy' },
  },
} as const satisfies Readonly<Record<string, Scenario>>

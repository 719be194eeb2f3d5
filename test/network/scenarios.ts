/** What can lie between a client and a server, in plain words and firewall rules, and what is to be expected of data connections. */

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

/** A router at home: those inside get out under its address, those outside get in where a rule says so. */
const translates = [
  'echo 1 > /proc/sys/net/ipv4/ip_forward',
  'iptables -t nat -A POSTROUTING -o wan0 -j MASQUERADE',
  'iptables -P FORWARD DROP',
  'iptables -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED,DNAT -j ACCEPT',
  'iptables -A FORWARD -i lan0 -j ACCEPT',
]

const forwardsToClient = 'iptables -t nat -A PREROUTING -i wan0 -p tcp --dport 50000:50010 -j DNAT --to-destination 192.168.77.2'
const forwardsToServer =
  'iptables -t nat -A PREROUTING -i wan0 -p tcp -m multiport --dports 21,9981:9990 -j DNAT --to-destination 10.77.0.2'

/** Less than what the firewalls let in, so that a wrong port would be noticed. */
const passivePorts: PortRange = { low: 9981, high: 9986 }

export const scenarios = {
  open: { name: 'nothing in the way', layout: sideBySide, expected: bothWork, overTls: bothWork },

  serverAdmitsOnly21: {
    name: "the server's firewall drops all but ports 20 and 21",
    layout: sideBySide,
    rules: { server: [...admitsAnswers, 'iptables -A INPUT -p tcp -m multiport --dports 20,21 -j ACCEPT'] },
    expected: activeOnly,
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
  },

  clientDropsInbound: {
    name: "the client's firewall lets nobody in",
    layout: sideBySide,
    rules: { client: admitsAnswers },
    expected: passiveOnly,
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
  },

  clientNatForwards: {
    name: 'the client is behind a translating router that forwards a range, which it announces',
    layout: clientBehindRouter,
    rules: { router: [...translates, forwardsToClient] },
    options: ['--active-address', '203.0.113.1', '--active-ports', '50000-50010'],
    expected: bothWork,
    overTls: bothWork,
  },

  clientNatForwardsUnannounced: {
    name: "the client is behind a translating router that forwards a range, and doesn't announce the router's address",
    layout: clientBehindRouter,
    rules: { router: [...translates, forwardsToClient] },
    options: ['--active-ports', '50000-50010'],
    expected: passiveOnly,
    exceptions: { proftpd: { active: 'works' } }, // takes a private address for its peer's
  },

  clientNatHelps: {
    name: 'the client is behind a translating router that reads and rewrites FTP',
    layout: clientBehindRouter,
    rules: { router: [...translates, 'iptables -t raw -A PREROUTING -i lan0 -p tcp --dport 21 -j CT --helper ftp'] },
    expected: bothWork,
    overTls: passiveOnly, // which it can't read
  },

  serverNat: {
    name: 'the server is behind a translating router and announces its private address',
    layout: serverBehindRouter,
    rules: { router: [...translates, forwardsToServer] },
    passivePorts,
    expected: bothWork,
    overTls: bothWork,
  },

  serverNatWithoutEpsv: {
    name: 'the server is behind a translating router and knows only PASV',
    layout: serverBehindRouter,
    rules: { router: [...translates, forwardsToServer] },
    passivePorts,
    extra: { vsftpd: ['cmds_denied=EPSV'], proftpd: ['<Limit EPSV>', 'DenyAll', '</Limit>'] }, // Pure-FTPd can't be told
    expected: bothWork,
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
  },
} as const satisfies Readonly<Record<string, Scenario>>

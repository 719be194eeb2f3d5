/**
 * Who is connected with whom: a client and a server, side by side or with a router between them. The addresses that stand for
 * the Internet's are those of TEST-NET-3 (RFC 5737), for nobody takes them for private ones.
 */

export type Role = 'client' | 'router' | 'server'

/** A network card. */
export interface End {
  readonly role: Role
  readonly device: string
  /** With the length of the network's prefix: `10.9.0.1/24`. */
  readonly address: string
}

export interface Link {
  readonly ends: readonly [End, End]
  /** A cable without it. */
  readonly delay?: Delay
}

export interface Delay {
  /** Each way. */
  readonly ms: number
  /** Packets of a thousand, each way. */
  readonly lostPerMille: number
}

export interface Layout {
  /** Nearest to the client first. */
  readonly links: readonly Link[]
  /** Who is sent what is for none of their neighbours. */
  readonly gateways?: Partial<Record<Role, string>>
  /** Whose address the client dials to reach the server. */
  readonly dialled: Role
}

const client = (address: string): End => ({ role: 'client', device: 'eth0', address })
const server = (address: string): End => ({ role: 'server', device: 'eth0', address })
/** The side of the private network, and the side of the Internet. */
const lan = (address: string): End => ({ role: 'router', device: 'lan0', address })
const wan = (address: string): End => ({ role: 'router', device: 'wan0', address })

export const sideBySide: Layout = { links: [{ ends: [client('10.9.0.1/24'), server('10.9.0.2/24')] }], dialled: 'server' }

export const sideBySideInIpv6: Layout = { links: [{ ends: [client('fd00:9::1/64'), server('fd00:9::2/64')] }], dialled: 'server' }

/** Both ways take the same time, and lose the same. */
export function farApart(delay: Delay): Layout {
  return { links: sideBySide.links.map((link) => ({ ...link, delay })), dialled: 'server' }
}

export const clientBehindRouter: Layout = {
  links: [{ ends: [client('192.168.77.2/24'), lan('192.168.77.1/24')] }, { ends: [wan('203.0.113.1/24'), server('203.0.113.2/24')] }],
  gateways: { client: '192.168.77.1' },
  dialled: 'server',
}

export const serverBehindRouter: Layout = {
  links: [{ ends: [client('203.0.113.2/24'), wan('203.0.113.1/24')] }, { ends: [lan('10.77.0.1/24'), server('10.77.0.2/24')] }],
  gateways: { server: '10.77.0.1' },
  dialled: 'router',
}

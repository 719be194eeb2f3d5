/**
 * What advice is filled in with. Only numbers, and addresses that are nothing but addresses: what a server says of itself must
 * not become a command in what somebody pastes into a shell.
 */

import { isIP, isIPv6 } from 'node:net'
import type { PortRange } from '../../ftp/server.ts'
import type { Diagnosis } from '../diagnosis.ts'
import { innerAddress, isBehindNat, isHiddenFromServer, isThroughForwarding } from '../nat.ts'
import type { Observations } from '../observations.ts'
import type { ServerKind } from '../serverKind.ts'

export type Findings = Omit<Diagnosis, 'advice'>

export interface Facts {
  readonly kind: ServerKind
  readonly isIPv6: boolean
  /** The server's address as seen from here. Undefined where only a proxy knows it. */
  readonly serverAddress: string | undefined
  /** The private address that its 227 names, where it is reached by another. */
  readonly wrongAddress: string | undefined
  readonly controlPort: number
  /** The server is reached by an address of this computer: through a tunnel, or as a container. */
  readonly isThroughForwarding: boolean
  /** This computer's address in its own network. */
  readonly ownAddress: string | undefined
  /** This computer's address as the server sees it: its own, or that of the router in front of it. */
  readonly seenAddress: string | undefined
  /** A limited range to give to the server. */
  readonly passivePorts: PortRange
  /** Of the site, or one to give to it. */
  readonly activePorts: PortRange
}

/** In the ranges of dynamic ports of RFC 6335 section 6, and easy to remember. */
const usualPassivePorts: PortRange = { low: 50_000, high: 50_100 }
export const usualActivePorts: PortRange = { low: 50_000, high: 50_010 }

/** What programs listen on that have no special rights. */
export const unprivilegedPorts: PortRange = { low: 1024, high: 65_535 }

export function factsOf({ observations, kind }: Findings): Facts {
  const { server, settings } = observations
  const serverAddress = serverAddressOf(observations)
  const ownAddress = observations.proxy ? undefined : addressIn(observations.control?.local.address)
  return {
    kind,
    isIPv6: isIPv6(serverAddress ?? ''),
    serverAddress,
    wrongAddress: addressIn(innerAddress(observations)),
    controlPort: server.port,
    isThroughForwarding: isThroughForwarding(observations),
    ownAddress,
    seenAddress: seenAddressOf(observations, ownAddress),
    passivePorts: usualPassivePorts,
    activePorts: settings.activePorts ?? usualActivePorts,
  }
}

/** Undefined for anything else than an address that every computer understands: the zone in `fe80::1%eth0` is this one's. */
export function addressIn(text: string | undefined): string | undefined {
  return text !== undefined && isIP(text) !== 0 && !text.includes('%') ? text : undefined
}

/** Its address where it has no name that is one by RFC 1123 section 2.1. */
export function serverNameOf({ server }: Observations): string | undefined {
  return hostName.test(server.host) ? server.host : addressIn(server.host)
}

const hostName = /^[a-z\d](?:[a-z\d.-]{0,250}[a-z\d])?$/i

function serverAddressOf({ control, addresses, proxy }: Observations): string | undefined {
  return proxy ? undefined : addressIn(control?.remote.address ?? addresses[0])
}

function seenAddressOf(observations: Observations, own: string | undefined): string | undefined {
  if (observations.proxy) return undefined
  const seen = isHiddenFromServer(observations) ? undefined : addressIn(observations.seenAs)
  return seen ?? (isBehindNat(observations) ? undefined : own)
}

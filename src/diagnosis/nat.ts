/** What the observations tell of address translation (NAT) on the way: in front of this computer, and in front of the server. */

import { BlockList, isIP } from 'node:net'
import { isPrivateAddress } from '../ftp/data/peers.ts'
import type { Observations, Place } from './observations.ts'

/** True if the server can't reach this computer by its own address, as far as can be told. Through a proxy nothing can. */
export function isBehindNat(observations: Observations): boolean {
  const { control, proxy, seenAs, place } = observations
  if (!control || proxy) return false
  const { address: own } = control.local
  const { address: server } = control.remote
  // The server's word, as far as it is about this side; without it, what the addresses tell.
  if (seenAs !== undefined && !isHiddenFromServer(observations)) return seenAs !== own
  if (!isPrivateAddress(own)) return false
  return !isPrivateAddress(server) || (natByDefault.has(place.kind) && !areAlike(own, server))
}

/** They are given private addresses of their own, which their surroundings don't know. */
const natByDefault: ReadonlySet<Place['kind']> = new Set(['wsl', 'container', 'codespaces'])

/** Docker and WSL make networks of /16 and /20. */
function areAlike(one: string, other: string): boolean {
  const network = (address: string) => address.split(/[.:]/, 2).join('.')
  return one === other || network(one) === network(other)
}

/** Nothing but the two computers' own firewalls is between them, most likely: no network is smaller than /24 and /64 as a rule. */
export function areNeighbours(one: string, other: string): boolean {
  const family = isIP(one)
  if (family === 0 || isIP(other) !== family) return false
  const network = new BlockList()
  network.addSubnet(one, family === 4 ? 24 : 64, family === 4 ? 'ipv4' : 'ipv6')
  return network.check(other, family === 4 ? 'ipv4' : 'ipv6')
}

/**
 * The server is behind something that puts an address of its own in the place of its clients': Docker shows a container
 * 172.17.0.1 for everybody. That address leads nobody to this computer.
 */
export function isHiddenFromServer(observations: Observations): boolean {
  const { control, proxy, seenAs } = observations
  if (!control || proxy || seenAs === undefined || !isPrivateAddress(seenAs)) return false
  const { address: own } = control.local
  const { address: server } = control.remote
  if (seenAs === own) return false
  const inner = innerAddress(observations)
  if (inner !== undefined && areAlike(inner, seenAs)) return true
  return areNeighbours(own, server) && !areAlike(own, seenAs)
}

/**
 * The private address that the server takes for its own, if it is reached by another: the one in its 227. A reply by which
 * nobody can tell, as `(0,0,0,0,…)`, counts for nothing.
 */
export function innerAddress(observations: Observations): string | undefined {
  return otherNames(observations).find(isPrivateAddress)
}

/**
 * Another public address than the one the server is reached at, in its 227: its data is on another machine, or its settings have
 * an address that isn't its own any more.
 */
export function otherPublicAddress(observations: Observations): string | undefined {
  if (isPrivateAddress(observations.control?.remote.address ?? '')) return undefined // we are inside, and it names the address for outside
  return otherNames(observations).find((address) => !isPrivateAddress(address))
}

/** The addresses in its 227 that it isn't known to be reached by. */
function otherNames({ control, proxy, ways, addresses }: Observations): readonly string[] {
  if (!control || proxy) return []
  const { address: outer } = control.remote
  const dialled = new Set(ways.map((way) => way.dialled?.address)) // what `dataHost` names is the server's too
  const isOther = (named: string) =>
    isIP(named) === isIP(outer) && // a 227 over IPv6 can't name the address that is dialled
    named !== outer &&
    named !== '0.0.0.0' &&
    !addresses.includes(named) && // one name, several addresses: another machine of the same server
    !dialled.has(named)
  return ways.flatMap(({ named }) => named?.address ?? []).filter(isOther)
}

/** The server is reached at an address of this computer: by a tunnel, or as a container whose port is published here. */
export function isThroughForwarding(observations: Observations): boolean {
  const { control, seenAs } = observations
  if (!control) return false
  const { address: own } = control.local
  const { address: server } = control.remote
  if (server !== own && !/^(127\.|::1$)/.test(server)) return false
  return innerAddress(observations) !== undefined || (seenAs !== undefined && seenAs !== own)
}

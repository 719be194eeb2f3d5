/** What the observations tell of address translation (NAT) on the way: in front of this computer, and in front of the server. */

import { isIP } from 'node:net'
import { isPrivateAddress } from '../ftp/data/peers.ts'
import type { Observations, Place } from './observations.ts'

/** True if the server can't reach this computer by its own address, as far as can be told. Through a proxy nothing can. */
export function isBehindNat({ control, proxy, seenAs, place }: Observations): boolean {
  if (!control || proxy) return false
  const { address: own } = control.local
  const { address: server } = control.remote
  if (seenAs !== undefined) return seenAs !== own // the server's word; without it, what the addresses tell
  if (!isPrivateAddress(own)) return false
  return !isPrivateAddress(server) || (natByDefault.has(place.kind) && !areNeighbours(own, server))
}

/** They are given private addresses of their own, which their surroundings don't know. */
const natByDefault: ReadonlySet<Place['kind']> = new Set(['wsl', 'container', 'codespaces'])

/** Docker and WSL make networks of /16 and /20. */
function areNeighbours(own: string, server: string): boolean {
  const network = (address: string) => address.split(/[.:]/, 2).join('.')
  return own === server || network(own) === network(server)
}

/**
 * What the server takes for its own address, if it is reached by another: the address in its 227. A reply by which nobody can
 * tell, as `(0,0,0,0,…)`, counts for nothing.
 */
export function innerAddress({ control, proxy, ways, addresses }: Observations): string | undefined {
  if (!control || proxy) return undefined
  const { address: outer } = control.remote
  const isInner = (named: string) =>
    isIP(named) === isIP(outer) && // a 227 over IPv6 can't name the address that is dialled
    named !== outer &&
    named !== '0.0.0.0' &&
    !addresses.includes(named) && // one name, several addresses: another machine of the same server
    (isPrivateAddress(named) || !isPrivateAddress(outer)) // we are inside, beside the server, and it names the address for outside
  const dialled = new Set(ways.map((way) => way.dialled?.address)) // what `dataHost` names is the server's too
  return ways.flatMap(({ named }) => named?.address ?? []).find((address) => isInner(address) && !dialled.has(address))
}

/** The server is reached at an address of this computer: by a tunnel, or as a container whose port is published here. */
export function isThroughForwarding(observations: Observations): boolean {
  const { control, seenAs } = observations
  if (!control || !/^(127\.|::1$)/.test(control.remote.address)) return false
  return innerAddress(observations) !== undefined || (seenAs !== undefined && seenAs !== control.local.address)
}

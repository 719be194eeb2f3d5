/** The addresses behind the host names in a site's settings, which may move: dynamic DNS. */

import { lookup } from 'node:dns/promises'

export type Lookup = (host: string) => Promise<readonly { readonly address: string }[]>

interface Known {
  readonly addresses: Promise<readonly string[]>
  /** Milliseconds since 1970. */
  readonly since: number
}

const keptMs = 60_000

/** Asks for a name at most once a minute, and again when that failed. Shared by the sessions of a site. */
export class HostNames {
  private readonly known = new Map<string, Known>()
  private readonly lookup: Lookup
  private readonly now: () => number

  constructor(lookup: Lookup = lookupAll, now: () => number = Date.now) {
    this.lookup = lookup
    this.now = now
  }

  /** Never empty; an address is its own. Throws what the lookup throws. */
  addressesOf(host: string): Promise<readonly string[]> {
    const known = this.known.get(host)
    if (known && this.now() - known.since < keptMs) return known.addresses
    const addresses = this.lookup(host).then((found) => found.map(({ address }) => address))
    this.known.set(host, { addresses, since: this.now() })
    addresses.catch(() => this.known.delete(host))
    return addresses
  }
}

function lookupAll(host: string): Promise<readonly { readonly address: string }[]> {
  return lookup(host, { all: true })
}

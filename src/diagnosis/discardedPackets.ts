/**
 * How many packets have reached this computer and were thrown away before anybody got them: what its firewall does. Linux counts
 * what comes in before its firewall has looked at it, and what is let through after that; the difference is the firewall's, mostly.
 * Anybody may read the counters, which are those of the network namespace: of the container, where this runs in one.
 */

import { readFile } from 'node:fs/promises'

/** Counted since the start; undefined where it can't be counted. Broadcasts that nobody listens to are among them. */
export async function discardedPackets(family: 4 | 6): Promise<number | undefined> {
  try {
    return family === 4 ? discardedOf4(await readFile('/proc/net/snmp', 'utf8')) : discardedOf6(await readFile('/proc/net/snmp6', 'utf8'))
  } catch {
    return undefined // not Linux
  }
}

/** `Ip: Forwarding DefaultTTL InReceives …`, and a second line of values. */
export function discardedOf4(snmp: string): number | undefined {
  const [names = [], values = []] = snmp
    .split('\n')
    .filter((line) => line.startsWith('Ip: '))
    .map((line) => line.split(' '))
  return difference((name) => values[names.indexOf(name)], '')
}

/** `Ip6InReceives   17`, a line each. */
export function discardedOf6(snmp6: string): number | undefined {
  const counters = new Map(snmp6.split('\n').map((line) => line.split(/\s+/) as [string, string | undefined]))
  return difference((name) => counters.get(name), 'Ip6')
}

/** Neither let through, nor passed on to other computers, nor broken, nor put together to something whole. */
const accountedFor = [
  ...['InDelivers', 'InHdrErrors', 'InAddrErrors', 'InUnknownProtos'],
  ...['ForwDatagrams', 'OutForwDatagrams', 'ReasmReqds'],
]

function difference(counter: (name: string) => string | undefined, prefix: string): number | undefined {
  const received = Number(counter(`${prefix}InReceives`))
  const accounted = accountedFor.map((name) => Number(counter(`${prefix}${name}`) ?? 0)).reduce((sum, count) => sum + count, 0)
  return Number.isFinite(received) && Number.isFinite(accounted) ? received - accounted : undefined
}

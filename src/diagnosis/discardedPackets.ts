/**
 * How many packets have reached this computer and were thrown away before anybody got them: what its firewall does. Linux counts
 * what comes in before its firewall has looked at it, and what is let through after that; the difference is the firewall's, mostly.
 * Anybody may read the counters, which are those of the network namespace: of the container, where this runs in one.
 */

import { readFile } from 'node:fs/promises'

/** Since the computer was started. */
export interface PacketCounters {
  readonly discarded: number
  /** To many, some of them: on any network somebody looks for printers all the time. They may be among the discarded. */
  readonly multicast: number
}

/** Undefined where packets can't be counted. */
export async function countPackets(family: 4 | 6): Promise<PacketCounters | undefined> {
  try {
    return family === 4 ? countersOf4(await readProc('snmp'), await readProc('netstat')) : countersOf6(await readProc('snmp6'))
  } catch {
    return undefined // not Linux
  }
}

function readProc(name: string): Promise<string> {
  return readFile(`/proc/net/${name}`, 'utf8')
}

/** At least this many were thrown away that were for this computer alone. */
export function leastDiscarded(before: PacketCounters, after: PacketCounters): number {
  return Math.max(0, after.discarded - before.discarded - (after.multicast - before.multicast))
}

/** How many it were; undefined where multicasts make it unclear whether there was one at all. */
export function discardedBetween(before: PacketCounters, after: PacketCounters): number | undefined {
  const least = leastDiscarded(before, after)
  return least > 0 || after.discarded === before.discarded ? least : undefined
}

/** `Ip: Forwarding DefaultTTL InReceives …`, and a second line of values; so in `netstat` too, with `IpExt:`. */
export function countersOf4(snmp: string, netstat: string): PacketCounters | undefined {
  const [ip, extended] = [columnsOf(snmp, 'Ip:'), columnsOf(netstat, 'IpExt:')]
  return countersFrom((name) => ip.get(name) ?? extended.get(name), '')
}

function columnsOf(text: string, start: string): ReadonlyMap<string, string | undefined> {
  const [names = [], values = []] = text
    .split('\n')
    .filter((line) => line.startsWith(`${start} `))
    .map((line) => line.split(' '))
  return new Map(names.map((name, index) => [name, values[index]]))
}

/** `Ip6InReceives   17`, a line each. */
export function countersOf6(snmp6: string): PacketCounters | undefined {
  const counters = new Map(snmp6.split('\n').map((line) => line.split(/\s+/) as [string, string | undefined]))
  return countersFrom((name) => counters.get(name), 'Ip6')
}

/** Neither let through, nor passed on to other computers, nor broken, nor put together to something whole. */
const accountedFor = [
  ...['InDelivers', 'InHdrErrors', 'InAddrErrors', 'InUnknownProtos'],
  ...['ForwDatagrams', 'OutForwDatagrams', 'ReasmReqds'],
]

function countersFrom(counter: (name: string) => string | undefined, prefix: string): PacketCounters | undefined {
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + Number(counter(`${prefix}${name}`) ?? 0), 0)
  const received = Number(counter(`${prefix}InReceives`))
  const discarded = received - sum(accountedFor)
  const multicast = sum(['InMcastPkts', 'InBcastPkts'])
  return Number.isFinite(discarded) && Number.isFinite(multicast) ? { discarded, multicast } : undefined
}

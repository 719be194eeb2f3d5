import assert from 'node:assert/strict'
import { countersOf4, countersOf6, countPackets, discardedBetween, leastDiscarded } from '../../src/diagnosis/discardedPackets.ts'

const netstat = 'TcpExt: SyncookiesSent InMcastPkts\nTcpExt: 1 1000\nIpExt: InNoRoutes InMcastPkts InBcastPkts\nIpExt: 0 7 2\n'

describe('packets that a firewall has thrown away', () => {
  it('are those that came in over IPv4 and were neither let through nor otherwise accounted for', () => {
    const snmp = [
      'Ip: Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams InUnknownProtos InDiscards InDelivers OutRequests',
      'Ip: 1 64 1000 1 2 300 4 5 690 800',
      'Icmp: InMsgs InErrors',
      'Icmp: 4 0',
    ].join('\n')
    assert.deepEqual(countersOf4(snmp, netstat), { discarded: 3, multicast: 9 })
  })

  it('are those that came in over IPv6', () => {
    const snmp6 = [
      'Ip6InReceives                   \t50',
      'Ip6InDelivers                   \t40',
      'Ip6OutForwDatagrams             \t6',
      'Ip6ReasmReqds\t0',
      'Ip6InMcastPkts\t8',
    ].join('\n')
    assert.deepEqual(countersOf6(snmp6), { discarded: 4, multicast: 8 })
  })

  it('are unknown where nobody counts', () => {
    assert.equal(countersOf4('', ''), undefined)
    assert.equal(countersOf6('Icmp6InMsgs 4\n'), undefined)
  })

  it('are told from the multicasts of every network, as far as that can be', () => {
    const before = { discarded: 10, multicast: 100 }
    const after = (discarded: number, multicast: number) => ({ discarded: 10 + discarded, multicast: 100 + multicast })
    const told = [after(0, 0), after(3, 0), after(5, 2), after(2, 2), after(0, 4)].map((now) => discardedBetween(before, now))
    assert.deepEqual(told, [0, 3, 3, undefined, 0])
    assert.deepEqual([leastDiscarded(before, after(5, 2)), leastDiscarded(before, after(1, 4))], [3, 0])
  })

  it('are counted on this machine, which is a Linux', async () => {
    for (const family of [4, 6] as const) {
      const counters = await countPackets(family)
      assert.ok(counters && counters.discarded >= 0 && counters.multicast >= 0, `IPv${family}: ${JSON.stringify(counters)}`)
    }
  })
})

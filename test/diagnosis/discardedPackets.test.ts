import assert from 'node:assert/strict'
import { discardedOf4, discardedOf6, discardedPackets } from '../../src/diagnosis/discardedPackets.ts'

describe('packets that a firewall has thrown away', () => {
  it('are those that came in over IPv4 and were neither let through nor otherwise accounted for', () => {
    const snmp = [
      'Ip: Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams InUnknownProtos InDiscards InDelivers OutRequests',
      'Ip: 1 64 1000 1 2 300 4 5 690 800',
      'Icmp: InMsgs InErrors',
      'Icmp: 4 0',
    ].join('\n')
    assert.equal(discardedOf4(snmp), 3)
  })

  it('are those that came in over IPv6', () => {
    const snmp6 =
      'Ip6InReceives                   \t50\nIp6InDelivers                   \t40\nIp6OutForwDatagrams             \t6\nIp6ReasmReqds\t0\n'
    assert.equal(discardedOf6(snmp6), 4)
  })

  it('are unknown where nobody counts', () => {
    assert.equal(discardedOf4(''), undefined)
    assert.equal(discardedOf6('Icmp6InMsgs 4\n'), undefined)
  })

  it('are counted on this machine, which is a Linux', async () => {
    for (const family of [4, 6] as const) {
      const count = await discardedPackets(family)
      assert.ok(count !== undefined && count >= 0, `IPv${family}: ${count}`)
    }
  })
})

import assert from 'node:assert/strict'
import type { Observations, WayObservation } from '../../../src/diagnosis/observations.ts'
import { dropsPassive, epsv, eprt, observationsOf, pasv, port } from '../samples.ts'
import { adviceNamed, adviceOf, idsOf, recipe, toolsOf } from './findings.ts'

describe('Advice on passive mode', () => {
  const passiveWays = (seen: Partial<WayObservation>): Observations => observationsOf({ ways: [epsv(seen), pasv(seen), eprt(), port()] })

  it('gives this side as the second possibility where the server is more likely', () => {
    const advice = adviceOf(dropsPassive(), { passive: 'serverFirewall' })
    assert.deepEqual(idsOf(advice).slice(0, 3), ['limit-passive-ports', 'open-passive-ports', 'allow-outgoing-passive'])
    assert.match(adviceNamed(advice, 'allow-outgoing-passive').title, /^Less likely: let /)
  })

  it('lets connections out to this server where this side forbids them', () => {
    const advice = adviceOf(passiveWays({ outcome: 'unreachable' }), { passive: 'clientFirewall' })
    assert.deepEqual(idsOf(advice), ['allow-outgoing-passive'])
    assert.match(adviceNamed(advice, 'allow-outgoing-passive').title, /^Let /)
    assert.deepEqual(recipe(advice, 'allow-outgoing-passive', 'iptables'), [
      'iptables -I OUTPUT 1 -p tcp -d 10.9.0.2 --dport 1024:65535 -j ACCEPT',
      'iptables -I INPUT 1 -p tcp -s 10.9.0.2 --sport 1024:65535 -m conntrack --ctstate ESTABLISHED -j ACCEPT',
    ])
    assert.deepEqual(recipe(advice, 'allow-outgoing-passive', 'nftables'), [
      'nft insert rule inet filter output ip daddr 10.9.0.2 tcp dport 1024-65535 accept',
      'nft insert rule inet filter input ip saddr 10.9.0.2 tcp sport 1024-65535 ct state established accept',
    ])
  })

  it('lets answers in where they were thrown away here', () => {
    const advice = adviceOf(passiveWays({ outcome: 'unanswered', discarded: 5 }), { passive: 'clientFirewall' })
    assert.deepEqual(idsOf(advice), ['allow-answers-passive'])
    assert.deepEqual(toolsOf(advice, 'allow-answers-passive'), ['iptables', 'nftables'])
    assert.deepEqual(recipe(advice, 'allow-answers-passive', 'iptables'), [
      'iptables -I INPUT 1 -p tcp -s 10.9.0.2 --sport 1024:65535 -m conntrack --ctstate ESTABLISHED -j ACCEPT',
    ])
    assert.deepEqual(recipe(advice, 'allow-answers-passive', 'nftables'), [
      'nft insert rule inet filter input ip saddr 10.9.0.2 tcp sport 1024-65535 ct state established accept',
    ])
  })

  it("advises on both ends where it can't be told whose firewall it is", () => {
    const ids = idsOf(adviceOf(dropsPassive(), { passive: 'someFirewall' }))
    assert.deepEqual(ids, ['limit-passive-ports', 'open-passive-ports', 'allow-outgoing-passive', 'ask-server-owner'])
    const withNoise = adviceOf(passiveWays({ outcome: 'unanswered', discarded: 1 }), { passive: 'someFirewall' })
    assert.deepEqual(idsOf(withNoise), ids)
  })

  describe('where the server names another machine for its data', () => {
    const data = { address: '203.0.113.10', port: 4000 }
    const elsewhere = observationsOf({
      addresses: ['203.0.113.9'],
      control: { local: { address: '198.51.100.5', port: 51234 }, remote: { address: '203.0.113.9', port: 21 } },
      ways: [
        pasv({ outcome: 'closed', named: data, dialled: { address: '203.0.113.9', port: 4000 } }),
        port({ outcome: 'nobodyCame', strangers: [data] }),
      ],
    })

    it('tells how to name it too, and does not set it', () => {
      const advice = adviceOf(elsewhere, { passive: 'settings' })
      assert.deepEqual(idsOf(advice), ['name-data-host', 'open-passive-ports'])
      assert.deepEqual(recipe(advice, 'name-data-host', 'site'), ['"dataHost": "203.0.113.10"'])
      assert.equal(adviceNamed(advice, 'name-data-host').action, undefined)
    })

    it('says so once where both modes lack it', () => {
      const ids = idsOf(adviceOf(elsewhere, { passive: 'settings', active: 'settings' }))
      assert.deepEqual(ids, ['name-data-host', 'open-passive-ports'])
    })
  })

  it('speaks of the port that the site has', () => {
    const server = { ...observationsOf().server, port: 2121 }
    for (const culprit of ['serverFirewall', 'serverRouter'] as const) {
      const whys = adviceOf(dropsPassive({ server }), { passive: culprit }).map(({ why }) => why)
      assert.match(whys.join('\n'), /port 2121\b/)
      assert.doesNotMatch(whys.join('\n'), /port 21\b/)
    }
  })
})

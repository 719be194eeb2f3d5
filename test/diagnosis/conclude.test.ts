import assert from 'node:assert/strict'
import fc from 'fast-check'
import { conclude } from '../../src/diagnosis/conclude.ts'
import type { Observations, WayObservation } from '../../src/diagnosis/observations.ts'
import { behindNat, encrypted, everythingWorks, inContainer, overIpv6, serverBehindNat, throughProxy } from './samples.ts'

const outcomes: readonly WayObservation['outcome'][] = [
  ...(['works', 'failed', 'impossible', 'untried', 'commandRefused', 'cannotListen'] as const),
  ...(['unanswered', 'closed', 'unreachable', 'proxyFailed', 'nobodyCame', 'serverGaveUp'] as const),
]

describe('the conclusions', () => {
  it('name the server where it names itself', () => {
    assert.equal(conclude(everythingWorks()).kind, 'vsftpd')
    assert.equal(conclude(everythingWorks({ greeting: '220 Hello', status: '211 http://www.pureftpd.org/' })).kind, 'pureftpd')
  })

  it('can be drawn of anything that was observed: whatever does not work has a reason, and only that has a culprit', () => {
    const networks = [everythingWorks(), behindNat(), serverBehindNat(), encrypted(), throughProxy(), overIpv6(), inContainer({})]
    fc.assert(
      fc.property(fc.constantFrom(...networks), fc.array(anyChange(), { minLength: 4, maxLength: 4 }), (network, changes) => {
        const { passive, active, verdict, rules } = conclude(changed(network, changes))
        for (const { works, culprit, reason } of [passive, active]) {
          assert.ok(works === false || culprit === undefined)
          assert.match(reason, /^(Passive|Active) .*[^.]\.$/)
        }
        assert.match(verdict, /^[A-Z].*\.$/)
        assert.doesNotMatch(`${verdict} ${passive.reason} ${active.reason}`, /undefined|\[object| {2}|\(tried \)/)
        assert.equal(rules.length, 16)
      }),
    )
  })
})

function anyChange(): fc.Arbitrary<Partial<WayObservation>> {
  return fc.record({
    outcome: fc.constantFrom(...outcomes),
    discarded: fc.option(fc.nat(4), { nil: undefined }),
    ms: fc.option(fc.nat(6000), { nil: undefined }),
    reply: fc.option(fc.constant({ code: 425, text: 'No.' }), { nil: undefined }),
  })
}

function changed(network: Observations, changes: readonly Partial<WayObservation>[]): Observations {
  return { ...network, ways: network.ways.map((way, index) => ({ ...way, ...changes[index] })) }
}

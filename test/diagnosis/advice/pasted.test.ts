import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import fc from 'fast-check'
import { adviceFor } from '../../../src/diagnosis/advice.ts'
import type { Advice, Culprit } from '../../../src/diagnosis/diagnosis.ts'
import type { Observations } from '../../../src/diagnosis/observations.ts'
import type { DataMode } from '../../../src/ftp/data/strategy.ts'
import { behindNat, dropsPassive, inWsl, notForwarded, overIpv6, pasv, port, serverBehindNat, throughProxy } from '../samples.ts'
import { findingsOf } from './findings.ts'

function adviceOf(observations: Observations, culprits: Partial<Record<DataMode, Culprit>>): readonly Advice[] {
  return adviceFor(findingsOf(observations, culprits))
}

describe('What is pasted', () => {
  const culprits: readonly Culprit[] = [
    'serverFirewall',
    'serverRouter',
    'clientFirewall',
    'clientRouter',
    'someFirewall',
    'proxy',
    'server',
    'encryption',
    'settings',
  ]
  const samples = [
    ...[dropsPassive(), behindNat(), notForwarded(), serverBehindNat(), throughProxy(), overIpv6()],
    dropsPassive({ ways: [pasv({ outcome: 'unanswered', discarded: 3 }), port({ outcome: 'nobodyCame' })] }),
    behindNat(inWsl),
    dropsPassive(inWsl),
  ]
  const culpritArbitrary = fc.option(fc.constantFrom(...culprits), { nil: undefined })

  /** Of the message too, which nobody pastes into a shell, but who knows. */
  function allTexts(advice: readonly Advice[]): readonly string[] {
    return advice.flatMap(({ recipes }) => recipes).map(({ text }) => text)
  }

  function texts(advice: readonly Advice[]): readonly string[] {
    return allTexts(advice.filter(({ id }) => id !== 'ask-server-owner'))
  }

  it('never holds what a server wrote, or made of its addresses', () => {
    const command = fc.constantFrom(
      '; rm -rf /',
      '$(reboot)',
      '`id`',
      "' && id '",
      '\nreboot',
      '| sh',
      '1.2.3.4; id',
      'fe80::1%reboot',
      '::1%$(id)',
    )
    fc.assert(
      fc.property(fc.constantFrom(...samples), command, culpritArbitrary, culpritArbitrary, (sample, text, passive, active) => {
        const end = { address: text, port: 21 }
        const hostile: Observations = {
          ...sample,
          server: { ...sample.server, host: text },
          greeting: `220 vsFTPd ${text}`,
          status: text,
          seenAs: text,
          addresses: [text],
          control: { local: end, remote: end },
          ways: sample.ways.map((way) => ({
            ...way,
            message: text,
            reply: { code: 500, text },
            named: end,
            announced: end,
            dialled: end,
            strangers: [end],
          })),
        }
        const found = { ...(passive && { passive }), ...(active && { active }) }
        const advice = adviceOf(hostile, found)
        for (const pasted of texts(advice)) assert.ok(!pasted.includes(text.trim()), pasted)
        const message = allTexts(advice.filter(({ id }) => id === 'ask-server-owner')).join('\n')
        assert.ok(!message.includes(text), message)
        assert.doesNotMatch(message, /[;`$|&%]/)
      }),
    )
  })

  it('has no name, and no address but those that were seen', () => {
    for (const sample of samples)
      for (const culprit of culprits)
        for (const text of texts(adviceOf(sample, { passive: culprit, active: culprit }))) {
          assert.ok(!text.includes('bench') && !text.includes('ftp.example.org'), text)
          for (const address of text.match(/\d+(\.\d+){3}/g) ?? [])
            assert.ok(isIP(address) !== 0 && JSON.stringify(sample).includes(address), text)
        }
  })

  it('changes no policy of a firewall, and takes nothing away', () => {
    for (const sample of samples)
      for (const culprit of culprits)
        for (const line of texts(adviceOf(sample, { passive: culprit, active: culprit })).flatMap((text) => text.split('\n'))) {
          assert.doesNotMatch(line, /^ip6?tables.* (-P|-F|-D|-X|-A|-j (DROP|REJECT))\b|^nft (flush|delete|destroy)|policy drop/)
          if (/^ip6?tables/.test(line)) assert.match(line, / -I (INPUT|OUTPUT|FORWARD|PREROUTING) 1 .* -j (ACCEPT|DNAT)\b/)
        }
  })

  it('has ids that name one thing', () => {
    for (const sample of samples)
      for (const culprit of culprits) {
        const ids = adviceOf(sample, { passive: culprit, active: culprit }).map(({ id }) => id)
        assert.equal(new Set(ids).size, ids.length, ids.join(', '))
      }
  })
})

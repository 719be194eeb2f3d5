import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Diagnosis } from '../../../src/diagnosis/diagnosis.ts'
import { redacted } from '../../../src/diagnosis/drawing/redact.ts'
import { reportMarkdown } from '../../../src/diagnosis/drawing/reportMarkdown.ts'
import { behindRouter, observations } from './sampleDiagnosis.ts'

/** The dialogue of a diagnosis with these lines in it. */
function redactedLines(...dialogue: readonly string[]): readonly string[] {
  return redacted({ ...behindRouter, observations: { ...observations, dialogue } }).observations.dialogue
}

const textOf = (diagnosis: Diagnosis) => reportMarkdown(diagnosis, { at: new Date(0), redact: true })

describe('a diagnosis without names and addresses', () => {
  it('has placeholders for the names of server, user, computer and proxy', () => {
    const proxy = { kind: 'socks5', host: 'gate.example.net', port: 1080 } as const
    const found = redacted({ ...behindRouter, observations: { ...observations, proxy } }).observations
    assert.deepEqual(
      [found.server.host, found.server.user, found.place.name, found.proxy?.host],
      ['server.example', 'user', 'this-computer', 'proxy.example'],
    )
    assert.equal(found.server.security, 'explicit')
  })

  it('has the same placeholder for the same address, in whatever form', () => {
    assert.deepEqual(
      redactedLines(
        '→ PORT 192,168,1,20,200,35',
        '→ EPRT |1|192.168.1.20|51235|',
        '← 220 host-192-168-1-20 [::ffff:192.168.1.20]',
        '← 227 Entering Passive Mode (10,77,0,2,39,15).',
        '← 425 no way to 192.168.1.21.',
      ),
      [
        '→ PORT 192,168,0,1,200,35',
        '→ EPRT |1|192.168.0.1|51235|',
        '← 220 host-192-168-0-1 [192.168.0.1]',
        '← 227 Entering Passive Mode (10,0,0,1,39,15).',
        '← 425 no way to 192.168.0.2.',
      ],
    )
  })

  it('knows IPv6 in any spelling, and with what stands around it', () => {
    assert.deepEqual(redactedLines('→ EPRT |2|2001:DB8:1::5|51235|', '← to [2001:db8:1:0:0:0:0:5]:21, fe80::77: no. fd12::9.'), [
      '→ EPRT |2|2001:db8::1|51235|',
      '← to [2001:db8::1]:21, fe80::1: no. fd00::1.',
    ])
  })

  it('keeps what is no address, or says nothing about anybody', () => {
    const lines = ['← 213 10:32:15 3.0.3', '← 227 =0,0,0,0,4,51', '← 220 127.0.0.1 ::1', '← 229 (|||50123|)']
    assert.deepEqual(redactedLines(...lines), lines)
  })

  it('uses no placeholder that is an address of the original', () => {
    const found = redactedLines('← 203.0.113.1', '← 203.0.113.2', '← 198.51.100.7')
    assert.equal(new Set(found).size, 3)
    for (const line of found) assert.match(line, /^← 203\.0\.113\.[3-7]$/)
  })

  it('finds addresses with a port, or a word, right beside them', () => {
    assert.deepEqual(redactedLines('← at:192.168.1.20:21', '← (10.1.2.3)'), ['← at:192.168.0.1:21', '← (10.0.0.1)'])
  })

  it('finds names of the server that it has in greetings and certificates', () => {
    const greeting = '220 web12.hoster.test FTP, mail root@Example.org'
    const found = redacted({ ...behindRouter, observations: { ...observations, greeting } }).observations
    assert.equal(found.greeting, '220 name1.example FTP, mail root@server.example')
    const { names, subject, issuer, fingerprint } = { ...found.encryption?.certificate }
    assert.deepEqual(names, ['DNS:server.example', 'DNS:name1.example'])
    assert.deepEqual([subject, issuer, fingerprint], ['subject', 'issuer', 'fingerprint'])
  })

  it('takes a fingerprint for one in a text too', () => {
    const print = observations.encryption?.certificate.fingerprint ?? ''
    assert.equal(print.length, 95)
    const diagnosis = { ...behindRouter, verdict: `It shows ${print}, or ${print.replaceAll(':', '').toLowerCase()}.` }
    assert.equal(redacted(diagnosis).verdict, 'It shows fingerprint, or fingerprint.')
  })

  it('replaces no part of a longer word, and no word that everybody uses', () => {
    assert.deepEqual(redactedLines('← 220 announced to ann@home, /home/ann'), ['← 220 announced to user@home, /home/user'])
    const common = { ...behindRouter, observations: { ...observations, server: { ...observations.server, user: 'server' } } }
    assert.equal(redacted(common).verdict, behindRouter.verdict)
    assert.equal(redacted(common).observations.server.user, 'user')
  })

  it('leaves nothing of a user name, however short', () => {
    assert.deepEqual(redactedLines('→ USER b', '→ USER ann smith'), ['→ USER user', '→ USER user'])
  })

  it('leaves its own words alone, even if a user is called so', () => {
    const server = { ...observations.server, user: 'works' }
    const found = redacted({ ...behindRouter, observations: { ...observations, server } })
    assert.equal(found.rules[0]?.state, 'works')
    assert.equal(found.passive.methods[0]?.outcome, 'works')
  })

  const label = fc.stringMatching(/^[a-z][a-z0-9]{5,11}$/)
  const port = fc.integer({ min: 1024, max: 65535 })

  it('holds nothing of any original, in the whole report', () => {
    fc.assert(
      fc.property(
        fc.record({ host: label, domain: label, user: label, place: label, a: fc.ipV4(), b: fc.ipV6(), c: fc.ipV4(), port }),
        (original) => {
          const { a, b, c } = original
          fc.pre([a, b, c].every((address) => !/^(127|0)\.|^203\.0\.113|^::|\.0\.0\.\d$|0\.0\.0/.test(address)))
          const host = `${original.host}.${original.domain}.test`
          const text = textOf(diagnosisWith({ ...original, host }))
          for (const secret of [original.host, original.domain, original.user, original.place]) assert.ok(!text.includes(secret), secret)
          for (const address of [a, b, c]) assertAbsent(text, address)
          assertAbsent(text, a.replaceAll('.', ','))
        },
      ),
      { numRuns: 200 },
    )
  })

  function assertAbsent(text: string, address: string): void {
    const at = text.indexOf(address)
    const isWithin = /[\d.:a-f]/.test(text.charAt(at - 1)) || /[\d.:a-f]/.test(text.charAt(at + address.length))
    assert.ok(at < 0 || isWithin, `${address} in ${text.slice(at - 40, at + 80)}`)
  }

  interface Originals {
    readonly host: string
    readonly user: string
    readonly place: string
    readonly a: string
    readonly b: string
    readonly c: string
    readonly port: number
  }

  /** They stand in every place that texts come from. */
  function diagnosisWith({ host, user, place, a, b, c, port }: Originals): Diagnosis {
    const said = `${user}@${host} from ${place} (${a}), [${b}]:${port} and ${c}.`
    const ends = { local: { address: a, port: 51234 }, remote: { address: b, port: 21 } }
    return {
      ...behindRouter,
      verdict: said,
      active: { ...behindRouter.active, reason: said },
      remarks: [{ severity: 'info', text: said }],
      advice: [{ id: 'x', who: 'server', title: said, why: said, recipes: [{ tool: 'x', label: said, language: 'sh', text: said }] }],
      observations: {
        ...observations,
        server: { host, port: 21, user, security: 'none' },
        place: { ...observations.place, name: place },
        addresses: [b, c],
        control: ends,
        seenAs: c,
        greeting: `220 ${host} ready`,
        steps: [{ id: 'lookup', status: 'noted', detail: said }],
        dialogue: [said, `→ PORT ${a.replaceAll('.', ',')},4,51`, `→ EPRT |2|${b}|1080|`, `← 257 "/home/${user}"`],
      },
    }
  }
})

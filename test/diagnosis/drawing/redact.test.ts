import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Diagnosis } from '../../../src/diagnosis/diagnosis.ts'
import { AddressPlaceholders } from '../../../src/diagnosis/drawing/addressPlaceholders.ts'
import { redacted } from '../../../src/diagnosis/drawing/redact.ts'
import { reportMarkdown } from '../../../src/diagnosis/drawing/reportMarkdown.ts'
import type { Observations } from '../../../src/diagnosis/observations.ts'
import { behindRouter, observations } from './sampleDiagnosis.ts'

/** The dialogue of a diagnosis with these lines in it. */
function redactedLines(...dialogue: readonly string[]): readonly string[] {
  return redacted({ ...behindRouter, observations: { ...observations, dialogue } }).observations.dialogue
}

const diagnosed = (seen: Partial<Observations>): Diagnosis => ({ ...behindRouter, observations: { ...observations, ...seen } })

const textOf = (diagnosis: Diagnosis) => reportMarkdown(diagnosis, { redact: true })

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
        '← 220 host_192_168_1_20 [::FFFF:c0a8:114]',
        '← 227 Entering Passive Mode (10,77,0,2,39,15).',
        '← 425 no way to 192.168.1.21.',
      ),
      [
        '→ PORT 192,168,0,1,200,35',
        '→ EPRT |1|192.168.0.1|51235|',
        '← 220 host-192-168-0-1 [192.168.0.1]',
        '← 220 host_192_168_0_1 [192.168.0.1]',
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

  it('survives whatever looks like an address', () => {
    const pieces = fc.constantFrom('::ffff:', '::', ':', 'c0a8', '114', '0', 'f', '1.2.3.4', '.', ',', '255', '-', '_', ' ')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 16 }), (parts) => {
        const text = parts.join('')
        new AddressPlaceholders([text]).replace(text)
      }),
      { numRuns: 2000 },
    )
  })

  it('knows hardware by its address', () => {
    assert.deepEqual(redactedLines('← 220 a1:b2:C3:d4:e5:f6, a1-b2-c3-d4-e5-f6, a1b2.c3d4.e5f6'), [
      '← 220 00-00-5e-00-53-00, 00-00-5e-00-53-00, 00-00-5e-00-53-00',
    ])
  })

  it('finds names of the server that it has in greetings and certificates', () => {
    const greeting = '220 web12.hoster.test FTP, mail root@Example.org'
    const found = redacted({ ...behindRouter, observations: { ...observations, greeting } }).observations
    assert.equal(found.greeting, '220 name1.example FTP, mail user@server.example')
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
    assert.deepEqual(redactedLines('← 220 announced to ann, annex'), ['← 220 announced to user, annex'])
    const common = { ...behindRouter, observations: { ...observations, server: { ...observations.server, user: 'server' } } }
    assert.equal(redacted(common).verdict, behindRouter.verdict)
    assert.equal(redacted(common).observations.server.user, 'user')
  })

  it('leaves nothing of a user name, however short', () => {
    assert.deepEqual(redactedLines('→ USER b', '→ USER ann smith'), ['→ USER user', '→ USER user'])
  })

  it('knows the host that HOST asks for', () => {
    const found = redacted(
      diagnosed({ virtualHost: 'Customer.acme-corp.test', dialogue: ['→ HOST customer.acme-corp.test', '← 504 no acme-corp'] }),
    )
    assert.equal(found.observations.virtualHost, 'virtual.example')
    assert.deepEqual(found.observations.dialogue, ['→ HOST virtual.example', '← 504 no name'])
  })

  it('takes for a host name what looks like one, wherever the server says it', () => {
    const lines = ['211- Connected from p5b0c1234.dip0.t-ipconnect.test', '211 MAIL: root@xn--kche-0ra.test, web-1_a.xn--p1ai']
    const found = redacted(diagnosed({ status: lines.join('\n'), dialogue: lines, greeting: lines[0] }))
    const shown = ['211- Connected from name2.example', '211 MAIL: user@name3.example, name4.example']
    assert.deepEqual([found.observations.status, found.observations.dialogue], [shown.join('\n'), shown])
    assert.equal(found.observations.greeting, shown[0])
  })

  it('knows the server in the other spelling of its name too', () => {
    const server = { ...observations.server, host: 'ftp.müller.test' }
    const dialogue = ['← 220 ftp.xn--mller-kva.test', '← 220 MÜLLER, mu\u0308ller.test, xn--mller-kva', '← 220 cdn.xn--mller-kva.test']
    assert.deepEqual(redacted(diagnosed({ server, dialogue })).observations.dialogue, [
      '← 220 server.example',
      '← 220 name, server.example, name',
      '← 220 name2.example',
    ])
  })

  for (const user of ['john@acme-corp.test', 'ACME-CORP.test\\john', 'john|acme-corp.test', 'acme-corp.test/john'])
    it(`leaves no part of the user name ${user}`, () => {
      const dialogue = [`→ USER ${user}`, '← 331 Password for John', '← 230 acme-corp.test: john logged in', '← 230 Welcome to ACME, corp']
      const shown = redacted(diagnosed({ server: { ...observations.server, user }, dialogue })).observations.dialogue
      assert.deepEqual(shown, ['→ USER user', '← 331 Password for user', '← 230 user: user logged in', '← 230 Welcome to user, user'])
    })

  it('leaves no user name of two letters, unless it is a word of its own', () => {
    const lines = (user: string) =>
      redacted(diagnosed({ server: { ...observations.server, user }, dialogue: ['← 230 User al is in /home/al'] })).observations.dialogue
    assert.deepEqual(lines('al'), ['← 230 User user is in /path'])
    assert.deepEqual(lines('is'), ['← 230 User al is in /path'])
  })

  it('leaves nothing of the name of this computer', () => {
    const place = { ...observations.place, name: 'anns-pc.lan.acme-corp.test' }
    const found = redacted(diagnosed({ place, dialogue: ['← 220 Hello anns-pc, anns-pc.lan.acme-corp.test, lan.acme-corp.test'] }))
    assert.equal(found.observations.place.name, 'this-computer')
    assert.deepEqual(found.observations.dialogue, ['← 220 Hello this-computer, this-computer, this-computer'])
  })

  it('leaves no path: neither what commands are about, nor what is in quotes or begins at a root', () => {
    const dialogue = [
      '#1 → MDTM /holiday snaps.txt',
      '#1 → LIST -a rates 2025',
      '#1 → CWD -plans',
      '#1 → CWD b2',
      '#1 → SITE UTIME 2025 plans',
      '#1 ← 257 "/customers/acme ""x""/www" is the current directory',
      '← 550 /holiday snaps.txt, rates 2025 and /customers/acme "x"/www: no such files',
      `← 550 Can't open 'rates.txt' in "plans", ~ann/a, ../b/c, C:\\Users\\ann, \\\\nas\\ann or (/4711/).`,
      '← 250- type=file;size=5; my rates.txt',
      '← 214 http://www.acme.test/help/ann?x, see TLS/SSL',
    ]
    assert.deepEqual(redactedLines(...dialogue), [
      '#1 → MDTM /path',
      '#1 → LIST -a /path',
      '#1 → CWD /path',
      '#1 → CWD /path',
      '#1 → SITE /path',
      '#1 ← 257 "/path" is the current directory',
      '← 550 /path, /path and /path: no such files',
      `← 550 Can't open '/path' in "/path", /path, /path, /path, /path or (/path).`,
      '← 250- type=file;size=5; /path',
      '← 214 http://name2.example/path, see TLS/SSL',
    ])
  })

  it('keeps the words of the protocol', () => {
    const lines = [
      '#1 → LIST -a',
      '#1 → CWD /',
      '#1 → OPTS UTF8 ON',
      '#1 → TYPE I',
      '← 500 \'EPRT\': command not understood, "MLSD" neither.',
      '← 211- MLST type*;size*;modify*;UNIX.mode*;',
      '← 257 "/" is the current directory',
      '← 220 (vsFTPd 3.0.3), ProFTPD 1.3.8b',
      '← 150 Here comes the directory listing.',
    ]
    assert.deepEqual(redactedLines(...lines), lines)
  })

  it('keeps what advice consists of, but for the message, which quotes the server', () => {
    const recipe = { tool: 'vsftpd', label: 'vsftpd.conf', language: 'ini', text: '/etc/vsftpd.conf for 203.0.113.9' }
    const message = { tool: 'message', label: 'Message', language: 'text', text: 'It said: 425 no p5b0c1234.dip0.test, /srv/ann' }
    const advice = [{ id: 'x', who: 'server', title: 'Allow it', why: 'See tls.minVersion.', recipes: [recipe, message] }] as const
    const [found] = redacted({ ...behindRouter, advice }).advice
    assert.deepEqual([found?.title, found?.why], ['Allow it', 'See tls.minVersion.'])
    assert.deepEqual(
      found?.recipes.map(({ text }) => text),
      ['/etc/vsftpd.conf for 203.0.113.1', 'It said: 425 no name2.example, /path'],
    )
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

import assert from 'node:assert/strict'
import { conclude } from '../../src/diagnosis/conclude.ts'
import type { Observations } from '../../src/diagnosis/observations.ts'
import {
  behindNat,
  encrypted,
  encryption,
  endedAt,
  epsv,
  eprt,
  everythingWorks,
  inContainer,
  observationsOf,
  overIpv6,
  pasv,
  port,
  serverBehindNat,
  throughProxy,
} from './samples.ts'

describe('the remarks', () => {
  it('are none where all is as it should be', () => {
    assert.deepEqual(conclude(encrypted()).remarks, [])
  })

  const natted = { announced: { address: '192.168.77.2', port: 50123 } }
  const helped = [epsv(), pasv(), eprt(natted), port(natted)]
  const remarks: readonly (readonly [string, Observations, 'info' | 'warning', RegExp])[] = [
    ['that nothing is encrypted', everythingWorks(), 'warning', /password and all files can be read on the way\.$/],
    ['that encryption is on offer', everythingWorks({ features: ['AUTH TLS;SSL', 'MLST', 'UTF8'] }), 'warning', /choose explicit FTPS/],
    [
      'that sessions are not resumed',
      encrypted({ ways: [epsv({ isResumed: false }), pasv(), eprt(), port()] }),
      'info',
      /don't continue the TLS session/,
    ],
    ['that the certificate is pinned', encrypted({ encryption: { ...encryption, trust: 'pin' } }), 'info', /\(pin\)/],
    ['that somebody trusted the certificate', encrypted({ encryption: { ...encryption, trust: 'user' } }), 'info', /AB:CD:EF/],
    ['that there is no MLSD', encrypted({ features: ['UTF8'] }), 'info', /no MLSD/],
    ['that there is no UTF8', encrypted({ features: ['MLST type*;'] }), 'info', /set charset/],
    ['the time zone', encrypted({ clock: { listOffsetMs: 5.5 * 3_600_000 } }), 'info', /5 h 30 min ahead of UTC/],
    ['a time zone in the west', encrypted({ clock: { listOffsetMs: -3 * 3_600_000 } }), 'info', /3 h behind UTC/],
    ['a clock that is ahead', encrypted({ clock: { aheadMs: 180_000 } }), 'warning', /dated 3 min in the future/],
    ['a NAT', behindNat(), 'info', /behind NAT: the server sees 192\.168\.77\.2 as 203\.0\.113\.1\.$/],
    [
      'the inner address of a server',
      serverBehindNat(),
      'warning',
      /announces its inner address 10\.77\.0\.2 in PASV.*announce 203\.0\.113\.1/,
    ],
    ['a router that knows FTP', behindNat({ ways: helped }), 'warning', /rewrites the announced address/],
    [
      'that ProFTPD helps, or such a router',
      behindNat({ greeting: '220 ProFTPD Server (test)', ways: helped }),
      'info',
      /ProFTPD dials the address that it sees.* Or a router on the way/,
    ],
    ['a server that helps', behindNat({ ...encrypted(), ...natOf(behindNat()), ways: helped }), 'info', /dials the address that it sees/],
    [
      'a device that knows PASV alone',
      everythingWorks({ ways: [epsv({ outcome: 'unanswered' }), pasv(), eprt(), port()] }),
      'info',
      /PASV works and EPSV doesn't\. A firewall or router on the way may read FTP and know only PASV\. Portside learns that/,
    ],
    [
      'a device that knows PORT alone',
      everythingWorks({ ways: [epsv(), pasv(), eprt({ outcome: 'nobodyCame' }), port()] }),
      'info',
      /may read FTP and know only PORT/,
    ],
    [
      'that one of two ways works, and nothing of a device that can read what is encrypted',
      encrypted({ ways: [epsv({ outcome: 'unanswered' }), pasv(), eprt(), port()] }),
      'info',
      /^PASV works and EPSV doesn't\. Portside learns that/,
    ],
    [
      'another public address of a server',
      serverBehindNat({ named: { address: '203.0.113.10', port: 4000 } }),
      'info',
      /names 203\.0\.113\.10 in PASV, and is reached at 203\.0\.113\.1\./,
    ],
    ['that it runs in WSL', encrypted({ place: { kind: 'wsl', name: 'box', platform: 'linux' } }), 'info', /runs in WSL \(box\)/],
    ['that it runs in a container', encrypted({ place: { kind: 'container', name: 'box', platform: 'linux' } }), 'info', /in a container/],
    ['that it runs in a codespace', encrypted({ place: { kind: 'codespaces', name: 'box', platform: 'linux' } }), 'info', /in a codespace/],
    ['where it runs', encrypted({ place: { kind: 'ssh', name: 'box', platform: 'linux' } }), 'info', /runs on box, reached by SSH/],
    ['that it runs elsewhere', encrypted({ place: { kind: 'remote', name: 'box', platform: 'linux' } }), 'info', /runs on box, and/],
    ['the proxy', throughProxy(), 'info', /through the proxy proxy\.example\.org:1080 \(socks5\)/],
    ['IPv6', overIpv6(), 'info', /over IPv6/],
  ]
  for (const [title, observations, severity, words] of remarks) {
    it(`tell ${title}`, () => {
      const found = conclude(observations).remarks.filter(({ text }) => words.test(text))
      assert.deepEqual(
        found.map((remark) => remark.severity),
        [severity],
      )
    })
  }

  it('take a server that does not know EPSV for nothing special', () => {
    const refused = epsv({ outcome: 'commandRefused', reply: { code: 502, text: 'No.' } })
    assert.deepEqual(conclude(encrypted({ ways: [refused, pasv(), eprt(), port()] })).remarks, [])
  })

  const quiet: readonly (readonly [string, Observations, RegExp])[] = [
    ['the inner address of a server whose passive mode fails: the finding does', serverBehindNat({ outcome: 'closed' }), /inner address/],
    ['a NAT here, where the server is behind one that hides everybody', inContainer({}), /This computer is behind NAT/],
    [
      'an inner address of a server that names a public one',
      serverBehindNat({ named: { address: '203.0.113.10', port: 4000 } }),
      /inner address/,
    ],
    [
      'a device, where the server gave up at once',
      everythingWorks({ ways: [epsv(), pasv(), eprt(), port({ outcome: 'serverGaveUp', ms: 5 })] }),
      /PORT doesn't/,
    ],
    ['NAT, where a proxy is in between', throughProxy({ addresses: [], seenAs: '203.0.113.1' }), /NAT/],
    [
      'a helper, where the right address was announced',
      behindNat({ ways: [eprt({ announced: { address: '203.0.113.1', port: 50003 } })] }),
      /rewrites/,
    ],
    ['IPv6, where it is the way to the proxy', { ...overIpv6(), proxy: { kind: 'http', host: 'p', port: 8080 } }, /over IPv6/],
  ]
  for (const [title, observations, words] of quiet) {
    it(`don't tell ${title}`, () => {
      assert.deepEqual(
        conclude(observations).remarks.filter(({ text }) => words.test(text)),
        [],
      )
    })
  }

  it('say nothing of what a server can do before it was asked', () => {
    const { remarks } = conclude(endedAt('login', 'loginRefused', 'No.'))
    assert.deepEqual(
      remarks.map(({ severity }) => severity),
      ['warning'],
    )
  })

  it('begin with the warnings', () => {
    const { remarks } = conclude(observationsOf({ features: [], place: { kind: 'wsl', name: 'box', platform: 'linux' } }))
    const severities = remarks.map(({ severity }) => severity)
    assert.deepEqual(severities, ['warning', 'info', 'info', 'info'])
  })
})

function natOf({ control, seenAs, addresses }: Observations): Partial<Observations> {
  return { addresses, ...(control && { control }), ...(seenAs !== undefined && { seenAs }) }
}

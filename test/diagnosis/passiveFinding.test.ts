import assert from 'node:assert/strict'
import { conclude } from '../../src/diagnosis/conclude.ts'
import type { Culprit } from '../../src/diagnosis/diagnosis.ts'
import type { Observations } from '../../src/diagnosis/observations.ts'
import {
  dropsPassive,
  encrypted,
  epsv,
  eprt,
  impossible,
  observationsOf,
  overIpv6,
  pasv,
  port,
  rejectsPassive,
  serverBehindNat,
  throughProxy,
  untried,
} from './samples.ts'

const openedInVain = {
  outcome: 'serverGaveUp',
  opened: { local: { address: '10.9.0.1', port: 51235 }, remote: { address: '10.9.0.2', port: 41233 } },
  reply: { code: 522, text: 'SSL connection failed; session reuse required.' },
} as const

describe('passive mode', () => {
  it('works if EPSV does, and the finding says how', () => {
    const { passive } = conclude(observationsOf({ ways: [epsv(), pasv({ outcome: 'commandRefused' }), eprt(), port()] }))
    assert.equal(passive.works, true)
    assert.equal(passive.culprit, undefined)
    assert.equal(passive.reason, 'Passive works: with EPSV, this computer reached port 41233 of the server.')
  })

  it('works if PASV does', () => {
    const { passive } = conclude(observationsOf({ ways: [epsv({ outcome: 'unanswered' }), pasv(), eprt(), port()] }))
    assert.equal(passive.works, true)
    assert.match(passive.reason, /PASV.*port 38842/)
  })

  it('works over IPv6, where there is no PASV', () => {
    assert.equal(conclude(overIpv6()).passive.works, true)
  })

  it('names the port of the server where it is reached through a proxy', () => {
    assert.match(conclude(throughProxy()).passive.reason, /port 41233 of the server/)
  })

  const notWorking: readonly (readonly [string, Observations, Culprit | undefined, RegExp])[] = [
    [
      "the server's firewall, where nothing answers on its ports; and names the less likely one",
      dropsPassive(),
      'serverFirewall',
      /drops connections to its passive ports \(tried 41233 and 38842\)\. Nothing answered on port 41233 of 10\.9\.0\.2 in 4 s\..*Less likely, a firewall on your side/,
    ],
    [
      "the server's firewall, where its ports are closed although it listens",
      rejectsPassive(),
      'serverFirewall',
      /rejects connections to its passive ports \(tried 41233 and 38842\)/,
    ],
    [
      "the server's router, where its ports are closed and it names an inner address",
      serverBehindNat({ outcome: 'closed' }),
      'serverRouter',
      /router does not pass.*10\.77\.0\.2.*203\.0\.113\.1/,
    ],
    [
      "the server's router, where nothing answers and it names an inner address",
      serverBehindNat({ outcome: 'unanswered' }),
      'serverRouter',
      /router does not pass/,
    ],
    [
      'a published port of this computer, where it leads to the server and no other does',
      publishedHere({}),
      'serverRouter',
      /tunnel or container/,
    ],
    [
      'the network, where EPSV is not known and PASV names a port that does not answer',
      observationsOf({
        ways: [epsv({ outcome: 'commandRefused', reply: { code: 502, text: 'No.' } }), pasv({ outcome: 'unanswered' }), eprt(), port()],
      }),
      'serverFirewall',
      /port 38842/,
    ],
    [
      'the network, where the server waited as well, and gave up first',
      bothPassive({ outcome: 'serverGaveUp', ms: 3000, reply: { code: 425, text: 'Timeout.' } }),
      'serverFirewall',
      /drops connections/,
    ],
    [
      'the server, where it gives up at once',
      bothPassive({ outcome: 'serverGaveUp', ms: 3, message: 'the server answered 425 Busy.' }),
      'server',
      /gives up before this computer can connect\. EPSV: the server answered 425 Busy\./,
    ],
    [
      'the server, where it refuses both commands',
      bothPassive({ outcome: 'commandRefused', reply: { code: 502, text: 'Not here.' } }),
      'server',
      /refuses EPSV and PASV\. It answers EPSV: 502 Not here\.; PASV: 502 Not here\./,
    ],
    [
      'encryption, where the session was not resumed and the server gave up',
      withoutReuse({ isResumed: false }),
      'encryption',
      /does not continue the TLS session.*session reuse/,
    ],
    ['encryption, where its handshake did not end', withoutReuse({ outcome: 'failed' }), 'encryption', /encryption fails/],
    [
      'the server, where encryption was in order',
      withoutReuse({ isResumed: true }),
      'server',
      /opens, and then the server ends it \(522\)/,
    ],
    ['the server, where nothing is encrypted', bothPassive({ ...openedInVain }), 'server', /opens, and then the server ends it/],
    [
      'the proxy, where it has no connection to the port',
      throughProxy({ ways: [epsv({ outcome: 'proxyFailed' }), pasv({ outcome: 'proxyFailed' }), impossible(eprt()), impossible(port())] }),
      'proxy',
      /the proxy proxy\.example\.org:1080 makes no connection to the server's passive ports/,
    ],
    [
      'nobody, where it came to nothing for another reason',
      bothPassive({ outcome: 'failed', message: 'The server closed the connection.' }),
      undefined,
      /EPSV came to nothing\. The server closed the connection\./,
    ],
  ]
  for (const [title, observations, culprit, words] of notWorking) {
    it(`blames ${title}`, () => {
      const { passive } = conclude(observations)
      assert.equal(passive.works, false)
      assert.equal(passive.culprit, culprit)
      assert.match(passive.reason, /^Passive can't work: .*\.$/)
      assert.match(passive.reason, words)
    })
  }

  it('takes another address of the same name for no NAT', () => {
    const { passive } = conclude(serverBehindNat({ outcome: 'closed' }, { addresses: ['203.0.113.1', '10.77.0.2'] }))
    assert.equal(passive.culprit, 'serverFirewall')
  })

  it('takes the address for outside, named inside, for no NAT in between', () => {
    const named = { address: '203.0.113.9', port: 38842 }
    const ways = [epsv({ outcome: 'closed' }), pasv({ outcome: 'closed', named }), eprt(), port()]
    assert.equal(conclude(observationsOf({ ways })).passive.culprit, 'serverFirewall')
  })

  it('takes an address of zeros for no address', () => {
    const named = { address: '0.0.0.0', port: 38842 }
    const { passive } = conclude(serverBehindNat({ outcome: 'closed', named }))
    assert.equal(passive.culprit, 'serverFirewall')
  })

  it('takes the host that the settings name for data for no NAT', () => {
    const named = { address: '10.9.0.7', port: 38842 }
    const ways = [epsv({ outcome: 'closed' }), pasv({ outcome: 'closed', named, dialled: named }), eprt(), port()]
    assert.equal(conclude(observationsOf({ ways })).passive.culprit, 'serverFirewall')
  })

  it('takes an IPv4 address in the answer to EPSV over IPv6 for no NAT', () => {
    const named = { address: '10.77.0.2', port: 41233 }
    const ways = [epsv({ outcome: 'closed', named, dialled: { address: '2001:db8::2', port: 41233 } }), impossible(pasv())]
    assert.equal(conclude(overIpv6({ ways })).passive.culprit, 'serverFirewall')
  })

  it('judges the connection that was opened, if another was not', () => {
    const { outcome, opened, reply } = openedInVain
    const ways = [epsv({ outcome: 'unanswered' }), pasv({ outcome, opened, reply }), eprt(), port()]
    assert.equal(conclude(observationsOf({ ways })).passive.culprit, 'server')
  })

  it('is undecided where the only possible way was not tried', () => {
    const ways = [untried(epsv()), impossible(pasv())]
    assert.equal(conclude(overIpv6({ ways })).passive.works, undefined)
  })

  it('is undecided where there was no time', () => {
    const { passive } = conclude(observationsOf({ ways: [epsv(), pasv(), eprt(), port()].map(untried) }))
    assert.equal(passive.works, undefined)
    assert.equal(passive.reason, 'Passive was not tried: the time was up.')
  })
})

function bothPassive(overrides: Parameters<typeof epsv>[0]): Observations {
  return observationsOf({ ways: [epsv(overrides), pasv(overrides), eprt(), port()] })
}

function withoutReuse(overrides: Parameters<typeof epsv>[0]): Observations {
  const { ways } = bothPassive({ ...openedInVain, ...overrides })
  return encrypted({ ways })
}

/** A container whose port 21 is published on this computer. */
function publishedHere(overrides: Partial<Observations>): Observations {
  const here = { address: '127.0.0.1', port: 41233 }
  const closed = { outcome: 'closed', dialled: here } as const
  return observationsOf({
    addresses: ['127.0.0.1'],
    control: { local: { address: '127.0.0.1', port: 51234 }, remote: { address: '127.0.0.1', port: 21 } },
    ways: [epsv(closed), pasv({ ...closed, named: { address: '172.17.0.2', port: 38842 } }), eprt(), port()],
    ...overrides,
  })
}

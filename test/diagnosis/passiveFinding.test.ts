import assert from 'node:assert/strict'
import { conclude } from '../../src/diagnosis/conclude.ts'
import type { Culprit } from '../../src/diagnosis/diagnosis.ts'
import type { Observations } from '../../src/diagnosis/observations.ts'
import {
  dropsAnswers,
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

const openedAndSilent = { outcome: 'failed', opened: openedInVain.opened, ms: 6000 } as const

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
      "this computer's firewall, where what comes back is thrown away here",
      dropsAnswers(),
      'clientFirewall',
      /throws away what comes back from the server's passive ports \(tried.*Meanwhile 5 packets arrived.*only what comes from port 21\./,
    ],
    [
      'some firewall, where something was thrown away here once and not again',
      observationsOf({ ways: [epsv({ outcome: 'unanswered', discarded: 2 }), pasv({ outcome: 'unanswered' }), eprt(), port()] }),
      'someFirewall',
      /drops connections.*or the answers\..*may be chance.*can't be told/,
    ],
    [
      "the server's firewall, where its ports are closed, whatever is thrown away here",
      bothPassive({ outcome: 'closed', discarded: 3 }),
      'serverFirewall',
      /rejects connections/,
    ],
    [
      "this computer's firewall, where it forbids to dial",
      bothPassive({ outcome: 'unreachable', message: 'connect EACCES 10.9.0.2:41233 when dialling port 41233 of the server' }),
      'clientFirewall',
      /this computer may not dial the server's passive ports \(tried 41233 and 38842\)\. EPSV: connect EACCES/,
    ],
    [
      'some firewall, where it says that the port may not be reached',
      bothPassive({ outcome: 'unreachable', message: 'connect EHOSTUNREACH 10.9.0.2:41233' }),
      'someFirewall',
      /rejects connections.*most likely the server's\. EPSV: connect EHOSTUNREACH.*can't be told/,
    ],
    [
      "the server's router, where that says it, and the server names an inner address",
      serverBehindNat({ outcome: 'unreachable', message: 'connect EHOSTUNREACH 203.0.113.1:41233' }),
      'serverRouter',
      /router does not pass.*EHOSTUNREACH/,
    ],
    [
      'the settings, where another public address is named',
      serverBehindNat({ outcome: 'closed', named: { address: '203.0.113.10', port: 4000 } }),
      'settings',
      /names 203\.0\.113\.10 for its data, and this computer dials 203\.0\.113\.1.*set dataHost to 203\.0\.113\.10\. Or that address is out of date/,
    ],
    ['a published port of this computer, under its own address', publishedHere({}, '10.9.0.1'), 'serverRouter', /tunnel or container/],
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
      /refuses EPSV and PASV\. It answers EPSV: 502 Not here; PASV: 502 Not here\./,
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
    [
      'nobody, where it was opened and nothing came',
      bothPassive(openedAndSilent),
      undefined,
      /opens, and nothing comes over it\..*MTU.*the server is stuck\. It can't be told from here/,
    ],
    [
      'nobody, where nothing came over an encrypted one',
      encrypted({ ways: bothPassive(openedAndSilent).ways }),
      undefined,
      /nothing comes over it\..*does not get on with its encryption/,
    ],
    [
      'the server, where it was opened and lost at once',
      bothPassive({ ...openedAndSilent, ms: 20 }),
      'server',
      /opens, and then the server ends it\./,
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

  it('is undecided where EPSV alone could be tried, and says nothing of the network', () => {
    for (const outcome of ['failed', 'commandRefused'] as const) {
      const { passive, verdict } = conclude(observationsOf({ ways: [epsv({ outcome }), untried(pasv()), eprt(), port()] }))
      assert.equal(passive.works, undefined)
      assert.equal(passive.reason, 'Passive was not tried to the end: the time was up.')
      assert.equal(verdict, 'Passive was not tried to the end. Active works.')
    }
  })

  it('is decided where EPSV was opened, or dialled in vain, and there was no time for PASV', () => {
    for (const way of [epsv({ outcome: 'unanswered' }), epsv({ ...openedInVain }), epsv({ ...openedInVain, outcome: 'failed' })])
      assert.equal(conclude(observationsOf({ ways: [way, untried(pasv()), eprt(), port()] })).passive.works, false)
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
function publishedHere(overrides: Partial<Observations>, address = '127.0.0.1'): Observations {
  const here = { address, port: 41233 }
  const closed = { outcome: 'closed', dialled: here } as const
  return observationsOf({
    addresses: [address],
    control: { local: { address, port: 51234 }, remote: { address, port: 21 } },
    ways: [epsv(closed), pasv({ ...closed, named: { address: '172.17.0.2', port: 38842 } }), eprt(), port()],
    ...overrides,
  })
}

import assert from 'node:assert/strict'
import { conclude } from '../../src/diagnosis/conclude.ts'
import type { Culprit } from '../../src/diagnosis/diagnosis.ts'
import type { Observations, WayObservation } from '../../src/diagnosis/observations.ts'
import {
  behindNat,
  dropsAnswers,
  dropsBefore,
  dropsHere,
  dropsOutgoing,
  encrypted,
  epsv,
  eprt,
  inContainer,
  nobodyCame,
  notForwarded,
  observationsOf,
  overIpv6,
  pasv,
  port,
  serverBehindNat,
  throughProxy,
  uncounted,
} from './samples.ts'

const here = { address: '127.0.0.1', port: 51234 }
const opened = { opened: { local: { address: '10.9.0.1', port: 50123 }, remote: { address: '10.9.0.2', port: 20 } } }
const outer = { announced: { address: '203.0.113.2', port: 50123 } }
const unseen = { seenAs: undefined }
const wsl = { place: { kind: 'wsl', name: 'desk', platform: 'linux' } } as const

describe('active mode', () => {
  it('works if only EPRT does, and the finding says how', () => {
    const { active } = conclude(observationsOf({ ways: [epsv(), pasv(), eprt(), port({ outcome: 'commandRefused' })] }))
    assert.equal(active.works, true)
    assert.equal(active.culprit, undefined)
    assert.equal(active.reason, 'Active works: with EPRT, the server connected from its port 20 to port 50123 of this computer.')
  })

  it('works if only PORT does', () => {
    const { active } = conclude(observationsOf({ ways: [epsv(), pasv(), eprt({ outcome: 'nobodyCame' }), port()] }))
    assert.equal(active.works, true)
  })

  it('works over IPv6, where there is no PORT', () => {
    assert.equal(conclude(overIpv6()).active.works, true)
  })

  const gaveUp = { outcome: 'serverGaveUp', reply: { code: 425, text: 'Failed to establish connection.' } } as const
  const refused = { outcome: 'commandRefused', reply: { code: 500, text: 'Illegal PORT command.' } } as const
  const denied = { outcome: 'commandRefused', reply: { code: 550, text: 'Permission denied.' } } as const
  const unknown = { outcome: 'commandRefused', reply: { code: 500, text: 'Unknown command.' } } as const
  const notWorking: readonly (readonly [string, Observations, Culprit | undefined, RegExp])[] = [
    ['the proxy, where there is one', throughProxy(), 'proxy', /through a proxy the server can't reach this computer/],
    [
      'the settings, where this computer could not listen',
      bothActive({ outcome: 'cannotListen', message: "this computer can't listen on ports 5 to 5 (EACCES)" }),
      'settings',
      /can't listen.*EACCES.*Check activePorts/,
    ],
    [
      'this router, where the server refuses an inner address, and names the outer one',
      behindNat(),
      'clientRouter',
      /announces 192\.168\.77\.2, an address that the server can't reach through your router\. The server sees this computer as 203\.0\.113\.1.*500 Illegal PORT command\./,
    ],
    [
      'this router, where the server refuses an inner address and does not say what it sees',
      behindNat(unseen),
      'clientRouter',
      /announces 192\.168\.77\.2/,
    ],
    [
      'this router, where the server took an inner address and could not connect to it',
      natted({ outcome: 'nobodyCame' }),
      'clientRouter',
      /announces 192\.168\.77\.2/,
    ],
    ['this router, where the server gave up on an inner address', natted({ ...gaveUp }), 'clientRouter', /announces 192\.168\.77\.2/],
    [
      'this router, where both addresses are private and the server sees another',
      bothActive({ ...refused }, { seenAs: '10.9.0.77' }),
      'clientRouter',
      /announces 10\.9\.0\.1.*as 10\.9\.0\.77/,
    ],
    [
      'this router, where its address is announced and it passes no port on',
      notForwarded(),
      'clientRouter',
      /your router drops the server's connection to ports 50003 and 50004/,
    ],
    [
      'this router, where its address is announced and the server does not say what it sees',
      notForwarded(unseen),
      'clientRouter',
      /drops the server's connection.*Less likely, the server's firewall lets nothing out\.$/,
    ],
    [
      "this router, where nobody counts, or this computer's firewall",
      uncountedHere(notForwarded()),
      'clientRouter',
      /or this computer's lets nothing in\.$/,
    ],
    [
      "this computer's firewall, where its inner address was announced and the packets came all the same",
      arrived(natted({ outcome: 'nobodyCame' })),
      'clientFirewall',
      /this computer's firewall stops/,
    ],
    [
      'the server, where it refuses any address: the NAT is but a remark',
      natted({ ...denied }),
      'server',
      /550 Permission denied\..*switched off in its configuration\.$/,
    ],
    ['the server, where it does not know the commands', natted({ ...unknown }), 'server', /500 Unknown command/],
    [
      'this router, where the server knows PORT alone and refuses the address',
      behindNat({ ways: behindNat().ways.map((way) => (way.method === 'EPRT' ? { ...way, ...unknown } : way)) }),
      'clientRouter',
      /announces 192\.168\.77\.2/,
    ],
    [
      "what leads to the server, where that hides this computer's address and the server refuses it",
      inContainer({ ...refused }),
      'serverRouter',
      /behind NAT and sees this computer as 172\.17\.0\.1/,
    ],
    [
      'what leads to the server, where nothing comes through it',
      inContainer({ outcome: 'nobodyCame' }),
      'serverRouter',
      /may let no connection out/,
    ],
    [
      "some firewall, where the server took this computer's address in spite of that, and nobody counts",
      uncountedHere(inContainer({ outcome: 'nobodyCame' })),
      'someFirewall',
      /most likely this computer's own/,
    ],
    [
      'what leads to a neighbour, where that is all that is known',
      bothActive({ ...refused }, { seenAs: '172.17.0.1' }),
      'serverRouter',
      /sees this computer as 172\.17\.0\.1/,
    ],
    [
      "this computer's firewall, where the router has passed the port on",
      arrived(notForwarded()),
      'clientFirewall',
      /this computer's firewall stops/,
    ],
    [
      'the settings, where the announced address is not what the server sees',
      wrongAddress(),
      'settings',
      /announces 198\.51\.100\.7, but.*203\.0\.113\.1/,
    ],
    [
      'the server, where it refuses both',
      bothActive({ ...refused }),
      'server',
      /refuses EPRT and PORT\..*500 Illegal.*Or it sees this computer under another address/,
    ],
    [
      'the server alone, where it sees the address that it refuses',
      bothActive({ ...refused }, { seenAs: '10.9.0.1' }),
      'server',
      /switched off in its configuration\.$/,
    ],
    [
      "this computer's firewall, where packets arrived and were thrown away",
      dropsHere(),
      'clientFirewall',
      /stops the server's connection to ports 50123 and 50124\. .*nobody came in 4 s\. Meanwhile 3 packets arrived at this computer and were thrown away/,
    ],
    [
      "this computer's firewall, where it turned the one packet away at once",
      bothActive({ ...gaveUp, ms: 5, discarded: 1 }),
      'clientFirewall',
      /a packet arrived at this computer and was thrown away/,
    ],
    [
      "this computer's firewall, where 425 is the answer to PORT itself",
      bothActive({ ...gaveUp, outcome: 'commandRefused', ms: 5, discarded: 1 }),
      'clientFirewall',
      /425/,
    ],
    ["this computer's firewall, where it drops whatever comes", dropsAnswers(), 'clientFirewall', /stops the server's connection to ports/],
    [
      'some firewall, where the server is in another network and nothing arrived',
      dropsBefore(),
      'someFirewall',
      /Nothing arrived here.*in front of this computer, most likely, or by the server's own.*can't be told/,
    ],
    [
      'some firewall, where Windows has one in front of this computer',
      dropsOutgoing({ ...wsl }),
      'someFirewall',
      /by the firewall of Windows/,
    ],
    [
      'some firewall, where this may be a computer in a cloud',
      dropsOutgoing({ place: { kind: 'ssh', name: 'box', platform: 'linux' } }),
      'someFirewall',
      /in front of this computer, most likely/,
    ],
    [
      "the server's firewall, where a container is beside the server",
      dropsOutgoing({ place: { kind: 'container', name: 'box', platform: 'linux' } }),
      'serverFirewall',
      /Nothing arrived here/,
    ],
    [
      'some firewall, where packets were thrown away once and not again',
      observationsOf({ ways: [epsv(), pasv(), eprt({ outcome: 'nobodyCame', discarded: 2 }), port({ outcome: 'nobodyCame' })] }),
      'someFirewall',
      /can't be told/,
    ],
    [
      'some firewall, where that was so and the address of the router was announced',
      { ...notForwarded(), ways: notForwarded().ways.map((way) => (way.method === 'EPRT' ? { ...way, discarded: 2 } : way)) },
      'someFirewall',
      /can't be told/,
    ],
    [
      "the server's firewall, where nothing arrived",
      dropsOutgoing(),
      'serverFirewall',
      /Nothing arrived here, so it was stopped before: by the server's firewall \(outgoing connections\), or one in between\.$/,
    ],
    [
      "the server's firewall, where the server gave up at once and nothing arrived",
      bothActive({ ...gaveUp, ms: 5 }),
      'serverFirewall',
      /425 Failed to establish connection\. Nothing arrived here/,
    ],
    [
      "the server's firewall, where the server did not even answer PORT, nor come",
      bothActive({ outcome: 'failed', ms: 6000, message: 'The listing took too long.' }),
      'serverFirewall',
      /nobody came in 6 s/,
    ],
    ['some firewall, where packets are not counted', nobodyCame(), 'someFirewall', /most likely this computer's own/],
    ['some firewall, where one packet may be chance', bothActive({ outcome: 'nobodyCame', discarded: 1 }), 'someFirewall', /can't be told/],
    [
      'some firewall, over the IPv6 of the Internet',
      silentOverIpv6(),
      'someFirewall',
      /Nothing arrived here.*router in front of this computer/,
    ],
    ["the server's firewall, over the IPv6 of one network", silentOverIpv6('2001:db8::77'), 'serverFirewall', /Nothing arrived here/],
    [
      "the server's firewall, over the IPv6 of one cable",
      silentOverIpv6('fe80::1%eth0', 'fe80::2%eth0'),
      'serverFirewall',
      /Nothing arrived here/,
    ],
    [
      "the server's firewall or its router, where it has one",
      { ...serverBehindNat(), ways: [...serverBehindNat().ways.slice(0, 2), eprt({ outcome: 'nobodyCame', ...outer })] },
      'serverFirewall',
      /or the router in front of it\.$/,
    ],
    [
      'the server, where a router leads from one private network to the other',
      bothActive(
        { ...refused },
        { control: { local: { address: '10.9.0.1', port: 51234 }, remote: { address: '192.168.5.5', port: 21 } } },
      ),
      'server',
      /refuses EPRT and PORT/,
    ],
    [
      'the settings, where somebody else came',
      bothActive({ outcome: 'nobodyCame', strangers: [{ address: '10.9.0.9', port: 20 }] }),
      'settings',
      /came from 10\.9\.0\.9, which is not the server's address.*dataHost/,
    ],
    [
      'the server, where it refused, and somebody else came by chance',
      bothActive({ ...refused, strangers: [{ address: '10.9.0.9', port: 20 }] }),
      'server',
      /refuses EPRT and PORT/,
    ],
    [
      'nobody, where it was opened and nothing came',
      bothActive({ ...opened, outcome: 'failed', ms: 6000, message: 'Nothing came over the data connection in 6 s.' }),
      undefined,
      /opens, and nothing comes over it\. EPRT: Nothing came.*MTU.*the server is stuck\. It can't be told/,
    ],
    [
      'encryption, where the server came and gave up',
      encrypted({ ways: bothActive({ ...gaveUp, ...opened, isResumed: false }).ways }),
      'encryption',
      /session reuse/,
    ],
    [
      'the server, where it came and gave up in the clear',
      bothActive({ ...gaveUp, ...opened }),
      'server',
      /opens, and then the server ends it \(425\)/,
    ],
    [
      'nobody, where it came to nothing for another reason',
      bothActive({ outcome: 'failed', ms: 20, message: 'The server closed the connection.' }),
      undefined,
      /EPRT came to nothing/,
    ],
    [
      'what leads to the server, where that is a published port of this computer',
      bothActive({ outcome: 'nobodyCame' }, { control: { local: here, remote: { ...here, port: 21 } }, seenAs: '172.17.0.1' }),
      'serverRouter',
      /tunnel or a container's published port/,
    ],
  ]
  for (const [title, observations, culprit, words] of notWorking) {
    it(`blames ${title}`, () => {
      const { active } = conclude(observations)
      assert.equal(active.works, false)
      assert.equal(active.culprit, culprit)
      assert.match(active.reason, /^Active can't work: .*\.$/)
      assert.match(active.reason, words)
    })
  }

  it('judges PORT where the server does not know EPRT', () => {
    const unknown = eprt({ outcome: 'commandRefused', reply: { code: 500, text: 'Unknown command.' } })
    const ways = [epsv(), pasv(), unknown, port({ outcome: 'nobodyCame', discarded: 3 })]
    const { active } = conclude(observationsOf({ ways }))
    assert.equal(active.culprit, 'clientFirewall')
    assert.match(active.reason, /connection to port 50124\./)
  })

  it('blames the range of ports where the server refuses those of the system', () => {
    const refuse = (announced: number) =>
      ({
        outcome: 'commandRefused',
        reply: { code: 500, text: 'Illegal PORT command.' },
        announced: { address: '10.9.0.1', port: announced },
      }) as const
    const { active } = conclude(observationsOf({ ways: [epsv(), pasv(), eprt(refuse(105)), port(refuse(107))] }))
    assert.deepEqual([active.culprit, active.works], ['settings', false])
    assert.match(active.reason, /refuses to connect to a port below 1024\. .* Set activePorts to a range above 1023/)
  })

  it('takes a container for one behind NAT, unless the server is beside it', () => {
    const place = { kind: 'container', name: 'box', platform: 'linux' } as const
    const elsewhere = { local: { address: '172.17.0.3', port: 51234 }, remote: { address: '10.9.0.2', port: 21 } }
    const beside = { ...elsewhere, remote: { address: '172.17.0.9', port: 21 } }
    const ways = bothActive({ ...refused, announced: { address: '172.17.0.3', port: 50123 } }).ways
    assert.equal(conclude(observationsOf({ place, control: elsewhere, ways })).active.culprit, 'clientRouter')
    assert.equal(conclude(observationsOf({ place, control: beside, ways })).active.culprit, 'server')
  })
})

function bothActive(way: Partial<WayObservation>, overrides: Partial<Observations> = {}): Observations {
  return observationsOf({ ways: [epsv(), pasv(), eprt(way), port(way)], ...overrides })
}

function natted(way: Partial<WayObservation>): Observations {
  return behindNat({ ways: bothActive({ announced: { address: '192.168.77.2', port: 50123 }, ...way }).ways })
}

function arrived(observations: Observations): Observations {
  return { ...observations, ways: observations.ways.map((way) => ({ ...way, discarded: 3 })) }
}

function uncountedHere(observations: Observations): Observations {
  return { ...observations, ways: observations.ways.map(uncounted) }
}

function wrongAddress(): Observations {
  const { ways } = bothActive({ outcome: 'commandRefused', announced: { address: '198.51.100.7', port: 50003 } })
  return notForwarded({ settings: { mode: 'auto', activeAddress: '198.51.100.7' }, ways })
}

function silentOverIpv6(own = '2001:db8:1::1', server = '2001:db8::2'): Observations {
  const { ways } = overIpv6()
  return overIpv6({
    control: { local: { address: own, port: 51234 }, remote: { address: server, port: 21 } },
    seenAs: own,
    ways: ways.map(({ opened: _, ...way }) =>
      way.method === 'EPRT' ? { ...way, outcome: 'nobodyCame', ms: 4003, announced: { address: own, port: 50123 } } : way,
    ),
  })
}

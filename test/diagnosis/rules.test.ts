import assert from 'node:assert/strict'
import { conclude } from '../../src/diagnosis/conclude.ts'
import type { FirewallRule } from '../../src/diagnosis/diagnosis.ts'
import type { Observations } from '../../src/diagnosis/observations.ts'
import {
  behindNat,
  dropsAnswers,
  dropsHere,
  dropsOutgoing,
  dropsPassive,
  endedAt,
  epsv,
  eprt,
  everythingWorks,
  nobodyCame,
  notForwarded,
  observationsOf,
  pasv,
  port,
  rejectsPassive,
  serverBehindNat,
  throughProxy,
} from './samples.ts'

const lineOf = ({ mode, side, direction, from, to, state }: FirewallRule) =>
  `${mode} ${side} ${direction}: ${from.who} ${from.ports} → ${to.who} ${to.ports}: ${state}`

describe('the firewall table', () => {
  it('has four rules for each side in each mode, as seen from that side, with the ports that were observed', () => {
    assert.deepEqual(conclude(everythingWorks()).rules.map(lineOf), [
      'passive server in: client > 1023 (51234) → server 21: works',
      'passive server out: server 21 → client > 1023 (51234): works',
      'passive server in: client > 1023 (51235) → server > 1023 (41233, 38842): works',
      'passive server out: server > 1023 (41233, 38842) → client > 1023 (51235): works',
      'passive client out: client > 1023 (51234) → server 21: works',
      'passive client in: server 21 → client > 1023 (51234): works',
      'passive client out: client > 1023 (51235) → server > 1023 (41233, 38842): works',
      'passive client in: server > 1023 (41233, 38842) → client > 1023 (51235): works',
      'active server in: client > 1023 (51234) → server 21: works',
      'active server out: server 21 → client > 1023 (51234): works',
      'active server out: server 20 → client > 1023 (50123, 50124): works',
      'active server in: client > 1023 (50123, 50124) → server 20: works',
      'active client out: client > 1023 (51234) → server 21: works',
      'active client in: server 21 → client > 1023 (51234): works',
      'active client in: server 20 → client > 1023 (50123, 50124): works',
      'active client out: client > 1023 (50123, 50124) → server 20: works',
    ])
  })

  it('says what each rule is for, and which one opens a connection', () => {
    const active = conclude(everythingWorks()).rules.filter(({ mode, side }) => mode === 'active' && side === 'client')
    assert.deepEqual(
      active.map(({ purpose, opens }) => [purpose, opens]),
      [
        ['control: this computer opens it', true],
        ['control: the answers', false],
        ['data: the server opens it', true],
        ['data: the answers', false],
      ],
    )
  })

  it('names the ports that the settings allow', () => {
    assert.match(dataRule(notForwarded(), 'active', 'client').to.ports, /^50000–50010 \(50003, 50004\)$/)
  })

  for (const [title, origin, ports] of [
    ['its own choice', 40123, '> 1023 (40123)'],
    ['another low one', 2, 'any (2)'],
  ] as const) {
    it(`names the port that the server dialled from, where it is ${title}`, () => {
      const opened = { local: { address: '10.9.0.1', port: 50123 }, remote: { address: '10.9.0.2', port: origin } }
      const observations = observationsOf({ ways: [epsv(), pasv(), eprt({ opened }), port({ outcome: 'commandRefused' })] })
      assert.equal(dataRule(observations, 'active', 'server').from.ports, ports)
    })
  }

  it('counts the data port from the port of the site', () => {
    const server = { host: 'x', port: 990, user: 'bench', security: 'implicit' } as const
    assert.equal(dataRule(dropsOutgoing({ server, greeting: '220 Hello' }), 'active', 'server').from.ports, '989')
  })

  const at2121 = { host: 'x', port: 2121, user: 'bench', security: 'none' } as const
  for (const [greeting, ports] of [
    ['220 (vsFTPd 3.0.3)', '20'],
    ['220---------- Welcome to Pure-FTPd ----------', '20'],
    ['220 ProFTPD Server (test)', 'any'],
    ['220 Hello', '2120'],
  ] as const) {
    it(`knows where a server dials from that listens on 2121 and says "${greeting}": ${ports}`, () => {
      assert.equal(dataRule(dropsOutgoing({ server: at2121, greeting }), 'active', 'server').from.ports, ports)
    })
  }

  it('goes by the port that was seen rather than by what is usual', () => {
    assert.equal(dataRule(everythingWorks({ server: at2121, greeting: '220 Hello' }), 'active', 'server').from.ports, 'any (20)')
    assert.equal(dataRule(everythingWorks({ server: at2121 }), 'active', 'server').from.ports, '20')
  })

  it("says of passive mode, where this computer's firewall drops the answers, that they fail here", () => {
    const states = conclude(dropsAnswers())
      .rules.filter(({ mode, purpose }) => mode === 'passive' && purpose.startsWith('data'))
      .map(({ side, opens, state }) => `${side} ${opens ? 'opens' : 'answers'}: ${state}`)
    assert.deepEqual(states, ['server opens: works', 'server answers: works', 'client opens: works', 'client answers: fails'])
  })

  it("does not take a proxy's connection for this computer's", () => {
    assert.equal(dataRule(throughProxy(), 'passive', 'server').from.ports, '> 1023')
    assert.equal(conclude(throughProxy()).rules[0]?.from.ports, '> 1023')
  })

  const opened = { opened: { local: { address: '10.9.0.1', port: 50123 }, remote: { address: '10.9.0.2', port: 20 } } }
  const forbidden = { outcome: 'unreachable', message: 'connect EACCES 10.9.0.2:41233' } as const
  const stranger = { outcome: 'nobodyCame', strangers: [{ address: '10.9.0.9', port: 20 }] } as const
  const states: readonly (readonly [string, Observations, FirewallRule['mode'], string, string])[] = [
    ["the server's firewall drops", dropsPassive(), 'passive', 'fails', 'suspected'],
    ["the server's firewall rejects", rejectsPassive(), 'passive', 'fails', 'untested'],
    ["the server's router passes nothing on", serverBehindNat({ outcome: 'closed' }), 'passive', 'fails', 'untested'],
    ["the server's firewall lets nothing out", dropsOutgoing(), 'active', 'fails', 'untested'],
    ["this computer's firewall drops", dropsHere(), 'active', 'works', 'fails'],
    ['it may be either firewall', nobodyCame(), 'active', 'suspected', 'suspected'],
    ["this computer's router is in the way", behindNat(), 'active', 'untested', 'fails'],
    ['the proxy is in the way', throughProxy(), 'active', 'untested', 'untested'],
    [
      'the connection came about and was of no use',
      observationsOf({ ways: [epsv(), pasv(), eprt({ outcome: 'serverGaveUp', ...opened })] }),
      'active',
      'works',
      'works',
    ],
    ['somebody else came', observationsOf({ ways: [epsv(), pasv(), eprt(stranger)] }), 'active', 'untested', 'untested'],
    ['this computer may not dial', observationsOf({ ways: [epsv(forbidden), pasv(forbidden)] }), 'passive', 'untested', 'fails'],
    ['it was not tried', endedAt('login', 'loginRefused', 'No.'), 'active', 'untested', 'untested'],
  ]
  for (const [title, observations, mode, atServer, atClient] of states) {
    it(`says of the data connection, where ${title}: ${atServer} at the server, ${atClient} here`, () => {
      assert.equal(dataRule(observations, mode, 'server').state, atServer)
      assert.equal(dataRule(observations, mode, 'client').state, atClient)
    })
  }

  for (const [reason, state] of [
    ['timeout', 'suspected'],
    ['connectionRefused', 'suspected'],
  ] as const) {
    it(`suspects both sides of the control connection after ${reason}`, () => {
      const { control: _, ...observations } = endedAt('connect', reason, 'No.')
      const opening = conclude(observations).rules.filter(({ opens, purpose }) => opens && purpose.startsWith('control'))
      assert.deepEqual([...new Set(opening.map((rule) => rule.state))], [state])
      assert.equal(opening.length, 4)
    })
  }

  it('suspects nobody where the name was not found', () => {
    const { control: _, ...observations } = endedAt('lookup', 'hostNotFound', 'No.')
    assert.deepEqual([...new Set(conclude(observations).rules.map(({ state }) => state))], ['untested'])
  })
})

/** The one that opens the data connection. */
function dataRule(observations: Observations, mode: FirewallRule['mode'], side: FirewallRule['side']): FirewallRule {
  const found = conclude(observations).rules.find(
    (rule) => rule.mode === mode && rule.side === side && rule.opens && rule.purpose.startsWith('data'),
  )
  assert.ok(found)
  return found
}

import assert from 'node:assert/strict'
import type { Culprit, Diagnosis, ModeFinding } from '../../../src/diagnosis/diagnosis.ts'
import { conclude } from '../../../src/diagnosis/conclude.ts'
import { ladderOf, type Rung } from '../../../src/diagnosis/drawing/ladder.ts'
import { ladderSvg } from '../../../src/diagnosis/drawing/ladderSvg.ts'
import { ladderText } from '../../../src/diagnosis/drawing/ladderText.ts'
import { ladderWords } from '../../../src/diagnosis/drawing/ladderWords.ts'
import { textbookLadder } from '../../../src/diagnosis/drawing/textbookLadder.ts'
import type { WayObservation } from '../../../src/diagnosis/observations.ts'
import * as samples from '../samples.ts'
import {
  activeBlocked,
  behindRouter,
  eprtGetsNobody,
  epsvUnanswered,
  epsvWorks,
  nameNotFound,
  serverAdmitsOnly21,
} from './sampleDiagnosis.ts'

/** `client :51234 opens server :21 works`, with how far it came and what is written at it. */
function brief({ from, clientPort, serverPort, kind, label, state, reach, result }: Rung): string {
  const arrow = from === 'client' ? `${clientPort} → ${serverPort}` : `${serverPort} → ${clientPort}`
  return `${arrow} ${kind === 'opens' ? 'opens' : `says ${label}`}: ${state}${state === 'fails' ? ` (${reach})` : ''}${result === '' ? '' : `, ${result}`}`
}

const briefOf = (diagnosis: Diagnosis, mode: 'passive' | 'active') => ladderOf(diagnosis, mode).rungs.map(brief)

const passive = (way: WayObservation, culprit?: Culprit): Diagnosis => ({
  ...behindRouter,
  passive: { mode: 'passive', works: false, culprit, reason: 'As seen.', methods: [way] },
})

const active = (way: WayObservation, culprit?: Culprit): Diagnosis => ({
  ...behindRouter,
  active: { ...activeBlocked, culprit, methods: [way] },
})

describe('the ladder of a diagnosis', () => {
  it('shows who opened which port when passive mode works', () => {
    assert.deepEqual(briefOf(behindRouter, 'passive'), [
      '51234 → 21 opens: works, 48 ms',
      '51234 → 21 says EPSV: works',
      '21 → 51234 says port 50123: works',
      '51236 → 50123 opens: works, 193 ms',
    ])
    assert.deepEqual(ladderOf(behindRouter, 'passive').walls, [])
  })

  it('shows from which port the server came when active mode works', () => {
    assert.deepEqual(briefOf(serverAdmitsOnly21, 'active').slice(1), [
      '51234 → 21 says EPRT, port 51235: works',
      '20 → 51235 opens: works, 148 ms',
    ])
  })

  it('stops at what is in the way, and says what that is', () => {
    assert.equal(
      briefOf(behindRouter, 'active').at(-1),
      '20? → 51235 opens: fails (clientEdge), nothing arrived in 4 s: your router dropped it',
    )
    assert.deepEqual(ladderOf(behindRouter, 'active').walls, [{ place: 'clientEdge', name: 'your router' }])
    assert.equal(
      briefOf(serverAdmitsOnly21, 'passive').at(-1),
      "? → 50123 opens: fails (serverEdge), nothing answered in 4 s: the server's firewall dropped it",
    )
  })

  it('stops in the middle where nobody knows whose firewall it is', () => {
    const ladder = ladderOf(active(eprtGetsNobody, 'someFirewall'), 'active')
    assert.equal(ladder.rungs.at(-1)?.reach, 'middle')
    assert.deepEqual(ladder.walls, [{ place: 'middle', name: 'a firewall on the way' }])
    const unknown = ladderOf(active(eprtGetsNobody), 'active')
    assert.equal(unknown.rungs.at(-1)?.reach, 'middle')
    assert.deepEqual(unknown.walls, [])
  })

  it('reaches a server whose port is closed', () => {
    const closed: WayObservation = { ...epsvUnanswered, outcome: 'closed' }
    assert.equal(briefOf(passive(closed, 'server'), 'passive').at(-1), '? → 50123 opens: fails (serverEdge), the port is closed')
    assert.equal(
      briefOf(passive(closed, 'serverFirewall'), 'passive').at(-1),
      "? → 50123 opens: fails (serverEdge), the port is closed: the server's firewall refused it",
    )
  })

  it('names the stranger who came in place of the server', () => {
    const way: WayObservation = { ...eprtGetsNobody, strangers: [{ address: '198.51.100.99', port: 20 }] }
    assert.match(
      briefOf(active(way, 'settings'), 'active').at(-1) ?? '',
      /198\.51\.100\.99 came, which is not the server, and was sent away$/,
    )
  })

  it('ends with a command that the server refuses, and draws no wall for a router that is only the reason', () => {
    const way: WayObservation = { ...eprtGetsNobody, outcome: 'commandRefused', reply: { code: 500, text: 'Illegal EPRT command.' } }
    const diagnosis = active(way, 'clientRouter')
    assert.deepEqual(briefOf(diagnosis, 'active').slice(1), [
      '51234 → 21 says EPRT, port 51235: fails (serverEdge), the server says: 500 Illegal EPRT command.',
    ])
    assert.deepEqual(ladderOf(diagnosis, 'active').walls, [])
  })

  it('knows a refusal that comes of having dialled in vain', () => {
    const way: WayObservation = {
      ...eprtGetsNobody,
      outcome: 'commandRefused',
      reply: { code: 425, text: "Can't connect to specified address." },
    }
    const [rung] = briefOf(active(way, 'clientFirewall'), 'active').slice(2)
    assert.equal(rung, "20? → 51235 opens: fails (clientEdge), the server says: 425 Can't connect to specified address.")
  })

  it('shows a connection that came about and was of no use', () => {
    const way: WayObservation = { ...epsvWorks, outcome: 'serverGaveUp', reply: { code: 522, text: 'session reuse required' } }
    assert.deepEqual(briefOf(passive(way, 'encryption'), 'passive').slice(3), [
      '51236 → 50123 opens: works',
      '51236 → 50123 says TLS: fails (serverEdge), the server says: 522 session reuse required',
    ])
  })

  it('takes the way that works, or else the one that got furthest', () => {
    const refused: WayObservation = { ...epsvUnanswered, method: 'EPSV', outcome: 'commandRefused', reply: { code: 500, text: 'what?' } }
    const pasv: WayObservation = { ...epsvUnanswered, method: 'PASV' }
    const found = (methods: readonly WayObservation[]) => {
      const finding: ModeFinding = { mode: 'passive', works: false, culprit: 'serverFirewall', reason: '', methods }
      return ladderOf({ ...behindRouter, passive: finding }, 'passive').rungs[1]?.label
    }
    assert.equal(found([refused, pasv]), 'PASV')
    assert.equal(found([refused, pasv, { ...epsvWorks, method: 'EPSV' }]), 'EPSV')
  })

  it('ends where the way to the server ended, and leaves the rest untested', () => {
    assert.deepEqual(briefOf(nameNotFound, 'passive'), [
      '? → 21 opens: fails (clientEdge), ftp.example.org was not found (ENOTFOUND)',
      '? → ? opens: untested',
    ])
    const refused = conclude(samples.endedAt('login', 'loginRefused', 'The server refused the login: 530 Login incorrect.'))
    assert.deepEqual(briefOf(refused, 'active'), [
      '51234 → 21 opens: works, 1 ms',
      '51234 → 21 says login: fails (serverEdge), The server refused the login: 530 Login incorrect',
      '20? → ? opens: untested',
    ])
  })

  it('puts a proxy in the middle, with the port of the server and not of the proxy', () => {
    const ladder = ladderOf(conclude(samples.throughProxy()), 'active')
    assert.equal(ladder.proxy, 'proxy.example.org:1080')
    assert.deepEqual(ladder.rungs.map(brief), [
      '51234 → 21 opens: works, 1 ms',
      '20? → ? opens: fails (middle), not possible through a proxy',
    ])
  })

  it('says where the server sees this computer', () => {
    assert.equal(ladderOf(behindRouter, 'active').client.address, '192.168.1.20, seen as 198.51.100.7')
    assert.equal(ladderOf(serverAdmitsOnly21, 'active').client.address, '192.168.1.20')
  })

  it('says which address a 227 named, where that is not the one that is dialled', () => {
    const named = { address: '10.77.0.2', port: 38842 }
    assert.equal(
      briefOf(passive({ ...epsvWorks, method: 'PASV', named }), 'passive')[2],
      '21 → 51234 says port 38842: works, names 10.77.0.2',
    )
    const same = { ...named, address: '203.0.113.9' }
    assert.equal(briefOf(passive({ ...epsvWorks, method: 'PASV', named: same }), 'passive')[2], '21 → 51234 says port 38842: works')
  })

  it('says which address was announced, where that is not its own', () => {
    const announced = { address: '198.51.100.7', port: 50003 }
    const diagnosis = active({ ...eprtGetsNobody, announced }, 'clientRouter')
    assert.equal(briefOf(diagnosis, 'active')[1], '51234 → 21 says EPRT, port 50003: works, announces 198.51.100.7')
    assert.match(ladderText(ladderOf(diagnosis, 'active')), /\.\.\. EPRT, port 50003 \.+>\n {19}announces 198\.51\.100\.7\n {2}data/)
    assert.match(ladderSvg(ladderOf(diagnosis, 'active'), { id: 'a' }), />announces 198\.51\.100\.7</)
    assert.match(ladderWords(ladderOf(diagnosis, 'active')), /EPRT, port 50003, announces 198\.51\.100\.7\. The server/)
  })

  for (const name of ['everythingWorks', 'dropsPassive', 'rejectsPassive', 'dropsHere', 'behindNat', 'notForwarded', 'overIpv6'] as const)
    it(`agrees with the conclusions on ${name}`, () => {
      const diagnosis = conclude(samples[name]())
      for (const mode of ['passive', 'active'] as const) {
        const states = ladderOf(diagnosis, mode).rungs.map(({ state }) => state)
        assert.equal(states.includes('fails'), diagnosis[mode].works === false)
      }
    })

  it('tells the seconds that were waited, and not what the commands before took', () => {
    const active = { ...activeBlocked, methods: [{ ...eprtGetsNobody, ms: 4700 }] }
    assert.equal(ladderOf({ ...behindRouter, active }, 'active').rungs.at(-1)?.result, 'nothing arrived in 4 s: your router dropped it')
  })
})

describe("the textbook's ladder", () => {
  it('of active mode has the numbers of textbooks', () => {
    assert.deepEqual(textbookLadder('active').rungs.map(brief), [
      '1026 → 21 opens: works',
      '1026 → 21 says PORT 1027: works',
      '20 → 1027 opens: works',
    ])
  })

  it('of passive mode has the numbers of textbooks', () => {
    assert.deepEqual(textbookLadder('passive').rungs.map(brief), [
      '1026 → 21 opens: works',
      '1026 → 21 says PASV: works',
      '21 → 1026 says port 2024: works',
      '1027 → 2024 opens: works',
    ])
  })

  it('stops the data connection, and nothing else, at what is in the way', () => {
    const ladder = textbookLadder('active', { culprit: 'clientRouter', result: 'nothing arrived' })
    assert.deepEqual(ladder.rungs.map(brief).slice(1), [
      '1026 → 21 says PORT 1027: works',
      '20 → 1027 opens: fails (clientEdge), nothing arrived',
    ])
    assert.equal(ladder.works, false)
    assert.deepEqual(ladder.walls, [{ place: 'clientEdge', name: 'your router' }])
  })
})

import assert from 'node:assert/strict'
import { ladderOf } from '../../../src/diagnosis/drawing/ladder.ts'
import { ladderText } from '../../../src/diagnosis/drawing/ladderText.ts'
import { ladderWords } from '../../../src/diagnosis/drawing/ladderWords.ts'
import { columnsOf } from '../../../src/diagnosis/drawing/textLayout.ts'
import { textbookLadder } from '../../../src/diagnosis/drawing/textbookLadder.ts'
import { behindRouter, nameNotFound, observations, serverAdmitsOnly21 } from './sampleDiagnosis.ts'

const lines = (...all: readonly string[]) => all.join('\n')

describe('a ladder as text', () => {
  it('shows a mode that works', () => {
    assert.equal(
      ladderText(ladderOf(serverAdmitsOnly21, 'active')),
      lines(
        '  this computer 192.168.1.20                       ftp.example.org 203.0.113.9',
        '  control  :51234  ------------ opens ------------>  :21     ok, 48 ms',
        '                   ...... EPRT, port 51235 .......>',
        '  data     :51235  <------------ opens ------------  :20     ok, 148 ms',
      ),
    )
  })

  it('shows where an arrow stopped, and why', () => {
    assert.equal(
      ladderText(ladderOf(serverAdmitsOnly21, 'passive')),
      lines(
        '  this computer 192.168.1.20                       ftp.example.org 203.0.113.9',
        '  control  :51234  ------------ opens ------------>  :21     ok, 48 ms',
        '                   ............ EPSV .............>',
        '                   <......... port 50123 ..........',
        '  data     :?      ----------- opens ------------>X  :50123  failed',
        "                   nothing answered in 4 s: the server's firewall dropped it",
      ),
    )
  })

  for (const [culprit, mode, arrow] of [
    ['clientRouter', 'active', '  data     :1027   X<----------- opens ------------  :20     failed'],
    ['someFirewall', 'active', '  data     :1027               X<----- opens ------  :20     failed'],
    ['serverFirewall', 'active', '  data     :1027                        opens  X<--  :20     failed'],
    ['clientFirewall', 'passive', '  data     :1027   -->X  opens                       :2024   failed'],
    ['someFirewall', 'passive', '  data     :1027   ----- opens ------>X              :2024   failed'],
  ] as const)
    it(`stops at ${culprit} in ${mode} mode`, () => {
      assert.ok(ladderText(textbookLadder(mode, { culprit, result: 'nothing arrived' })).includes(arrow))
    })

  it('leaves gaps in what was not tested', () => {
    assert.equal(
      ladderText(ladderOf(nameNotFound, 'active')).split('\n').at(-1),
      '  data     :?      <- - - - - -  opens - - - - - -   :20?    not tested',
    )
  })

  it('has the results below the arrows in a narrow terminal', () => {
    assert.equal(
      ladderText(ladderOf(serverAdmitsOnly21, 'passive'), 59),
      lines(
        '  this computer 192.168.1.20    ftp.example.org 203.0.113.9',
        '  control  :51234  ------------ opens ------------>  :21',
        '                   ok, 48 ms',
        '                   ............ EPSV .............>',
        '                   <......... port 50123 ..........',
        '  data     :?      ----------- opens ------------>X  :50123',
        '                   failed: nothing answered in 4 s: the',
        "                   server's firewall dropped it",
      ),
    )
  })

  it('stays within 78 columns, whatever the names and reasons', () => {
    const host = `${'very-long-'.repeat(20)}.example.org`
    const long = {
      ...behindRouter,
      observations: { ...observations, server: { ...observations.server, host }, seenAs: '2001:db8::'.padEnd(39, 'f') },
    }
    const text = ladderText(ladderOf(long, 'active'))
    assert.deepEqual(
      text.split('\n').filter((line) => columnsOf(line) > 78),
      [],
    )
    assert.match(text, /very-long-.*….*example\.org/)
  })
})

describe('a ladder in words', () => {
  it('says all that the picture shows', () => {
    assert.equal(
      ladderWords(ladderOf(behindRouter, 'active')),
      'This computer (192.168.1.20, seen as 198.51.100.7) is on the left, ftp.example.org (203.0.113.9) on the right. ' +
        'This computer opens the control connection from port 51234 of this computer to port 21 of the server: works, 48 ms. ' +
        'This computer says on the control connection: EPRT, port 51235. ' +
        'The server opens the data connection from port 20 (presumably) of the server to port 51235 of this computer ' +
        "(fails, stops at this computer's side: nothing arrived in 4 s: your router dropped it). In the way is your router.",
    )
  })
})

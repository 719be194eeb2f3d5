import assert from 'node:assert/strict'
import { given } from '../../../src/base/given.ts'
import type { Advice } from '../../../src/diagnosis/diagnosis.ts'
import { reportText } from '../../../src/diagnosis/drawing/reportText.ts'
import { columnsOf } from '../../../src/diagnosis/drawing/textLayout.ts'
import { hostile, invisibleIn } from './hostileDiagnosis.ts'
import { behindRouter, nameNotFound, observations } from './sampleDiagnosis.ts'

const guide = 'https://github.com/portside-ftp/portside/blob/main/docs/modes.md'

describe('the report for a terminal', () => {
  const text = reportText(behindRouter)

  it('begins with the verdict, and shows both ladders', () => {
    assert.match(
      text,
      /^Passive works\. Active can't: your router drops the server's connection to port\n51235\.\n\nFiles can be transferred: Auto uses passive mode/,
    )
    assert.match(text, /\n\nPassive mode works\n/)
    assert.match(text, /data {5}:51236 {2}-+ opens -+> {2}:50123 {2}ok, 193 ms/)
    assert.match(text, /Active mode doesn't work\n\n[^]*X<-+ opens -+ {2}:20\? {4}failed\n/)
  })

  it('has the recipe of the first tool to be pasted, and names the others', () => {
    assert.match(text, /\n {2}iptables:\n\n {4}iptables -t nat [^]*\n {6}--dport 50000:50010 -j DNAT --to-destination 192\.168\.1\.20\n/)
    assert.match(text, /Also for nftables, Windows Firewall \(PowerShell\): in the editor, or with\n {2}--json\./)
    assert.doesNotMatch(text, /New-NetFirewallRule/)
  })

  it('names the option for what is one click in the editor', () => {
    assert.match(text, /On the command line: --mode passive\n/)
    const action = { kind: 'setActive', activePorts: { low: 50000, high: 50010 }, activeAddress: '198.51.100.7' } as const
    const advice = behindRouter.advice.map((one) => ({ ...one, action }))
    assert.match(reportText({ ...behindRouter, advice }), /: --active-ports 50000-50010 --active-address 198\.51\.100\.7\n/)
  })

  it('names the option for another security', () => {
    const action = { kind: 'setSecurity', security: 'explicit' } as const
    const advice = behindRouter.advice.map((one) => ({ ...one, action }))
    assert.match(reportText({ ...behindRouter, advice }), /\n {2}On the command line: --security explicit\n/)
  })

  it('never breaks a fingerprint, nor an option', () => {
    const { fingerprint } = observations.encryption?.certificate ?? { fingerprint: '' }
    const trust: Advice = {
      ...{ id: 'trust-certificate', who: 'portside', title: 'Trust it', recipes: [] },
      why: `Its SHA-256 fingerprint is ${fingerprint}. Ask whoever runs the server.`,
      action: { kind: 'trustCertificate', fingerprint },
    }
    const shown = reportText({ ...nameNotFound, advice: [trust] }, { columns: 60 })
    assert.ok(shown.includes(`\n  Its SHA-256 fingerprint is\n  ${fingerprint}.\n  Ask whoever runs the server.\n`), shown)
    assert.ok(shown.includes(`\n  On the command line: --pin ${fingerprint}\n`), shown)
  })

  it('is short where the way ended before data connections were tried', () => {
    const shown = reportText(nameNotFound)
    assert.deepEqual(shown.split('\n'), [
      'There is no server of that name: check the address.',
      '',
      'Steps',
      '  Name               failed     ftp.example.org was not found.',
      '',
      'The guide to transfer modes, firewalls and common errors:',
      'https://github.com/portside-ftp/portside/blob/main/docs/modes.md',
      '',
    ])
  })

  it('has no firewalls where none is in the way', () => {
    const rules = behindRouter.rules.filter(({ state }) => state === 'works' || state === 'untested')
    assert.doesNotMatch(reportText({ ...behindRouter, rules }), /firewall must let through/)
    assert.match(text, /firewall must let through/)
  })

  it('only names what would help the mode that nobody needs, and leaves its firewalls out', () => {
    const [first, ...others] = behindRouter.advice.map((one) => ({ ...one, mode: 'active' }) as const)
    assert.ok(first)
    const shown = reportText({ ...behindRouter, advice: [first, ...others] })
    assert.match(
      shown,
      /\n\nIf you need active mode\n {2}- In Portside: Use passive mode for this site\n {2}- On this computer or its router: Let your router pass the data ports on to\n {4}this computer\n/,
    )
    assert.match(shown, /\n {2}How to do that: in the editor, or with --json\.\n/)
    assert.doesNotMatch(shown, /iptables|this computer's firewall/)
  })

  it('is as wide as the terminal, from 60 to 110 columns', () => {
    const reason = 'word '.repeat(100)
    const wordy = { ...behindRouter, advice: [], active: { ...behindRouter.active, reason } }
    for (const [columns, expected] of [
      [20, 56],
      [60, 56],
      [undefined, 76],
      [80, 76],
      [100, 96],
      [110, 106],
      [400, 106],
    ] as const) {
      const lines = reportText(wordy, given({ columns })).split('\n')
      assert.equal(Math.max(...lines.filter((line) => line.includes('word word')).map(columnsOf)), expected)
      assert.ok(
        lines.every((line) => line === guide || columnsOf(line) < Math.max(expected + 4, 60)),
        lines.join('\n'),
      )
    }
  })

  it('says of each rule which way it goes and whether it was seen at work', () => {
    assert.match(text, /active mode, this computer's firewall\n {4}in {2}server 20 -> this computer > 1023 \(51235\) +blocked\n/)
    assert.match(text, /\n {4}out this computer > 1023 \(51235\) \(->\) server 20 +perhaps blocked\n/)
  })

  it('stays within 80 columns, ends with one line end, and has no blanks at the ends of lines', () => {
    for (const diagnosis of [behindRouter, nameNotFound]) {
      const shown = reportText(diagnosis)
      assert.deepEqual(
        shown.split('\n').filter((line) => columnsOf(line) > 80 || /\s$/.test(line)),
        [],
      )
      assert.match(shown, /[^\n]\n$/)
    }
  })

  it('moves no cursor and hides nothing, whatever the server sends', () => {
    const shown = reportText({ ...hostile, advice: [] })
    assert.deepEqual(invisibleIn(shown), [])
    assert.ok(shown.split('\n').every((line) => columnsOf(line) <= 80))
  })
})

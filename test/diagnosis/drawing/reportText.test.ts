import assert from 'node:assert/strict'
import { reportText } from '../../../src/diagnosis/drawing/reportText.ts'
import { columnsOf } from '../../../src/diagnosis/drawing/textLayout.ts'
import { hostile, invisibleIn } from './hostileDiagnosis.ts'
import { behindRouter, nameNotFound } from './sampleDiagnosis.ts'

describe('the report for a terminal', () => {
  const text = reportText(behindRouter)

  it('begins with the verdict, and shows both ladders', () => {
    assert.match(text, /^Passive works\. Active can't: your router drops the server's connection to port\n51235\.\n\nPassive mode works\n/)
    assert.match(text, /data {5}:51236 {2}-+ opens -+> {2}:50123 {2}ok, 193 ms/)
    assert.match(text, /Active mode doesn't work\n\n[^]*X<-+ opens -+ {2}:20\? {4}failed\n/)
  })

  it('has the recipe of the first tool to be pasted, and names the others', () => {
    assert.match(text, /\n {2}iptables:\n\n {4}iptables -t nat [^]*\n {6}--dport 50000:50010 -j DNAT --to-destination 192\.168\.1\.20\n/)
    assert.match(text, /Also for nftables, Windows Firewall \(PowerShell\): in the editor, and with\n {2}--json\./)
    assert.doesNotMatch(text, /New-NetFirewallRule/)
  })

  it('names the option for what is one click in the editor', () => {
    assert.match(text, /On the command line: --mode passive\n/)
    const action = { kind: 'setActive', activePorts: { low: 50000, high: 50010 }, activeAddress: '198.51.100.7' } as const
    const advice = behindRouter.advice.map((one) => ({ ...one, action }))
    assert.match(reportText({ ...behindRouter, advice }), /: --active-ports 50000-50010 --active-address 198\.51\.100\.7\n/)
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

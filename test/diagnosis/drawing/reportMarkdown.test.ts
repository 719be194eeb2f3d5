import assert from 'node:assert/strict'
import { reportMarkdown } from '../../../src/diagnosis/drawing/reportMarkdown.ts'
import { hostile, invisibleIn } from './hostileDiagnosis.ts'
import { behindRouter, nameNotFound, observations } from './sampleDiagnosis.ts'

describe('the report as Markdown', () => {
  const text = reportMarkdown(behindRouter, { redact: false })

  it('says the verdict, then where and when', () => {
    assert.match(
      text,
      /^## Passive works\. Active can't: your router drops the server's connection to port 51235\.\n\nFiles can be transferred: [^\n]+\n\n- Server: ftp\.example\.org, port 21\n- User: ann\n/,
    )
    assert.match(text, /\n- When: 2025-11-20 17:22 UTC\n/)
  })

  it('has ladders, recipes and the dialogue as blocks of text', () => {
    assert.match(text, /### Active mode doesn't work\n\n```text\n {2}this computer 192\.168\.1\.20/)
    assert.match(text, /iptables:\n\n```sh\niptables -t nat/)
    assert.match(text, /### Dialogue\n\n```text\n← 220 \(vsFTPd 3\.0\.3\)\n[^]*→ PORT 192,168,1,20,200,35\n```\n$/)
  })

  it('has the firewalls and the steps as tables', () => {
    assert.match(
      text,
      /\n\| active \| this computer's firewall \| in \| server 20 \| this computer > 1023 \(51235\) \| open the connection \| data: the server opens it \| ✗ blocked \|\n/,
    )
    assert.match(text, /\n\| Connection \| ✓ passed \| 48 ms \| 1 \| Connected to port 21\. \|\n/)
  })

  it('leaves out the parts that there is nothing to say in', () => {
    assert.doesNotMatch(reportMarkdown(nameNotFound, { redact: false }), /What to do|Remarks|Dialogue|firewall|mode not tested/)
  })

  it('has what nobody needs at its end', () => {
    const [first, ...others] = behindRouter.advice
    assert.ok(first)
    const shown = reportMarkdown({ ...behindRouter, advice: [{ ...first, mode: 'active' }, ...others] }, { redact: false })
    assert.match(
      shown,
      /\n### Dialogue\n[^]*\n### If you need active mode\n\n\*\*In Portside: Use passive mode for this site\*\*\n\n[^\n]+\n$/,
    )
  })

  it('lets no foreign text make links, tags, rows or the end of a block', () => {
    const shown = reportMarkdown(hostile, { redact: false })
    const outside = shown.replace(/^(`{3,})\w*\n[^]*?\n\1`*$/gm, '').replace(/`[^`\n|]+`/g, '')
    assert.doesNotMatch(outside, /(?<!\\)<|(?<!\\)\[a\]|`/)
    const rows = outside.split('\n').filter((line) => line.startsWith('| '))
    assert.deepEqual([...new Set(rows.map((row) => row.match(/(?<!\\)\|/g)?.length))], [9, 6])
    assert.deepEqual(invisibleIn(shown), [])
  })

  it('calls nobody and links nowhere when it is posted', () => {
    const said = 'closes #12, `@octocat` asks ann|@team/x or (a@b.test): https://x.test/a, www.x.test, x/y#3. 1st GH-7!'
    const remarks = [{ severity: 'info', text: said }] as const
    const steps = [{ id: 'greeting', status: 'passed', detail: said }] as const
    const shown = reportMarkdown({ ...behindRouter, remarks, observations: { ...observations, steps } }, { redact: false })
    const quoted = "closes `#12,` `'@octocat'` asks ann\\|`@team/x` or `(a@b.test):` `https://x.test/a,` `www.x.test,` `x/y#3.` 1st `GH-7!`"
    assert.ok(shown.includes(`\n- ${quoted}\n`), shown)
    assert.ok(shown.includes(`| ${quoted} |\n`), shown)
  })

  it('can do without names and addresses, and says that it should be read', () => {
    const shown = reportMarkdown(behindRouter, { redact: true })
    assert.match(shown, /^_Names and addresses are replaced\. Read it before you post it\._\n\n## /)
    assert.doesNotMatch(reportMarkdown(behindRouter, { redact: false }), /are replaced/)
    assert.doesNotMatch(shown, /example\.org|ann|192\.168\.1\.20|192,168,1,20|198\.51\.100\.7|203\.0\.113\.9/)
    assert.match(shown, /this computer 192\.168\.0\.1, seen as 203\.0\.113\.\d/)
  })
})

import assert from 'node:assert/strict'
import type { Diagnosis } from '../../../src/diagnosis/diagnosis.ts'
import { reportHtml } from '../../../src/diagnosis/drawing/reportHtml.ts'
import { reportScript } from '../../../src/diagnosis/drawing/reportScript.ts'
import { reportStyle } from '../../../src/diagnosis/drawing/reportStyle.ts'
import { hostile, invisibleIn } from './hostileDiagnosis.ts'
import { behindRouter, nameNotFound, observations } from './sampleDiagnosis.ts'

const options = { nonce: 'n0nce', cspSource: 'https://host.test', title: 'Example' }
const pageOf = (diagnosis: Diagnosis = behindRouter) => reportHtml(diagnosis, options)

/** Without the page's own style and script. */
const contentOf = (page: string) => page.replace(reportStyle, '').replace(reportScript, '')

describe('the page of a report', () => {
  it('runs and loads nothing but its own style and script', () => {
    const page = pageOf()
    assert.ok(
      page.includes('default-src &#39;none&#39;; style-src https://host.test &#39;nonce-n0nce&#39;; script-src &#39;nonce-n0nce&#39;'),
    )
    assert.deepEqual(page.match(/<(?:style|script)\b[^>]*>/g), ['<style nonce="n0nce">', '<script nonce="n0nce">'])
    assert.doesNotMatch(contentOf(page), /\s(?:on\w+|style|src)=/)
    assert.deepEqual(contentOf(page).match(/href="[^"]*"/g), ['href="https://github.com/portside-ftp/portside/blob/main/docs/modes.md"'])
    assert.doesNotMatch(reportStyle + reportScript, /https?:|url\(|@import|innerHTML/)
  })

  it('says the verdict first, then where and when', () => {
    const [first, ...others] = behindRouter.advice
    assert.ok(first)
    const content = contentOf(pageOf({ ...behindRouter, advice: [...others, { ...first, mode: 'active' }] }))
    assert.match(content, /<h1>Passive works\. Active can&#39;t: your router drops/)
    assert.match(content, /<dt>Server<\/dt><dd>ftp\.example\.org, port 21<\/dd>/)
    assert.match(content, /<time datetime="2025-11-20T17:22:05.000Z">2025-11-20 17:22 UTC<\/time>/)
    const order = ['<h1>', 'class="ladders"', 'What to do', 'id="rules"', 'Remarks', 'id="steps"', '<h2>Dialogue', '<h2>If you need'].map(
      (part) => content.indexOf(part),
    )
    assert.deepEqual(
      order,
      order.toSorted((one, other) => one - other),
    )
    assert.ok(order.every((at) => at > 0))
  })

  it('has a heading and a picture for each mode, state in words', () => {
    const content = contentOf(pageOf())
    assert.match(content, /<h2><span class="sign" aria-hidden="true">✓<\/span> Passive mode works<\/h2>/)
    assert.match(content, /<h2><span class="sign" aria-hidden="true">✗<\/span> Active mode doesn&#39;t work<\/h2>/)
    assert.equal([...content.matchAll(/<svg class="ladder"/g)].length, 2)
  })

  it('gives every table a caption, and every cell a heading', () => {
    const content = contentOf(pageOf())
    const tables = content.match(/<table\b[^]*?<\/table>/g) ?? []
    assert.equal(tables.length, 2)
    for (const table of tables) {
      assert.match(table, /^<table[^>]*>\s*<caption/)
      assert.doesNotMatch(table, /<th(?![^>]*scope=|ead)/)
      for (const row of table.match(/<tr>(?=[^]*?<td)[^]*?<\/tr>/g) ?? []) assert.match(row, /scope="(?:row|col|rowgroup)"/)
    }
    assert.match(content, /<span class="state bad"><span class="sign" aria-hidden="true">✗<\/span> blocked<\/span>/)
  })

  it('points from each tab to its panel and back, and from each copy button to its text', () => {
    const content = contentOf(pageOf())
    const tabs = [...content.matchAll(/role="tab" id="([^"]+)" aria-controls="([^"]+)" aria-selected="(\w+)"/g)]
    assert.deepEqual(
      tabs.map(([, , , isSelected]) => isSelected),
      ['true', 'false', 'false'],
    )
    for (const [, id, panel] of tabs) assert.ok(content.includes(`role="tabpanel" id="${panel ?? ''}" aria-labelledby="${id ?? ''}"`))
    const copied = [...content.matchAll(/data-copy="([^"]+)"/g)].map(([, id]) => id ?? '')
    assert.equal(copied.length, 5)
    for (const id of copied) assert.ok(content.includes(`<pre id="${id}"`), id)
  })

  it('has a button for what one click does, with the name of the advice', () => {
    const { advice } = behindRouter
    const page = contentOf(pageOf({ ...behindRouter, advice: advice.toReversed() }))
    assert.deepEqual(page.match(/data-action="[^<]*/g), ['data-action="use-passive">Set transfer mode to Passive'])
  })

  it('uses no id twice', () => {
    const ids = [...contentOf(pageOf()).matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
    assert.equal(new Set(ids).size, ids.length)
  })

  it('leaves out the parts that there is nothing to say in', () => {
    const content = contentOf(pageOf(nameNotFound))
    assert.doesNotMatch(content, /What to do|Remarks|<details|id="rules"|class="ladder|not tested/)
    assert.match(content, /<h1>There is no server of that name: check the address\.<\/h1>/)
  })

  it('has a column for round trips only where they were counted', () => {
    assert.match(contentOf(pageOf()), /scope="col">Round trips<[^]*data-title="Round trips">1</)
    const steps = observations.steps.map(({ roundTrips: _, ...step }) => step)
    const near = contentOf(pageOf({ ...behindRouter, observations: { ...observations, steps } }))
    assert.doesNotMatch(near, /Round trips/)
    assert.match(near, /scope="col">Time<[^]*data-title="Time">48 ms<\/td><td role="cell" data-title="Seen">Connected/)
  })

  it('folds the firewalls where none is in the way', () => {
    const folded = /<details>\s*<summary><h2>Firewalls<\/h2>/
    const rules = behindRouter.rules.filter(({ state }) => state === 'works')
    assert.match(contentOf(pageOf({ ...behindRouter, rules })), folded)
    assert.doesNotMatch(contentOf(pageOf()), folded)
  })

  it('escapes everything that came from elsewhere', () => {
    const content = contentOf(reportHtml(hostile, { ...options, title: '</title><script>1</script>' }))
    assert.equal([...content.matchAll(/<script/g)].length, 1)
    assert.doesNotMatch(content, /<img|onerror="/)
    assert.deepEqual(invisibleIn(content), [])
    assert.match(content, /&lt;script&gt;/)
    assert.match(content, /\\u\{202e\}/)
  })

  it('is well formed whatever the texts are', () => {
    const tags = (page: string) => contentOf(page).match(/<\/?[a-z][a-z0-9]*/g)
    const inert = JSON.parse(
      JSON.stringify(hostile, (_, value: unknown) => (typeof value === 'string' ? plain(value) : value)),
    ) as Diagnosis
    assert.deepEqual(tags(pageOf(hostile)), tags(pageOf(inert)))
  })
})

/** As long, and without a meaning in HTML. */
function plain(text: string): string {
  return text.replace(/[<>&"']/g, 'x')
}

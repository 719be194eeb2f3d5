import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { DisposableStore } from '../../src/base/disposable.ts'
import { nullLogger } from '../../src/base/log.ts'
import { diagnose } from '../../src/diagnosis/diagnose.ts'
import type { AdviceAction, Diagnosis } from '../../src/diagnosis/diagnosis.ts'
import { DiagnosisReport } from '../../src/workbench/diagnosisReport.ts'
import { reportViewType } from '../../src/workbench/ids.ts'
import { placeOf } from '../../src/workbench/place.ts'
import { closedPassivePorts, startServerSite, type ServerSite } from './serverSite.ts'

/** The tabs with a diagnosis, by their titles. */
function reportTabs(): string[] {
  const isReport = ({ input }: vscode.Tab) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(reportViewType)
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isReport).map(({ label }) => label))
}

/** Resolves when these are the tabs with a diagnosis: the editor tells of a tab a while after it was opened. */
async function reportTabsAre(titles: readonly string[]): Promise<void> {
  while (JSON.stringify(reportTabs()) !== JSON.stringify(titles)) await tabsChanged()
}

function tabsChanged(): Promise<void> {
  return new Promise((resolve) => {
    const listening = vscode.window.tabGroups.onDidChangeTabs(() => {
      listening.dispose()
      resolve()
    })
  })
}

describe('the command that diagnoses a connection', () => {
  let site: ServerSite

  beforeEach(async () => {
    site = await startServerSite({ handlers: closedPassivePorts })
  })

  afterEach(() => site.stop())

  const run = () => vscode.commands.executeCommand('portside.diagnose', site.uri('/').authority)

  it('tries all ways on the server of the site, and shows a report in a tab', async () => {
    await run()
    await reportTabsAre(['Diagnosis: test site'])
    for (const verb of ['EPSV', 'PASV', 'EPRT', 'PORT'])
      assert.ok(
        site.server.commands.some((line) => line.startsWith(verb)),
        verb,
      )
  })

  it('leaves no connection behind, and no site that seems to be connected', async () => {
    await run()
    await site.server.clientsGone()
  })

  it('shows a second report in the place of the first', async () => {
    await run()
    await reportTabsAre(['Diagnosis: test site'])
    await run()
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor')
    await reportTabsAre([])
  })

  it('diagnoses no other site in the place of one that is not there any more', async () => {
    await vscode.commands.executeCommand('portside.diagnose', 'removed')
    assert.equal(site.server.accepted, 0)
  })

  it('is one diagnosis where it is asked for twice at once', async () => {
    await Promise.all([run(), run()])
    assert.equal(site.server.commands.filter((line) => line.startsWith('PORT')).length, 1)
  })

  it('diagnoses a server that is not there', async () => {
    await site.server.stop()
    await run()
    await reportTabsAre(['Diagnosis: test site'])
  })
})

describe('the report of a diagnosis', () => {
  const asked: string[] = []
  const followed: AdviceAction[] = []
  const failures: unknown[] = []
  const copied: string[] = []
  const store = new DisposableStore()
  let fails = false
  let site: ServerSite
  let diagnosis: Diagnosis
  let report: DiagnosisReport

  before(async () => {
    site = await startServerSite({ handlers: closedPassivePorts })
    const { host, port } = site.address
    const prompts = { password: nothing, account: nothing, proxyPassword: nothing, certificate: async () => false }
    diagnosis = await diagnose({
      connection: {
        server: { host, port, user: 'ann', security: 'none' },
        transfer: () => ({ mode: 'passive' }),
        prompts,
        log: nullLogger,
        name: 'test',
      },
      place: placeOf(undefined, 'quay', 'linux'),
      signal: new AbortController().signal,
    })
    report = store.add(
      new DiagnosisReport(vscode.Uri.file('/icon.svg'), {
        copy: async (text) => void copied.push(text),
        follow: async (action) => void followed.push(action),
        diagnoseAgain: async () => {
          if (fails) throw new Error('no more')
          asked.push('again')
        },
        print: async (html, title) => void asked.push(html, title),
        failed: (error) => failures.push(error),
      }),
    )
    report.show('test <b>site</b>', diagnosis)
  })

  after(async () => {
    store.dispose()
    await site.stop()
  })

  it('holds the verdict, and runs nothing but its own script', async () => {
    const page = unescaped(report.html)
    assert.notEqual(diagnosis.verdict, '')
    assert.ok(page.includes(diagnosis.verdict), page)
    assert.match(page, /<meta http-equiv="Content-Security-Policy" content="default-src 'none';/)
    assert.doesNotMatch(report.html, /unsafe-inline|<b>/)
    await reportTabsAre(['Diagnosis: test <b>site</b>'])
  })

  it('has another nonce each time', () => {
    const nonceOf = (html: string) => /nonce="(.+?)"/.exec(html)?.[1]
    const before = nonceOf(report.html)
    assert.ok(before)
    report.show('test', diagnosis)
    assert.notEqual(nonceOf(report.html), before)
  })

  it('copies what the page says, and itself as Markdown', async () => {
    await report.receive({ kind: 'copy', text: 'iptables -A INPUT' })
    await report.receive({ kind: 'copyMarkdown', redact: false })
    await report.receive({ kind: 'copyMarkdown', redact: true })
    const [text, markdown = '', redacted = ''] = copied
    assert.equal(text, 'iptables -A INPUT')
    assert.match(markdown, /\bquay\b/)
    assert.doesNotMatch(redacted, /\bquay\b|^$/)
  })

  it('follows an advice that has an action, and no other', async () => {
    await report.receive({ kind: 'action', id: 'use-active-mode' })
    assert.deepEqual(followed, [{ kind: 'setMode', mode: 'active' }])
    const other = diagnosis.advice.find(({ action }) => !action)
    assert.ok(other)
    for (const id of [other.id, 'unheard-of', '']) await report.receive({ kind: 'action', id })
    assert.equal(followed.length, 1)
  })

  it('asks for another diagnosis, and to be printed', async () => {
    await report.receive({ kind: 'again' })
    await report.receive({ kind: 'print' })
    assert.equal(asked[0], 'again')
    assert.match(asked[1] ?? '', /^<!doctype html>/i)
    assert.equal(asked[2], 'test')
  })

  it('takes no notice of anything else, and tells what went wrong', async () => {
    const before = asked.length + copied.length + followed.length
    await report.receive({ kind: 'rm', text: '/' })
    assert.equal(asked.length + copied.length + followed.length, before)
    assert.deepEqual(failures, [])
    fails = true
    await report.receive({ kind: 'again' })
    assert.match(String(failures[0]), /no more/)
  })

  it('is gone with its tab', async () => {
    const closed = new Promise<void>((resolve) => void report.onDidClose(resolve))
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor')
    await closed
    await reportTabsAre([])
  })
})

async function nothing(): Promise<undefined> {
  return undefined
}

function unescaped(html: string): string {
  return html.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

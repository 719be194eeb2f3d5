/** The page of a diagnosis, in a browser: what its buttons, its tabs and its keys do, and how it is printed. */

import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { reportHtml } from '../../src/diagnosis/drawing/reportHtml.ts'
import { behindRouter } from '../diagnosis/drawing/sampleDiagnosis.ts'
import { hostile } from '../diagnosis/drawing/hostileDiagnosis.ts'
import { launchBrowser } from '../host/editorHost.ts'

const options = { nonce: 'n0nce', cspSource: 'https://host.test', at: new Date(0), title: 'Example' }

/** The editor's side, which keeps what it is told. */
const editorApi = 'globalThis.told = []; globalThis.acquireVsCodeApi = () => ({ postMessage: (message) => told.push(message) })'

describe('The page of a diagnosis', function () {
  this.timeout(60_000)

  let browser: Browser
  let page: Page
  let complaints: string[]

  before(async () => {
    browser = await launchBrowser()
  })

  after(() => browser.close())

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
    complaints = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
  })

  afterEach(async () => {
    await page.close()
    assert.deepEqual(complaints, [])
  })

  async function show(diagnosis = behindRouter): Promise<void> {
    await page.addInitScript({ content: editorApi })
    await page.goto('about:blank')
    await page.setContent(reportHtml(diagnosis, options))
  }

  const told = () => page.evaluate('told')

  it('tells the editor what is to be done', async () => {
    await show()
    await page.getByRole('button', { name: 'Diagnose again' }).click()
    await page.getByRole('button', { name: 'Set transfer mode to Passive' }).click()
    await page.getByRole('button', { name: 'Print' }).click()
    assert.deepEqual(await told(), [{ kind: 'again' }, { kind: 'action', index: 0 }, { kind: 'print' }])
  })

  it('copies a recipe as it is, and the report with or without names', async () => {
    await show()
    await page.getByRole('button', { name: 'Copy for vsftpd.conf' }).click()
    await page.getByRole('button', { name: 'Copy as Markdown' }).click()
    await page.getByLabel('without names and addresses').uncheck()
    await page.getByRole('button', { name: 'Copy as Markdown' }).click()
    assert.deepEqual(await told(), [
      { kind: 'copy', text: 'pasv_min_port=50000\npasv_max_port=50100' },
      { kind: 'copyMarkdown', redact: true },
      { kind: 'copyMarkdown', redact: false },
    ])
    assert.equal(await page.getByRole('status').textContent(), 'Copied.')
  })

  it('goes from tab to tab with the keys, and shows one recipe at a time', async () => {
    await show()
    await page.getByRole('tab', { name: 'iptables' }).focus()
    for (const [key, name] of [
      ['ArrowRight', 'nftables'],
      ['End', 'Windows Firewall (PowerShell)'],
      ['ArrowRight', 'iptables'],
      ['ArrowLeft', 'Windows Firewall (PowerShell)'],
      ['Home', 'iptables'],
    ] as const) {
      await page.keyboard.press(key)
      assert.equal(await page.evaluate('document.activeElement.textContent'), name)
      assert.equal(await page.getByRole('tab', { selected: true }).textContent(), name)
      assert.equal(await page.locator('[role=tabpanel]:visible').count(), 1)
      assert.equal(await page.getByRole('tabpanel', { name }).isVisible(), true)
    }
  })

  it('is printed with all recipes and the dialogue, and without buttons', async () => {
    await show()
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('[role=tabpanel]:visible').count(), 3)
    assert.equal(await page.locator('button:visible').count(), 0)
    assert.equal(await page.getByText('229 Entering Extended Passive Mode').isVisible(), true)
  })

  it('has neither buttons for the editor nor folded recipes that nobody can open, where there is none', async () => {
    await page.setContent(reportHtml(behindRouter, options))
    assert.equal(await page.getByRole('button', { name: 'Diagnose again' }).isVisible(), false)
    assert.equal(await page.getByRole('button', { name: 'Print' }).isVisible(), true)
    await page.getByRole('tab', { name: 'nftables' }).click()
    assert.equal(await page.getByRole('tabpanel', { name: 'nftables' }).isVisible(), true)
  })

  for (const width of [1200, 500, 320])
    it(`needs no scrolling sideways at a width of ${width}, whatever the server sends`, async () => {
      await page.setViewportSize({ width, height: 900 })
      for (const diagnosis of [behindRouter, hostile]) {
        await show(diagnosis)
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width)
      }
    })

  it('cuts no text of the pictures off', async () => {
    const outside = `[...document.querySelectorAll('.ladder')].flatMap((svg) => {
      const frame = svg.getBoundingClientRect()
      return [...svg.querySelectorAll('text')].filter((text) => {
        const { left, right, bottom } = text.getBoundingClientRect()
        return left < frame.left - 1 || right > frame.right + 1 || bottom > frame.bottom + 1
      }).map((text) => text.textContent)
    })`
    for (const diagnosis of [behindRouter, hostile]) {
      await show(diagnosis)
      assert.deepEqual(await page.evaluate(outside), [])
    }
  })
})

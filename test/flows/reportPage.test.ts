/** The page of a diagnosis, in a browser: what its buttons, its tabs and its keys do, and how it is printed. */

import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { reportHtml } from '../../src/diagnosis/drawing/reportHtml.ts'
import { behindRouter } from '../diagnosis/drawing/sampleDiagnosis.ts'
import { hostile } from '../diagnosis/drawing/hostileDiagnosis.ts'
import { launchBrowser } from '../host/editorHost.ts'

const options = { nonce: 'n0nce', cspSource: 'https://host.test', title: 'Example' }

/** The editor's side, which keeps what it is told. */
const editorApi = 'globalThis.told = []; globalThis.acquireVsCodeApi = () => ({ postMessage: (message) => told.push(message) })'

/** The editor's own, and those of its older versions: the colours that the page goes by. */
const themes = [
  {
    name: 'Light Modern',
    ...{ 'editor-background': '#ffffff', foreground: '#3b3b3b', 'editor-foreground': '#3b3b3b', descriptionForeground: '#3b3b3b' },
    ...{ 'charts-green': '#388a34', 'charts-red': '#e51400', 'editorWarning-foreground': '#bf8803' },
    ...{ 'button-background': '#005fb8', 'button-foreground': '#ffffff', 'textCodeBlock-background': '#f8f8f8' },
    ...{ 'button-secondaryBackground': '#e5e5e5', 'button-secondaryForeground': '#3b3b3b' },
    'textLink-foreground': '#005fb8',
  },
  {
    name: 'Light+',
    ...{ 'editor-background': '#ffffff', foreground: '#616161', 'editor-foreground': '#000000', descriptionForeground: '#717171' },
    ...{ 'charts-green': '#388a34', 'charts-red': '#e51400', 'editorWarning-foreground': '#bf8803' },
    ...{ 'button-background': '#007acc', 'button-foreground': '#ffffff', 'textCodeBlock-background': '#dcdcdc66' },
    ...{ 'button-secondaryBackground': '#5f6a79', 'button-secondaryForeground': '#ffffff' },
    'textLink-foreground': '#006ab1',
  },
  {
    name: 'Dark Modern',
    ...{ 'editor-background': '#1f1f1f', foreground: '#cccccc', 'editor-foreground': '#cccccc', descriptionForeground: '#9d9d9d' },
    ...{ 'charts-green': '#89d185', 'charts-red': '#f14c4c', 'editorWarning-foreground': '#cca700' },
    ...{ 'button-background': '#0078d4', 'button-foreground': '#ffffff', 'textCodeBlock-background': '#2b2b2b' },
    ...{ 'button-secondaryBackground': '#313131', 'button-secondaryForeground': '#cccccc' },
    'textLink-foreground': '#4daafc',
  },
] as const

/** Texts with less contrast than WCAG 1.4.3 wants: 4.5 : 1, and 3 : 1 for signs (1.4.11). Buttons are the theme's business. */
const faintTexts = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const pixel = (...colours) => {
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1) }
    return canvas.getImageData(0, 0, 1, 1).data
  }
  const light = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const groundsOf = (element) => element ? [...groundsOf(element.parentElement), getComputedStyle(element).backgroundColor] : []
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '')
  return [...document.querySelectorAll('main *')].filter(hasText).filter((element) => !element.closest('button, title, desc')).flatMap((element) => {
    const { color, fill } = getComputedStyle(element)
    const grounds = groundsOf(element)
    const [one, other] = [light(pixel(...grounds)), light(pixel(...grounds, element.closest('svg') ? fill : color))]
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
    return contrast < (element.matches('.sign') ? 3 : 4.5) ? [element.textContent + ' ' + contrast.toFixed(2)] : []
  })
})()`

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
    await page.getByRole('button', { name: 'Save for printing…' }).click()
    assert.deepEqual(await told(), [{ kind: 'again' }, { kind: 'action', id: 'use-passive' }, { kind: 'print' }])
    assert.equal(await page.getByRole('button', { name: 'Print', exact: true }).isVisible(), false)
  })

  it('has a recipe copied as it is, and the report with or without names, and leaves it to the editor to say so', async () => {
    await show()
    await page.getByRole('button', { name: 'Copy for vsftpd.conf' }).click()
    await page.getByRole('button', { name: 'Copy as Markdown' }).click()
    await page.getByLabel('names and addresses replaced').uncheck()
    await page.getByRole('button', { name: 'Copy as Markdown' }).click()
    assert.deepEqual(await told(), [
      { kind: 'copy', text: 'pasv_min_port=50000\npasv_max_port=50100' },
      { kind: 'copyMarkdown', redact: true },
      { kind: 'copyMarkdown', redact: false },
    ])
    assert.equal(await page.locator('.said').textContent(), '')
  })

  const tell = (kind: string) => page.evaluate(`window.postMessage({ kind: '${kind}' }, '*')`)
  const again = () => page.getByRole('button', { name: 'Diagnose again' })

  it('says that the site is another one by now, and has nothing changed by what was found before', async () => {
    await show()
    const button = page.getByRole('button', { name: 'Set transfer mode to Passive' })
    assert.equal(await button.isEnabled(), true)
    await tell('changed')
    await page.getByText('The site was changed after this diagnosis. Diagnose again to see the effect.').waitFor()
    assert.equal(await page.locator('.changed').getAttribute('role'), 'status')
    assert.deepEqual([await button.isDisabled(), await again().isEnabled()], [true, true])
  })

  it('lets nobody diagnose again while that is under way, until it is cancelled', async () => {
    await show()
    await again().click()
    assert.equal(await again().isDisabled(), true)
    await tell('idle')
    await page.locator('[data-post=again]:enabled').waitFor()
    await again().click()
    assert.deepEqual(await told(), [{ kind: 'again' }, { kind: 'again' }])
  })

  it('takes no other message for one of the host', async () => {
    await show()
    await page.evaluate("window.postMessage(undefined, '*'); window.postMessage('changed', '*'); window.postMessage({ kind: 1 }, '*')")
    await tell('idle')
    await page.evaluate('new Promise((done) => setTimeout(done))')
    assert.equal(await page.locator('.changed').isVisible(), false)
    assert.equal(await page.getByRole('button', { name: 'Set transfer mode to Passive' }).isEnabled(), true)
  })

  it('has what nobody needs folded, and unfolds it', async () => {
    const [first, ...others] = behindRouter.advice
    assert.ok(first)
    await show({ ...behindRouter, advice: [...others, { ...first, mode: 'active' }] })
    assert.equal(await page.getByText('Use passive mode for this site').isVisible(), false)
    await page.getByRole('heading', { name: 'If you need active mode' }).click()
    assert.equal(await page.getByText('Use passive mode for this site').isVisible(), true)
  })

  for (const width of [400, 320])
    it(`shows every cell of its tables at a width of ${width}, with its title`, async () => {
      const hidden = `[...document.querySelectorAll('main td')].filter((cell) => {
        const { right, bottom, top } = cell.getBoundingClientRect()
        return cell.textContent !== '' && (right > innerWidth || bottom === top)
      }).map((cell) => cell.textContent)`
      await page.setViewportSize({ width, height: 900 })
      await show()
      assert.deepEqual(await page.evaluate(hidden), [])
      const from = `getComputedStyle(document.querySelector('[data-title=From]'), '::before').content`
      assert.equal(await page.evaluate(from), '"From: "')
      assert.equal(await page.getByRole('table').count(), 2)
      assert.equal(await page.getByRole('columnheader', { name: 'Direction', includeHidden: true }).count(), 1)
    })

  it('copies by itself where there is no editor, and says each time how it went', async () => {
    const clipboard = `globalThis.said = []
      Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => { if (globalThis.fails) throw new Error('no') } } })
      new MutationObserver(() => said.push(document.querySelector('.said').textContent)).observe(document.querySelector('.said'), { childList: true })`
    await page.setContent(reportHtml(behindRouter, options))
    await page.evaluate(clipboard)
    const copy = page.getByRole('button', { name: 'Copy for vsftpd.conf' })
    for (const [before, heard] of [
      ['', 'Copied.'],
      ['', 'Copied.'],
      ['globalThis.fails = true', 'This browser does not let the page copy.'],
    ] as const) {
      await page.evaluate(before)
      await copy.click()
      await page.getByText(heard).waitFor()
    }
    assert.deepEqual(await page.evaluate('said'), ['Copied.', '', 'Copied.', '', 'This browser does not let the page copy.'])
  })

  it('has the colours of light and dark widgets by the theme of the editor, whatever the system has', async () => {
    const themes = [
      ['vscode-light', 'light'],
      ['vscode-dark', 'dark'],
      ['vscode-high-contrast', 'dark'],
      ['vscode-high-contrast vscode-high-contrast-light', 'light'],
      ['', 'light dark'],
    ] as const
    await show()
    for (const [name, expected] of themes) {
      await page.evaluate(`document.body.className = 'live ${name}'`)
      assert.equal(await page.evaluate('getComputedStyle(document.documentElement).colorScheme'), expected, name)
    }
  })

  for (const { name, ...colours } of themes)
    it(`can be read in the theme ${name}`, async () => {
      const doubtful = behindRouter.rules.map((rule) => ({ ...rule, state: 'suspected' }) as const)
      await show({ ...behindRouter, rules: [...behindRouter.rules, ...doubtful] })
      for (const [key, colour] of Object.entries(colours))
        await page.evaluate(`document.documentElement.style.setProperty('--vscode-${key}', '${colour}')`)
      assert.deepEqual(await page.evaluate(faintTexts), [])
    })

  for (const colorScheme of ['light', 'dark'] as const)
    it(`can be read in a browser whose system is ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme })
      await page.setContent(reportHtml(behindRouter, options))
      assert.deepEqual(await page.evaluate(faintTexts), [])
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

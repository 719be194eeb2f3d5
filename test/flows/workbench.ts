/** VS Code in the browser, as a person at the keyboard sees it: the few things the flows do, each waiting for what it causes. */

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { root } from '../setup.mjs'

const screenshots = join(root, 'out/screenshots')

const maxClicks = 3
const restoreMs = 2000 // a window that had the side bar open opens it again in this time

export class Workbench {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url)
    await this.page.locator('.monaco-workbench .activitybar').waitFor()
    await this.page.locator('.statusbar-item').first().waitFor()
  }

  /** Runs a command by the words of its palette entry. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1')
    await this.fill(`>${title}`)
    await this.choice(title).waitFor()
    await this.page.keyboard.press('Enter')
  }

  /** Answers the question in the box at the top that shows `prompt`. */
  async answer(prompt: string | RegExp, text: string): Promise<void> {
    await this.question(prompt).waitFor()
    await this.fill(text)
    await this.page.keyboard.press('Enter')
  }

  /** The box at the top while it shows `text`. */
  question(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-widget:visible', { hasText: text })
  }

  /** The box at the top while it waits for a choice, by the grey words in it. */
  placeholder(text: string): Locator {
    return this.page.locator('.quick-input-widget:visible').getByPlaceholder(text)
  }

  /** A choice in the box at the top. */
  choice(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first()
  }

  /** Picks it with the keyboard, as by the first letters of it. */
  async choose(text: string): Promise<void> {
    await this.choice(text).waitFor()
    await this.fill(text)
    await this.accept(text)
  }

  /** Takes the choice that is marked, once it is this one. */
  async accept(text: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: text }).waitFor()
    await this.page.keyboard.press('Enter')
  }

  /** Types a path into the editor's own dialog, which has read the folder when it shows `inside`, a folder in it. */
  async chooseFolder(path: string, inside: string): Promise<void> {
    await this.choice('..').waitFor()
    await this.fill(`${path}/`)
    await this.choice(inside).waitFor()
    await this.page.keyboard.press('Enter')
  }

  row(name: string | RegExp): Locator {
    return this.page.locator('.pane-body .monaco-list-row', { hasText: name }).first()
  }

  /** Opens the Portside side bar. A click that comes while the window restores itself may close what that has just opened. */
  async showSites(): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: 'Portside' })
    const title = this.page.locator('.sidebar .title', { hasText: 'Portside' })
    await tab.waitFor()
    for (let clicks = 0; clicks < maxClicks && !(await appears(title)); clicks++) await tab.click()
    await title.waitFor()
  }

  /** The text editor whose lines hold `text`. */
  editorWith(text: string): Locator {
    return this.page.locator('.editor-instance .view-line', { hasText: text }).first()
  }

  async typeAtStart(text: string): Promise<void> {
    await this.page.locator('.editor-instance .monaco-editor.focused').waitFor()
    await this.page.keyboard.press('Control+Home')
    await this.page.keyboard.insertText(text) // as pasted: the editor adds nothing of its own
  }

  /** In place of all that is in the editor that has the focus. */
  async replaceAll(text: string): Promise<void> {
    await this.page.locator('.editor-instance .monaco-editor.focused').waitFor()
    // Lines that are typed would be indented.
    await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
    for (const key of ['Control+a', 'Control+v']) await this.page.keyboard.press(key)
  }

  /** Opens a file of the workspace in the Explorer, going through the folders above it. */
  async openFile(...path: string[]): Promise<void> {
    await this.page.keyboard.press('Control+Shift+e')
    for (const name of path) await this.explorerRow(name).click()
  }

  explorerRow(name: string): Locator {
    return this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first()
  }

  /** Saves, and waits until the tab is clean again. */
  async save(): Promise<void> {
    await this.page.locator('.tab.active.dirty').waitFor()
    await this.page.keyboard.press('Control+s')
    await this.page.locator('.tab.active:not(.dirty)').waitFor()
  }

  /** The toast, not the editor's own, that shows `text`. */
  notification(text: string): Locator {
    return this.page.locator('.notification-toast', { hasText: text }).filter({ hasNotText: 'Failed to save' }).first()
  }

  statusBar(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text }).first()
  }

  /** A button of the modal dialog that shows `text`. */
  dialogButton(text: string | RegExp, button: string): Locator {
    return this.page.getByRole('dialog').filter({ hasText: text }).getByRole('button', { name: button })
  }

  /** From the dark colour theme to the light one, or back. */
  async toggleTheme(): Promise<void> {
    await this.command('Toggle between Light/Dark Themes')
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' })
  }

  /** `kind` is what the editor says of the theme in its page: `vs`, `vs-dark`, `hc-black`. */
  async setTheme(name: string, kind: string): Promise<void> {
    for (const key of ['Control+k', 'Control+t']) await this.page.keyboard.press(key)
    await this.choice('Modern').waitFor()
    await this.fill(name)
    await this.choice(name).waitFor()
    await this.page.keyboard.press('Enter')
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' })
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor()
  }

  /** For people to look at; left in an ignored folder. */
  async screenshot(name: string): Promise<void> {
    await mkdir(screenshots, { recursive: true })
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) })
  }

  private async fill(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible .quick-input-box input')
    await input.waitFor()
    await input.fill(text)
  }
}

function appears(element: Locator): Promise<boolean> {
  return element.waitFor({ timeout: restoreMs }).then(
    () => true,
    () => false,
  )
}

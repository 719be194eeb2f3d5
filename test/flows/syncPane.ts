/** The Sync view, as a person sees it: its sentence, its rows with their boxes and buttons, and the buttons of its title. */

import type { Locator } from 'playwright-core'
import type { Workbench } from './workbench.ts'

export class SyncPane {
  private readonly workbench: Workbench

  constructor(workbench: Workbench) {
    this.workbench = workbench
  }

  /** What stands above the rows, while it has these words. */
  sentence(words: string): Locator {
    return this.workbench.page.locator('.tree-explorer-viewlet-tree-view .message', { hasText: words })
  }

  row(name: string | RegExp): Locator {
    return this.pane.locator('.monaco-list-row', { hasText: name }).first()
  }

  box(name: string): Locator {
    return this.row(name).getByRole('checkbox')
  }

  /** Buttons of a row are there while the mouse is on it. */
  async press(row: string, button: string): Promise<void> {
    await this.row(row).hover()
    await this.row(row).getByRole('button', { name: button }).click()
  }

  async apply(): Promise<void> {
    const header = this.pane.locator('.pane-header')
    await header.hover()
    await header.getByRole('button', { name: 'Apply sync' }).click()
  }

  private get pane(): Locator {
    const { page } = this.workbench
    return page.locator('.pane', { has: page.locator('.pane-header .title', { hasText: /^Sync$/ }) })
  }
}

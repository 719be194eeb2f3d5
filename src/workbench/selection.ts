/** What a command works on: the row it was called from, the selected rows, or a site the user picks. */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/event.ts'
import type { Site } from '../sites/site.ts'
import type { Config } from './config.ts'
import { commandIds, contextKeys } from './ids.ts'
import { shownName } from './plainMessage.ts'
import { siteIdOf, withoutNested, type EntryRow, type Row } from './rows.ts'

export class Selection implements Disposable {
  private readonly store = new DisposableStore()
  private readonly changed = this.store.add(new Emitter<void>())
  private readonly view: vscode.TreeView<Row>
  private readonly config: Config

  readonly onDidChange = this.changed.event

  /** While rows are listed anew the view does not know them, and says that nothing is selected: so `listed` is heard too. */
  constructor(view: vscode.TreeView<Row>, config: Config, listed: vscode.Event<void>) {
    this.view = view
    this.config = config
    this.store.add(view.onDidChangeSelection(() => this.selectionChanged()))
    this.store.add(listed(() => this.selectionChanged()))
  }

  /** The site of the selected row. */
  get siteId(): string | undefined {
    return this.view.selection.map(siteIdOf).find((id) => id !== undefined)
  }

  /** Files and folders: all that are selected if `clicked` is one of them, else `clicked` alone. */
  entries(clicked?: unknown, selected?: unknown): readonly EntryRow[] {
    const rows = Array.isArray(selected) && selected.length > 0 ? selected : isRow(clicked) ? [clicked] : this.view.selection
    const entries = rows.filter(isRow).filter((row) => row.kind === 'entry')
    return withoutNested(entries.filter(({ entry }) => entry.unusable === undefined))
  }

  /** The one row a command is about. */
  row(clicked?: unknown): Row | undefined {
    return isRow(clicked) ? clicked : this.view.selection[0]
  }

  /** The site a command is about: by its id, which no other stands in for, of the row, or picked from the list. */
  async site(clicked?: unknown): Promise<Site | undefined> {
    if (typeof clicked === 'string') return this.config.site(clicked)
    const row = this.row(clicked)
    const id = row && siteIdOf(row)
    return (id === undefined ? undefined : this.config.site(id)) ?? (await this.pickSite())
  }

  dispose(): void {
    this.store.dispose()
  }

  private async pickSite(): Promise<Site | undefined> {
    const { sites } = this.config
    if (sites.length === 0) await vscode.commands.executeCommand(commandIds.addSite)
    if (sites.length === 0) return undefined
    if (sites.length === 1) return sites[0]
    const items = sites.map((site) => ({ label: shownName(site), description: site.host, site }))
    return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which site?') }))?.site
  }

  private selectionChanged(): void {
    const hasSelection = this.view.selection.some((row) => row.kind === 'entry' || row.kind === 'site')
    void vscode.commands.executeCommand('setContext', contextKeys.hasSelection, hasSelection)
    this.changed.fire()
  }
}

/** Commands can be called with anything. */
function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && 'kind' in value && 'key' in value
}

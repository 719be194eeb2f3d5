/**
 * The Sync view: what a preview has found, with a box for each row. What is ticked, and what becomes of it, is with the
 * checklist; here it is shown, and the sentence above it follows the boxes.
 */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../../base/disposable.ts'
import { printable } from '../../base/printable.ts'
import { weightOf } from '../../sync/finding.ts'
import { contextKeys, viewIds } from '../ids.ts'
import type { Mappings } from '../mappings.ts'
import { askDecision } from './rowActions.ts'
import type { ShownSync } from './shownSync.ts'
import { findingItem, groupItem, hoverOf, leftOutItem, lineItem, restItem, unusableItem } from './syncItems.ts'
import { groupRows, lineRows, type GroupRow, type LineRow, type SyncRow } from './syncRows.ts'
import { conflictWords, planSentence } from './syncSentence.ts'
import { directionWords } from './syncWords.ts'

export class SyncView implements vscode.TreeDataProvider<SyncRow>, Disposable {
  private readonly store = new DisposableStore()
  private readonly changed = this.store.add(new vscode.EventEmitter<void>())
  private readonly view: vscode.TreeView<SyncRow>
  private shown: ShownSync | undefined
  private filtered = ''
  private withEqual = false

  readonly onDidChangeTreeData = this.changed.event

  constructor(mappings: Mappings) {
    const options = { treeDataProvider: this, canSelectMany: true, showCollapseAll: true, manageCheckboxStateManually: true }
    this.view = this.store.add(vscode.window.createTreeView<SyncRow>(viewIds.sync, options))
    this.store.add(this.view.onDidChangeCheckboxState(({ items }) => void this.boxesChanged(items)))
    this.store.add(mappings.onDidChange(() => this.mappingsChanged(mappings)))
    this.update()
  }

  get current(): ShownSync | undefined {
    return this.shown
  }

  get filter(): string {
    return this.filtered
  }

  /** What stands above the rows: what was done, and what is going to be. */
  get message(): string {
    if (!this.shown) return '' // the view's welcome has the words
    const { checklist, done } = this.shown
    const { lines, chosen } = checklist
    const conflicts = lines.filter(({ item }) => item.isConflict).length
    const rows = groupRows(lines, { filter: '', withEqual: false })
    const hasWork = rows.some(({ isTicked }) => isTicked !== undefined)
    const idle = rows.length === 0 ? vscode.l10n.t('Both sides are alike.') : vscode.l10n.t('There is nothing to do.')
    const plan = hasWork ? planSentence(chosen, conflicts) : done === undefined ? idle : ''
    return [done, plan, this.describeFilter()].filter((sentence) => sentence !== undefined && sentence !== '').join(' ')
  }

  /** Takes the place of what was shown before. */
  show(sync: ShownSync | undefined): void {
    this.shown = sync
    this.update()
  }

  setFilter(filter: string): void {
    this.filtered = filter
    this.update()
  }

  showEqual(withEqual: boolean): void {
    this.withEqual = withEqual
    this.update()
  }

  /** The checklist has changed. */
  update(): void {
    void vscode.commands.executeCommand('setContext', contextKeys.hasPreview, this.shown !== undefined)
    void vscode.commands.executeCommand('setContext', contextKeys.showsEqual, this.withEqual)
    this.view.message = this.message
    this.view.description = this.shown ? headingOf(this.shown) : ''
    this.view.badge = this.badge()
    this.changed.fire()
  }

  /** Opens the side bar on it. */
  async reveal(): Promise<void> {
    await vscode.commands.executeCommand(`${viewIds.sync}.focus`, { preserveFocus: true })
  }

  /** What a command works on: all selected rows if `clicked` is one of them, else that alone; without it, what is selected. */
  rows(clicked?: unknown, selected?: unknown): readonly LineRow[] {
    const rows = Array.isArray(selected) && selected.length > 0 ? selected : clicked === undefined ? this.view.selection : [clicked]
    return rows.filter(isRow).flatMap((row) => (row.kind === 'line' ? [row] : row.kind === 'group' ? linesIn(row) : []))
  }

  /** Somebody has clicked boxes. Conflicts are asked about. */
  async boxesChanged(items: readonly (readonly [SyncRow, vscode.TreeItemCheckboxState])[]): Promise<void> {
    const conflicts: LineRow[] = []
    for (const [row, state] of items) {
      const isTicked = state === vscode.TreeItemCheckboxState.Checked
      const rows = this.rows(row)
      if (isTicked) conflicts.push(...rows.filter(({ line }) => line.item.isConflict))
      this.shown?.checklist.tick(
        rows.map(({ path }) => path),
        isTicked,
      )
    }
    this.update()
    if (conflicts.length === 0 || !this.shown) return
    await askDecision(this.shown, conflicts)
    this.update() // which unticks the boxes if nothing was decided
  }

  getTreeItem(row: SyncRow): vscode.TreeItem {
    switch (row.kind) {
      case 'finding':
        return findingItem(row)
      case 'unusable':
        return unusableItem(row)
      case 'leftOut':
        return leftOutItem(row)
      case 'group':
        return groupItem(row)
      case 'line':
        return lineItem(row)
      case 'rest':
        return restItem(row)
    }
  }

  resolveTreeItem(item: vscode.TreeItem, row: SyncRow): vscode.TreeItem {
    if (row.kind === 'line') item.tooltip = hoverOf(row)
    return item
  }

  getParent(row: SyncRow): SyncRow | undefined {
    return row.kind === 'line' || row.kind === 'rest' ? row.parent : undefined
  }

  getChildren(row?: SyncRow): SyncRow[] {
    if (row) return row.kind === 'group' ? [...lineRows(row)] : []
    if (!this.shown) return []
    const { preview, lines, findings: known } = this.shown.checklist
    const findings = [...known].sort((a, b) => Number(weightOf(b) === 'stop') - Number(weightOf(a) === 'stop'))
    return [
      ...findings.map((finding, index) => ({ kind: 'finding', key: `finding ${index}`, finding }) as const),
      ...preview.unusable.map(({ path, error }) => ({ kind: 'unusable', key: `unusable ${path}`, path, error }) as const),
      ...groupRows(lines, { filter: this.filtered, withEqual: this.withEqual }),
      ...(preview.leftOut.size > 0 ? [{ kind: 'leftOut', key: 'left out', counts: preview.leftOut } as const] : []),
    ]
  }

  dispose(): void {
    this.store.dispose()
  }

  /** What is left out may have changed, which counts from the next preview on. */
  private mappingsChanged({ all }: Mappings): void {
    const mapping = all.find(({ key }) => key === this.shown?.request.mapping.key)
    this.show(this.shown && mapping && { ...this.shown, request: { ...this.shown.request, mapping } })
  }

  private describeFilter(): string {
    if (this.filtered === '' || !this.shown) return ''
    const { lines } = this.shown.checklist
    const count = (filter: string) =>
      groupRows(lines, { filter, withEqual: this.withEqual }).reduce((sum, group) => sum + group.lines.length, 0)
    return vscode.l10n.t('Filtered by "{0}": {1} of {2} shown.', printable(this.filtered), count(this.filtered), count(''))
  }

  private badge(): vscode.ViewBadge | undefined {
    const conflicts = this.shown?.checklist.lines.filter(({ item }) => item.isConflict).length ?? 0
    return conflicts > 0 ? { value: conflicts, tooltip: conflictWords(conflicts) } : undefined
  }
}

/** "htdocs ↔ production · both ways". */
function headingOf({ request: { mapping, direction, scope } }: ShownSync): string {
  const what = scope?.length === 1 ? printable(scope[0] ?? '') : scope && vscode.l10n.t('{0} items', scope.length)
  return [printable(mapping.label), what, directionWords(direction)].filter((word) => word !== undefined && word !== '').join(' · ')
}

function linesIn(row: GroupRow): readonly LineRow[] {
  // All of them, also those behind "more".
  return row.lines.map((line) => ({ kind: 'line', key: '', path: line.item.difference.path, line, parent: row }))
}

function isRow(value: unknown): value is SyncRow {
  return typeof value === 'object' && value !== null && 'kind' in value && 'key' in value
}

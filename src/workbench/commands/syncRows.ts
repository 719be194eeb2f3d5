/** Commands on what the Sync view shows: on the view as a whole, and on its rows. */

import * as vscode from 'vscode'
import { commandIds } from '../ids.ts'
import { notify } from '../messages.ts'
import type { ConflictEditor } from '../sync/conflictEditor.ts'
import { exclude } from '../sync/excluding.ts'
import { compare, copyPaths, decideRows, flipRows, openRow, reviewAll } from '../sync/rowActions.ts'
import type { ShownSync } from '../sync/shownSync.ts'
import type { LineRow } from '../sync/syncRows.ts'
import type { Commands } from './services.ts'
import type { ForSync } from './sync.ts'

type Ids = (typeof commandIds)[
  | 'reviewSync'
  | 'filterSync'
  | 'showEqual'
  | 'hideEqual'
  | 'clearSync'
  | 'compareRow'
  | 'flipRow'
  | 'takeMine'
  | 'takeTheirs'
  | 'keepBoth'
  | 'mergeRow'
  | 'acceptMerge'
  | 'excludeRow'
  | 'openRow'
  | 'copyRowPath']

export interface ForRows extends ForSync {
  readonly editor: ConflictEditor
}

export function syncRowCommands({ services: { mappings, projectFiles }, view, editor }: ForRows): Commands<Ids> {
  const onRows =
    (work: (shown: ShownSync, rows: readonly LineRow[]) => Promise<void> | void) => async (clicked?: unknown, selected?: unknown) => {
      if (!view.current) return
      const rows = view.rows(clicked, selected)
      if (rows.length === 0) return void notify('information', vscode.l10n.t('Select a file or folder in the Sync view first.'))
      await work(view.current, rows)
      view.update()
    }
  const onFirst = (work: (shown: ShownSync, row: LineRow) => Promise<void>) =>
    onRows(async (shown, [row]) => {
      if (row) await work(shown, row)
    })
  return {
    [commandIds.reviewSync]: () => view.current && reviewAll(mappings, view.current),
    [commandIds.filterSync]: () => askFilter(view),
    [commandIds.showEqual]: () => view.showEqual(true),
    [commandIds.hideEqual]: () => view.showEqual(false),
    [commandIds.clearSync]: () => view.show(undefined),
    [commandIds.compareRow]: onFirst((shown, row) => compare(mappings, shown, row)),
    [commandIds.flipRow]: onRows(flipRows),
    [commandIds.takeMine]: onRows((shown, rows) => decideRows(shown, rows, 'up')),
    [commandIds.takeTheirs]: onRows((shown, rows) => decideRows(shown, rows, 'down')),
    [commandIds.keepBoth]: onRows((shown, rows) => decideRows(shown, rows, 'keepBoth')),
    [commandIds.mergeRow]: onFirst((shown, row) => editor.open(shown, row)),
    [commandIds.acceptMerge]: (clicked) => editor.accept(clicked),
    [commandIds.excludeRow]: onFirst((shown, row) => exclude(projectFiles, shown, row)),
    [commandIds.openRow]: onFirst((shown, row) => openRow(mappings, shown, row)),
    [commandIds.copyRowPath]: onRows((_, rows) => copyPaths(rows)),
  }
}

/** An empty one shows everything again. */
async function askFilter(view: ForSync['view']): Promise<void> {
  const filter = await vscode.window.showInputBox({
    value: view.filter,
    prompt: vscode.l10n.t('Shows only rows with this in their path. Everything that is ticked is applied all the same.'),
    placeHolder: vscode.l10n.t('css, *.html or blog/**'),
  })
  if (filter !== undefined) view.setFilter(filter)
}

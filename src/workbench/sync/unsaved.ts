/** Files that are edited and not saved: a sync sees what is on the disk. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import { isWithin } from '../../sync/relativePath.ts'
import type { Mappings } from '../mappings.ts'
import { ask } from '../messages.ts'
import type { SyncRequest } from './shownSync.ts'

/** True if the sync can go on: everything is saved, or what is saved is enough. */
export async function askToSave(mappings: Mappings, request: SyncRequest): Promise<boolean> {
  const unsaved = unsavedIn(mappings, request)
  const [first] = unsaved
  if (!first) return true
  const message =
    unsaved.length === 1
      ? vscode.l10n.t('{0} is not saved. Save it before the sync?', printable(vscode.workspace.asRelativePath(first.uri)))
      : vscode.l10n.t('{0} files are not saved. Save them before the sync?', unsaved.length)
  const save = vscode.l10n.t('Save')
  const without = vscode.l10n.t('Sync what is saved')
  const answer = await ask('warning', { message }, save, without)
  if (answer === save) for (const document of unsaved) if (!(await document.save())) return false
  return answer !== undefined
}

function unsavedIn(mappings: Mappings, { mapping, scope = [''] }: SyncRequest): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(({ isDirty, uri }) => {
    if (!isDirty || mappings.of(uri)?.key !== mapping.key) return false
    const path = mappings.relative(mapping, uri)
    return scope.some((top) => isWithin(top, path))
  })
}

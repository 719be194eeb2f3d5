/** Undo last sync: the question before, and the account after. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import type { UndoSummary } from '../../sync/preview.ts'
import type { FolderMapping } from '../mappings.ts'
import { ask, notify } from '../messages.ts'
import type { Synchronizers } from '../synchronizers.ts'
import { countWords } from './syncSentence.ts'
import { withProgress } from './syncWork.ts'

/** What came of it, as a sentence; undefined if nothing was done. */
export async function undoLastSync(synchronizers: Synchronizers, mapping: FolderMapping): Promise<string | undefined> {
  const summary = await synchronizers.of(mapping).undoable()
  if (!summary) {
    void notify('information', vscode.l10n.t('There is no sync of {0} to undo.', printable(mapping.label)))
    return undefined
  }
  const undo = vscode.l10n.t('Undo it')
  if ((await ask('warning', questionOf(summary, mapping), undo)) !== undo) return undefined
  const { restored, left } = await withProgress(synchronizers, mapping, (synchronizer, work) => synchronizer.undo(work))
  const [first] = left
  if (!first) return vscode.l10n.t('Undone: {0} of the changes taken back.', countWords(restored))
  return vscode.l10n.t(
    'Undone: {0} of the changes taken back. Left alone: {1}, {2} among them, for they have changed since or could not be brought back.',
    countWords(restored),
    countWords(left.length),
    printable(first.path),
  )
}

function questionOf({ at, items, notKept }: UndoSummary, mapping: FolderMapping) {
  const when = new Date(at).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' })
  const message = vscode.l10n.t('Undo the sync of {0} of {1}?', printable(mapping.label), when)
  const what = vscode.l10n.t('Changes that are taken back, here and on the server: {0}.', countWords(items))
  const lost = vscode.l10n.t('{0} were too big to be kept and stay as they are.', countWords(notKept))
  const since = vscode.l10n.t('What has changed since is left alone.')
  return { message, detail: [what, ...(notKept > 0 ? [lost] : []), since].join(' ') }
}

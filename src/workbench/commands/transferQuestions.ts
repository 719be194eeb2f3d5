/** What uploads and downloads have in common: paths of this computer, the question before replacing, the account after. */

import * as vscode from 'vscode'
import { basename } from '../../base/posixPath.ts'
import { printable } from '../../base/printable.ts'
import type { CopyFailure } from '../../files/copy.ts'
import { fromNative } from '../../files/localPath.ts'
import { ask, notify } from '../messages.ts'
import type { Services } from './services.ts'

/** Paths of the computer that Portside runs on; the dialog of a remote window may offer others. */
export function localPaths(uris: readonly vscode.Uri[] | undefined): readonly string[] {
  const local = (uris ?? []).filter(({ scheme }) => scheme === 'file')
  if (uris && local.length < uris.length) {
    void notify('warning', vscode.l10n.t('Portside can only use files of the computer it runs on. Choose others.'))
  }
  return local.map(({ fsPath }) => fromNative(fsPath))
}

/** True if nothing of that name is there, or may be replaced. */
export async function askReplace(taken: readonly string[], folder: string, where: string): Promise<boolean> {
  const [first] = taken
  if (first === undefined) return true
  const message =
    taken.length === 1
      ? vscode.l10n.t('{0} is in {1} on {2} already. Replace it?', printable(first), printable(folder), printable(where))
      : vscode.l10n.t('{0} of these names are in {1} on {2} already. Replace them?', taken.length, printable(folder), printable(where))
  const detail = vscode.l10n.t('In a folder, files of the same name are replaced and the others stay.')
  const replace = vscode.l10n.t('Replace')
  return (await ask('warning', { message, detail }, replace)) === replace
}

/** Tells of files that did not come along. */
export function showLeftOut({ failures, log }: Pick<Services, 'failures' | 'log'>, failed: readonly CopyFailure[]): void {
  const [first] = failed
  if (!first) return
  for (const { path, error } of failed) failures.note(error, path)
  const message =
    failed.length === 1
      ? vscode.l10n.t('{0} was left out. The log says why.', printable(basename(first.path)))
      : vscode.l10n.t('{0} files were left out, {1} among them. The log says why.', failed.length, printable(basename(first.path)))
  const show = vscode.l10n.t('Show log')
  void notify('warning', message, show).then((answer) => answer === show && log.show())
}

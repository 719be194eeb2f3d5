/** What uploads and downloads have in common: paths of this computer, the question before replacing, the account after. */

import * as vscode from 'vscode'
import { basename } from '../../base/posixPath.ts'
import { printable } from '../../base/printable.ts'
import { hasRawBytes } from '../../base/rawText.ts'
import type { CopyFailure } from '../../files/copy.ts'
import { isFileError } from '../../files/fileError.ts'
import { fromNative } from '../../files/localPath.ts'
import { commandIds } from '../ids.ts'
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

/** Tells of files that did not come along. With the site, what can be done about names that aren't in its charset. */
export function showLeftOut({ failures, log }: Pick<Services, 'failures' | 'log'>, failed: readonly CopyFailure[], siteId?: string): void {
  const [first] = failed
  if (!first) return
  for (const failure of failed) {
    if (isForeign(failure)) log.warn(`${printable(failure.path)}: ${failure.error.message}`)
    else failures.note(failure.error, failure.path)
  }
  const message =
    failed.length === 1
      ? vscode.l10n.t('{0} was left out. The log says why.', printable(basename(first.path)))
      : vscode.l10n.t('{0} files were left out, {1} among them. The log says why.', failed.length, printable(basename(first.path)))
  const show = vscode.l10n.t('Show log')
  const showLog = (answer: string | undefined) => answer === show && log.show()
  if (siteId !== undefined && failed.some(isForeign)) void offerCharset(message, siteId, show).then(showLog)
  else void notify('warning', message, show).then(showLog)
}

/** Its name can't be had on this computer for want of the right charset. */
function isForeign({ path, error }: CopyFailure): boolean {
  return isFileError(error, 'badName') && hasRawBytes(path)
}

async function offerCharset(message: string, siteId: string, other: string): Promise<string | undefined> {
  const advice = vscode.l10n.t("Names that are not in the site's charset can not be written here. Set the charset, then download again.")
  const setCharset = vscode.l10n.t('Set charset…')
  const answer = await notify('warning', `${message} ${advice}`, setCharset, other)
  if (answer === setCharset) await vscode.commands.executeCommand(commandIds.setCharset, siteId)
  return answer
}

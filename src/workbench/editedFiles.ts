/**
 * Keeps an edit from overwriting somebody else's: what the editor was told of a file, what its text is based on, and the
 * question when the server has something else by the time of a save. The editor stays dirty until the user has chosen.
 */

import * as vscode from 'vscode'
import { basename } from '../base/posixPath.ts'
import { EditorBases } from './editorBases.ts'
import { describeSize } from './facts.ts'
import { isServerVersion, locationOf, serverVersionOf } from './uris.ts'
import { VirtualTimes, type FileState } from './virtualTimes.ts'

export class EditedFiles {
  private readonly times = new VirtualTimes()
  private readonly bases = new EditorBases()

  /** The modification time to report for a file in this state. */
  reportedTime(uri: vscode.Uri, state: FileState): number {
    return this.times.observe(uri.toString(), state)
  }

  wasRead(uri: vscode.Uri, state: FileState): void {
    if (!isServerVersion(uri)) this.bases.set(uri.toString(), state)
  }

  wasWritten(uri: vscode.Uri, state: FileState): void {
    this.bases.set(uri.toString(), state)
    this.times.advance(uri.toString(), state)
  }

  /** Throws, and asks the user, if the server has another state than the one the text is based on. */
  assertUnchanged(uri: vscode.Uri, current: FileState): void {
    const key = uri.toString()
    const base = this.bases.get(key)
    if (!base || !this.bases.conflicts(key, current, this.times.reported(key))) return
    const message = describeConflict(uri, base, current)
    void this.ask(uri, message, current)
    throw vscode.FileSystemError.Unavailable(message)
  }

  private async ask(uri: vscode.Uri, message: string, current: FileState): Promise<void> {
    const compare = vscode.l10n.t('Compare')
    const overwrite = vscode.l10n.t('Overwrite')
    const saveCopy = vscode.l10n.t('Save a copy')
    const choice = await vscode.window.showWarningMessage(message, compare, overwrite, saveCopy)
    if (choice === compare) await showDifference(uri)
    if (choice === overwrite) await this.overwrite(uri, current)
    if (choice === saveCopy) await saveElsewhere(uri)
  }

  /** What the user has seen is the new base; a change after it is asked about again. */
  private async overwrite(uri: vscode.Uri, current: FileState): Promise<void> {
    this.bases.set(uri.toString(), current)
    await vscode.workspace.save(uri)
  }
}

async function showDifference(uri: vscode.Uri): Promise<void> {
  const name = basename(locationOf(uri).path)
  await vscode.commands.executeCommand('vscode.diff', serverVersionOf(uri), uri, vscode.l10n.t('{0}: server ↔ yours', name))
}

async function saveElsewhere(uri: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(uri)
  await vscode.workspace.saveAs(uri)
}

function describeConflict(uri: vscode.Uri, base: FileState, current: FileState): string {
  const name = basename(locationOf(uri).path)
  const difference = Math.abs((current.size ?? 0) - (base.size ?? 0))
  if (difference === 0) return vscode.l10n.t('{0} changed on the server since you opened it.', name)
  return vscode.l10n.t('{0} changed on the server since you opened it (by {1}).', name, describeSize(difference))
}

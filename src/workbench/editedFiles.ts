/**
 * Keeps an edit from overwriting somebody else's: what the editor was told of a file, what its text is based on, and the
 * question when the server has something else by the time of a save. The editor stays dirty until the user has chosen.
 */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { basename } from '../base/posixPath.ts'
import { printable } from '../base/printable.ts'
import { EditorBases, type KeptState } from './editorBases.ts'
import { describeSize } from './facts.ts'
import { unavailable } from './fileSystemErrors.ts'
import { scheme } from './ids.ts'
import { notify } from './messages.ts'
import { isServerVersion, locationOf, serverVersionOf } from './uris.ts'
import { VirtualTimes, type FileState } from './virtualTimes.ts'

export class EditedFiles implements Disposable {
  private readonly store = new DisposableStore()
  private readonly times = new VirtualTimes()
  private readonly bases: EditorBases
  /** The times the editors' texts are of, and the files that the user has chosen to overwrite. */
  private readonly textTimes = new Map<string, number>()
  private readonly overwriting = new Set<string>()
  /** Documents whose text was last changed by undoing or redoing. */
  private readonly undone = new Set<string>()

  constructor(state: KeptState) {
    this.bases = new EditorBases(state)
    this.store.add(vscode.workspace.onDidChangeTextDocument((event) => this.documentChanged(event)))
    this.store.add(vscode.workspace.onDidCloseTextDocument((document) => this.documentClosed(document)))
  }

  /** The modification time to report for a file in this state. */
  reportedTime(uri: vscode.Uri, state: FileState): number {
    const key = uri.toString()
    const time = this.times.observe(key, state)
    // The editor would ask once more what the user has just answered.
    return this.overwriting.has(key) ? (this.textTimes.get(key) ?? time) : time
  }

  /** The editor knows nothing of the file now, and saves without a check of its own. */
  couldNotLookUp(uri: vscode.Uri): void {
    this.times.forgetReported(uri.toString())
  }

  wasRead(uri: vscode.Uri, state: FileState): void {
    if (isServerVersion(uri)) return
    const key = uri.toString()
    const dirty = isDirty(uri)
    this.bases.wasRead(key, state, dirty)
    if (!dirty) this.textTimes.set(key, this.times.observe(key, state))
  }

  wasWritten(uri: vscode.Uri, state: FileState): void {
    const key = uri.toString()
    this.overwriting.delete(key)
    this.bases.set(key, state)
    this.textTimes.set(key, this.times.advance(key, state))
  }

  /** Throws, and asks the user, if the server has another state than the one the text is based on. */
  assertUnchanged(uri: vscode.Uri, current: FileState): void {
    const key = uri.toString()
    const base = this.bases.get(key)
    if (!base || !this.bases.conflicts(key, current, this.times.reported(key))) return
    const message = describeConflict(uri, base, current)
    void this.ask(uri, message, current)
    throw unavailable(message)
  }

  dispose(): void {
    this.store.dispose()
  }

  private documentChanged({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    if (document.uri.scheme !== scheme) return
    const key = document.uri.toString()
    if (contentChanges.length > 0 && reason === undefined) this.undone.delete(key)
    else if (contentChanges.length > 0) this.undone.add(key)
    if (document.isDirty) this.bases.becameDirty(key)
    else this.bases.becameClean(key, !this.undone.has(key))
  }

  private documentClosed({ uri }: vscode.TextDocument): void {
    this.undone.delete(uri.toString())
    this.textTimes.delete(uri.toString())
    if (uri.scheme === scheme) this.bases.becameClean(uri.toString(), false)
  }

  private async ask(uri: vscode.Uri, message: string, current: FileState): Promise<void> {
    const compare = vscode.l10n.t('Compare')
    const overwrite = vscode.l10n.t('Overwrite')
    const saveCopy = vscode.l10n.t('Save a copy')
    const choice = await notify('warning', message, compare, overwrite, saveCopy)
    if (choice === compare) await showDifference(uri)
    if (choice === overwrite) await this.overwrite(uri, current)
    if (choice === saveCopy) await saveElsewhere(uri)
  }

  /** What the user has seen is the new base; a change after it is asked about again. */
  private async overwrite(uri: vscode.Uri, current: FileState): Promise<void> {
    const key = uri.toString()
    this.bases.set(key, current)
    this.overwriting.add(key)
    try {
      await vscode.workspace.save(uri)
    } finally {
      this.overwriting.delete(key)
    }
  }
}

function isDirty(uri: vscode.Uri): boolean {
  const key = uri.toString()
  return vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === key)
}

async function showDifference(uri: vscode.Uri): Promise<void> {
  const title = vscode.l10n.t('{0}: server ↔ yours', nameOf(uri))
  await vscode.commands.executeCommand('vscode.diff', serverVersionOf(uri), uri, title)
}

async function saveElsewhere(uri: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(uri)
  await vscode.workspace.saveAs(uri)
}

function describeConflict(uri: vscode.Uri, base: FileState, current: FileState): string {
  const difference = Math.abs((current.size ?? 0) - (base.size ?? 0))
  if (difference === 0) return vscode.l10n.t('{0} changed on the server since you opened it.', nameOf(uri))
  return vscode.l10n.t('{0} changed on the server since you opened it (by {1}).', nameOf(uri), describeSize(difference))
}

function nameOf(uri: vscode.Uri): string {
  return printable(basename(locationOf(uri).path))
}

/** Saves of files of this computer in this window: of which file, and whether a person asked for it. */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../../base/disposable.ts'
import { Emitter } from '../../base/event.ts'

export interface EditorSave {
  readonly uri: vscode.Uri
  /** False for those that the editor does by itself. */
  readonly byPerson: boolean
}

export class EditorSaves implements Disposable {
  private readonly store = new DisposableStore()
  private readonly saved = this.store.add(new Emitter<EditorSave>())
  /** Of saves under way; the event after a save doesn't tell. */
  private readonly reasons = new Map<string, vscode.TextDocumentSaveReason>()
  /** As the editor has left the files. */
  private readonly states = new Map<string, Promise<string>>()

  readonly onDidSave = this.saved.event

  constructor() {
    const { workspace } = vscode
    this.store.add(workspace.onWillSaveTextDocument(({ document, reason }) => this.reasons.set(document.uri.toString(), reason)))
    this.store.add(workspace.onWillSaveNotebookDocument(({ notebook, reason }) => this.reasons.set(notebook.uri.toString(), reason)))
    this.store.add(workspace.onDidSaveTextDocument(({ uri }) => this.didSave(uri)))
    this.store.add(workspace.onDidSaveNotebookDocument(({ uri }) => this.didSave(uri)))
  }

  /** True if a file is on disk as the editor has left it: a change that a watcher tells of is the editor's own. */
  async isAsSaved(uri: vscode.Uri): Promise<boolean> {
    const saved = this.states.get(uri.toString())
    return saved !== undefined && (await saved) === (await stateOf(uri))
  }

  dispose(): void {
    this.store.dispose()
  }

  private didSave(uri: vscode.Uri): void {
    const key = uri.toString()
    const byPerson = this.reasons.get(key) === vscode.TextDocumentSaveReason.Manual
    this.reasons.delete(key)
    if (uri.scheme !== 'file') return
    this.states.set(key, stateOf(uri))
    this.saved.fire({ uri, byPerson })
  }
}

async function stateOf(uri: vscode.Uri): Promise<string> {
  try {
    const { mtime, size } = await vscode.workspace.fs.stat(uri)
    return `${mtime} ${size}`
  } catch {
    return 'gone' // or can't be looked at, which is the same to whoever wants to upload it
  }
}

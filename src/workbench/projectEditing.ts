/** Changes project files, also where one has unsaved changes in an editor: those are kept, and saved with the rest. */

import * as vscode from 'vscode'
import { emptyProjectFile } from '../sites/projectEdits.ts'

/** Saves what `change` makes of the file's text. Throws, in words for the user, if it gives nothing: the text can't be read. */
export async function editProjectFile(uri: vscode.Uri, change: (text: string) => string | undefined): Promise<void> {
  const text = await projectFileText(uri)
  const next = change(text)
  const name = vscode.workspace.asRelativePath(uri)
  if (next === undefined) throw new Error(vscode.l10n.t('{0} has mistakes in it. Correct them, then try again.', name))
  const document = dirtyDocument(uri)
  if (!document) return vscode.workspace.fs.writeFile(uri, Buffer.from(next))
  const edit = new vscode.WorkspaceEdit()
  edit.replace(uri, new vscode.Range(document.positionAt(0), document.positionAt(text.length)), next)
  if ((await vscode.workspace.applyEdit(edit)) && (await document.save())) return
  throw new Error(vscode.l10n.t('{0} could not be saved.', name))
}

/** In an editor; with a file to begin with where there is none. */
export async function openProjectFile(uri: vscode.Uri, rangeIn?: (text: string) => vscode.Range): Promise<void> {
  const text = await projectFileText(uri)
  if (text === emptyProjectFile) await vscode.workspace.fs.writeFile(uri, Buffer.from(text))
  await vscode.window.showTextDocument(uri, rangeIn ? { selection: rangeIn(text) } : {})
}

/** As an editor has it, if that has something newer; with a text to begin with where there is no file. */
export async function projectFileText(uri: vscode.Uri): Promise<string> {
  const dirty = dirtyDocument(uri)
  if (dirty) return dirty.getText()
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8')
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return emptyProjectFile
    throw error
  }
}

function dirtyDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.isDirty && document.uri.toString() === uri.toString())
}

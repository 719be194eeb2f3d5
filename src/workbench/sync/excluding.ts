/** Leaves a file, a kind of files or a folder out of a mapping for good: a pattern in the project file. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import { withExclude } from '../../sites/projectEdits.ts'
import { isWithin } from '../../sync/relativePath.ts'
import { editProjectFile } from '../projectEditing.ts'
import { projectFileUri, type ProjectFiles } from '../projectFiles.ts'
import { exclusionsFor, type Exclusion } from './exclusions.ts'
import type { ShownSync } from './shownSync.ts'
import type { LineRow } from './syncRows.ts'

/** Asks how much, writes it, and takes what it is about out of the list. */
export async function exclude(files: ProjectFiles, { request: { mapping }, checklist }: ShownSync, { path, line }: LineRow): Promise<void> {
  const { local, remote } = line.item.difference
  const isFolder = (local.entry ?? remote.entry)?.type === 'folder'
  const choices = exclusionsFor(path, isFolder).map((exclusion) => ({
    label: printable(exclusion.glob),
    description: words(exclusion),
    exclusion,
  }))
  const placeHolder = vscode.l10n.t('What is to be left out of {0} from now on?', printable(mapping.label))
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder })
  if (!chosen) return
  const { glob, kind, value } = chosen.exclusion
  await editProjectFile(projectFileUri(mapping.folder), (text) => withExclude(text, mapping.mapping, glob))
  await files.ready()
  checklist.drop((other) => (kind === 'extension' ? other.endsWith(value) : isWithin(value, other)))
}

function words({ kind }: Exclusion): string {
  switch (kind) {
    case 'file':
      return vscode.l10n.t('this file')
    case 'folder':
      return vscode.l10n.t('the folder and all in it')
    case 'extension':
      return vscode.l10n.t('all files of this kind')
  }
}

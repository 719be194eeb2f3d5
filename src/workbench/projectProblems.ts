/** What is wrong in project files: shown in the file, where it is, and told by whoever needed what isn't right. */

import * as vscode from 'vscode'
import { printable } from '../base/printable.ts'
import { placeOfMapping } from '../sites/projectEdits.ts'
import type { Secret } from '../sites/projectSecrets.ts'
import type { Unusable } from './folderMapping.ts'
import type { ProjectFile } from './projectFiles.ts'

export interface ProjectProblem {
  readonly uri: vscode.Uri
  /** A sentence. */
  readonly message: string
  readonly range: vscode.Range
}

export function problemsOf(file: ProjectFile, unusable: readonly Unusable[]): readonly ProjectProblem[] {
  const at = (offset: number, message: string) => ({ uri: file.uri, message, range: rangeIn(file.text, offset) })
  return [
    ...file.parsed.problems.map(({ message, offset }) => at(offset, message)),
    ...[...file.leadOut].map((mapping) => at(placeOfMapping(file.text, mapping, 'local'), describeWayOut(mapping.local))),
    ...unusable.map((one) => at(placeOfMapping(file.text, one.mapping, 'site'), describeUnusable(one))),
  ]
}

export function diagnosticOf({ message, range }: ProjectProblem): vscode.Diagnostic {
  return diagnostic(message, range, vscode.DiagnosticSeverity.Error)
}

export function secretDiagnostic({ text }: ProjectFile, { field, offset, length }: Secret): vscode.Diagnostic {
  const message = vscode.l10n.t('"{0}" is a secret, and this file is shared with everybody who has the folder. It is not used.', field)
  return diagnostic(message, rangeIn(text, offset, length), vscode.DiagnosticSeverity.Warning)
}

function diagnostic(message: string, range: vscode.Range, severity: vscode.DiagnosticSeverity): vscode.Diagnostic {
  const made = new vscode.Diagnostic(range, message, severity)
  made.source = 'Portside'
  return made
}

function describeWayOut(local: string): string {
  return vscode.l10n.t(
    'The folder "{0}" leads out of this one through a link. Map the folder it leads to in a window of its own.',
    printable(local),
  )
}

function describeUnusable({ mapping, why }: Unusable): string {
  switch (why) {
    case 'noSuchSite':
      return vscode.l10n.t(
        'There is no site named "{0}". Add it in the Portside view, or write the name of another.',
        printable(mapping.site),
      )
    case 'twice':
      return vscode.l10n.t('These two folders are mapped to each other already. Take one of the mappings out.')
  }
}

/** Without a length: the word or the text that begins there. */
export function rangeIn(text: string, offset: number, length = wordAt(text, offset)): vscode.Range {
  return new vscode.Range(positionIn(text, offset), positionIn(text, offset + length))
}

function wordAt(text: string, offset: number): number {
  return /^("(?:[^"\\\n]|\\.)*"|[^\s,:[\]{}"]+)/.exec(text.slice(offset))?.[0].length ?? 1
}

function positionIn(text: string, offset: number): vscode.Position {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/)
  return new vscode.Position(before.length - 1, before.at(-1)?.length ?? 0)
}

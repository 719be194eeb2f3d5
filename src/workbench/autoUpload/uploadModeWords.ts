/** What the modes of upload on save are called, and what they do. */

import * as vscode from 'vscode'
import type { UploadMode } from './uploadModes.ts'

export function describeUploadMode(mode: UploadMode): { readonly label: string; readonly detail: string } {
  switch (mode) {
    case 'never':
      return { label: vscode.l10n.t('Never'), detail: vscode.l10n.t('Nothing goes to the server until you sync.') }
    case 'explicit':
      return {
        label: vscode.l10n.t('When I save'),
        detail: vscode.l10n.t('With the key or the menu. What the editor saves by itself is not uploaded.'),
      }
    case 'any':
      return {
        label: vscode.l10n.t('Every save'),
        detail: vscode.l10n.t('Also when the editor saves by itself, after a delay for example.'),
      }
  }
}

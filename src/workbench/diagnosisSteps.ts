/** What a diagnosis is doing, in words. */

import * as vscode from 'vscode'
import { stepIds } from '../diagnosis/notebook.ts'
import type { StepId } from '../diagnosis/observations.ts'

/** The part of the way that is behind us when this step begins, from 0 to 1. */
export function progressAt(next: StepId): number {
  return stepIds.indexOf(next) / stepIds.length
}

/** "Trying EPSV…" */
export function describeStep(id: StepId): string {
  switch (id) {
    case 'lookup':
      return vscode.l10n.t('Looking up the name…')
    case 'connect':
    case 'greeting':
      return vscode.l10n.t('Connecting…')
    case 'encryption':
      return vscode.l10n.t('Encrypting…')
    case 'login':
      return vscode.l10n.t('Logging in…')
    case 'features':
    case 'kind':
    case 'utf8':
    case 'mlsd':
    case 'clock':
    case 'sessionReuse':
      return vscode.l10n.t('Asking what the server can do…')
    case 'EPSV':
    case 'PASV':
    case 'EPRT':
    case 'PORT':
      return vscode.l10n.t('Trying {0}…', id)
  }
}

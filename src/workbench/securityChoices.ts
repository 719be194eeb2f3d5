/** The ways to protect a connection, for the user to choose from. */

import * as vscode from 'vscode'
import type { Security } from '../ftp/server.ts'
import { securities } from '../sites/site.ts'
import type { Choice } from './wizard.ts'

/** `isOffered` says whether the server encrypts if asked to, once that is known. */
export function securityChoices(isOffered: boolean | undefined): Choice<Security>[] {
  return securities.map((value) => ({ value, ...securityWords(value, isOffered) }))
}

/** As it is called in the choices. */
export function securityName(security: Security): string {
  return securityWords(security, undefined).label
}

function securityWords(security: Security, isOffered: boolean | undefined): { label: string; description: string } {
  switch (security) {
    case 'explicit': {
      const usual = vscode.l10n.t('encrypted; most servers')
      const found = isOffered ? vscode.l10n.t('encrypted; this server offers it') : vscode.l10n.t('this server does not offer it')
      return { label: vscode.l10n.t('FTPS (explicit)'), description: isOffered === undefined ? usual : found }
    }
    case 'implicit':
      return {
        label: vscode.l10n.t('FTPS (implicit)'),
        description: vscode.l10n.t('encrypted from the first byte; older servers, port 990'),
      }
    case 'none':
      return {
        label: vscode.l10n.t('Plain FTP (not encrypted)'),
        description: vscode.l10n.t('everybody on the way can read password and files'),
      }
  }
}

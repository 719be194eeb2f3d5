/** What is likely to keep data connections from coming about, as the engine found it, in the user's language. */

import * as vscode from 'vscode'
import type { DataMode } from '../ftp/data/strategy.ts'
import type { LikelyCause } from '../ftp/ftpError.ts'

/** The likely cause, and what to do next: two sentences. */
export function describeLikelyCause(cause: LikelyCause, otherMode: DataMode | undefined): string {
  return `${describeCause(cause)} ${describeNext(otherMode)}`
}

function describeCause(cause: LikelyCause): string {
  switch (cause) {
    case 'serverFirewall':
      return vscode.l10n.t("The server's firewall may block its passive ports.")
    case 'clientFirewall':
      return vscode.l10n.t("This computer's firewall or router may block the server's connection.")
    case 'bothFirewalls':
      return vscode.l10n.t('A firewall may block data connections in both directions.')
    case 'refused':
      return vscode.l10n.t('The server refuses to open data connections this way.')
    case 'thisComputer':
      return vscode.l10n.t("Check the site's ports and address for active mode.")
    case 'proxy':
      return vscode.l10n.t("The proxy may not let connections to the server's data ports through.")
    case 'activeThroughProxy':
      return vscode.l10n.t("Active mode can't work through a proxy: the server can't reach this computer.")
    case 'encryption':
      return vscode.l10n.t('The data connection was opened, and the server did not accept its encryption.')
    case 'server':
      return vscode.l10n.t('The server gave up on the data connection.')
  }
}

function describeNext(otherMode: DataMode | undefined): string {
  switch (otherMode) {
    case 'active':
      return vscode.l10n.t('Try active mode.')
    case 'passive':
      return vscode.l10n.t('Try passive mode.')
    case undefined:
      return vscode.l10n.t('Diagnose the connection to learn more.')
  }
}

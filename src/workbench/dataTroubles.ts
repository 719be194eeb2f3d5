/** What is likely to keep data connections from coming about, in the user's language: from the ways that were tried. */

import * as vscode from 'vscode'
import type { DataObstacle } from '../ftp/data/dataEvent.ts'
import type { DataMode } from '../ftp/data/strategy.ts'
import type { FailedWay } from '../ftp/ftpError.ts'

/** The likely cause, and what to do next: two sentences or three. */
export function describeFailedWays(ways: readonly FailedWay[], otherMode: DataMode | undefined): string {
  const modes = [...new Set(ways.map(({ mode }) => mode))]
  const causes = modes.map((mode) => causeOf(mode, decisive(ways.filter((way) => way.mode === mode))))
  const areBothBlocked = ['server', 'client'].every((side) => causes.some((cause) => cause.blockedAt === side))
  const sentences = areBothBlocked
    ? [vscode.l10n.t('A firewall may block data connections in both directions.')]
    : causes.map(({ text }) => text)
  return [...new Set(sentences), describeNext(otherMode)].join(' ')
}

interface Cause {
  readonly text: string
  /** Whose firewall it may be. */
  readonly blockedAt?: 'server' | 'client'
}

/** A server that knows only one of two commands refuses the other: what became of the one it knows says more. */
function decisive(ways: readonly FailedWay[]): DataObstacle {
  const obstacles = ways.map(({ obstacle }) => obstacle)
  return obstacles.find((obstacle) => obstacle !== 'commandRefused') ?? 'commandRefused'
}

function causeOf(mode: DataMode, obstacle: DataObstacle): Cause {
  switch (obstacle) {
    case 'unanswered':
    case 'closed':
      return { text: vscode.l10n.t("The server's firewall may block its passive ports."), blockedAt: 'server' }
    case 'nobodyCame':
      return blockedHere()
    case 'serverGaveUp':
      return mode === 'active' ? blockedHere() : { text: vscode.l10n.t('The server gave up on the data connection.') }
    case 'commandRefused':
      return {
        text: mode === 'active' ? vscode.l10n.t('The server refuses active mode.') : vscode.l10n.t('The server refuses passive mode.'),
      }
    case 'cannotListen':
      return { text: vscode.l10n.t("Check the site's ports and address for active mode.") }
    case 'proxyFailed':
      return { text: vscode.l10n.t("The proxy may not let connections to the server's data ports through.") }
  }
}

function blockedHere(): Cause {
  return { text: vscode.l10n.t("This computer's firewall or router may block the server's connection."), blockedAt: 'client' }
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

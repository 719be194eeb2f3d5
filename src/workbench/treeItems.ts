/** Rows of the Sites view as VS Code shows them. Every state has words; colour only repeats them. */

import * as vscode from 'vscode'
import { printable } from '../base/printable.ts'
import type { PoolState } from '../ftp/pool.ts'
import { describeSite, describeType } from './facts.ts'
import { rowCommandIds, rowContexts } from './ids.ts'
import { toUriText } from './rawNames.ts'
import { chunkRows, type BadSiteRow, type EntryRow, type MoreRow, type ProblemRow, type SiteRow } from './rows.ts'
import { unusableUriOf, uriOf } from './uris.ts'

const { Collapsed, None } = vscode.TreeItemCollapsibleState

/** A row with another `generation` is a new one for the view: it starts closed. */
function idOf(key: string, generation: number): string {
  return `${toUriText(key)}#${generation}`
}

export function siteItem({ site, folder }: SiteRow, state: PoolState | undefined, generation: number): vscode.TreeItem {
  const isConnected = state !== undefined && state.connections > 0
  const item = new vscode.TreeItem(printable(site.name), Collapsed)
  item.id = idOf(site.id, generation)
  const words = describeSite(site, state)
  item.description = folder === undefined ? words : vscode.l10n.t('{0} (from {1})', words, printable(folder))
  item.iconPath = new vscode.ThemeIcon('server', isConnected ? new vscode.ThemeColor('testing.iconPassed') : undefined)
  item.contextValue = isConnected ? rowContexts.connectedSite : rowContexts.site
  const connected = isConnected ? vscode.l10n.t('connected') : vscode.l10n.t('not connected')
  item.accessibilityInformation = { label: `${printable(site.name)}, ${item.description}, ${connected}` }
  return item
}

/** `isFolder` holds for links to folders too. */
export function entryItem(row: EntryRow, isFolder: boolean, generation: number): vscode.TreeItem {
  if (row.entry.unusable !== undefined) return unusableItem(row, row.entry.unusable, generation)
  const item = new vscode.TreeItem(uriOf(row), isFolder ? Collapsed : None)
  item.id = idOf(row.key, generation)
  item.label = printable(row.entry.name)
  item.iconPath = isFolder ? vscode.ThemeIcon.Folder : vscode.ThemeIcon.File
  item.contextValue = isFolder ? rowContexts.folder : rowContexts.file
  if (row.entry.type === 'link') item.description = describeLink(row.entry.linkTarget)
  if (!isFolder) item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uriOf(row)] }
  const label = [printable(row.entry.name), describeType(row.entry.type), item.description].filter((word) => typeof word === 'string')
  item.accessibilityInformation = { label: label.join(', ') }
  return item
}

/** An MLSD listing says that a name is a link, and seldom where it leads. */
function describeLink(target: string | undefined): string {
  return target === undefined || target === '' ? describeType('link') : `→ ${printable(target)}`
}

function unusableItem(row: EntryRow, reason: string, generation: number): vscode.TreeItem {
  const { key, entry } = row
  const item = new vscode.TreeItem(printable(entry.name), None)
  item.id = idOf(key, generation)
  item.resourceUri = unusableUriOf(row)
  item.description = reason
  item.iconPath = new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('disabledForeground'))
  item.contextValue = rowContexts.unusable
  item.accessibilityInformation = { label: `${printable(entry.name)}, ${reason}` }
  return item
}

export function moreItem(row: MoreRow, generation: number): vscode.TreeItem {
  const next = Math.min(chunkRows, row.total - row.shown)
  const item = new vscode.TreeItem(vscode.l10n.t('Show {0} more…', next.toLocaleString(vscode.env.language)), None)
  item.id = idOf(row.key, generation)
  item.description = vscode.l10n.t(
    '{0} of {1} shown',
    row.shown.toLocaleString(vscode.env.language),
    row.total.toLocaleString(vscode.env.language),
  )
  item.iconPath = new vscode.ThemeIcon('ellipsis')
  item.command = { command: rowCommandIds.showMore, title: '', arguments: [row] }
  return item
}

export function problemItem(row: ProblemRow, generation: number): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Retry'), None)
  item.description = row.problem // behind it, for a narrow side bar cuts the end off
  item.id = idOf(row.key, generation)
  item.tooltip = row.details
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'))
  item.contextValue = rowContexts.problem
  item.command = { command: rowCommandIds.retry, title: vscode.l10n.t('Retry'), arguments: [row] }
  item.accessibilityInformation = { label: row.details, role: 'button' }
  return item
}

export function badSiteItem(row: BadSiteRow): vscode.TreeItem {
  const item = new vscode.TreeItem(row.message, None)
  item.id = row.key
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'))
  item.command = { command: 'workbench.action.openSettingsJson', title: vscode.l10n.t('Open settings') }
  return item
}

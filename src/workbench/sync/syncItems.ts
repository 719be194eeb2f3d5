/** Rows of the Sync view as VS Code shows them. Every state has words; icons and colours only repeat them. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import { weightOf } from '../../sync/finding.ts'
import type { PlanItem } from '../../sync/plan.ts'
import { nameOf, parentOf } from '../../sync/relativePath.ts'
import { effectsOf } from '../../sync/plan.ts'
import { describeError } from '../describeError.ts'
import { commandIds, rowContexts } from '../ids.ts'
import { toUriText } from '../rawNames.ts'
import type { Line, Trouble } from './checklist.ts'
import { findingWords } from './findingWords.ts'
import { shortSize } from './sizeWords.ts'
import { countWords } from './syncSentence.ts'
import {
  hasBox,
  natureOf,
  type FindingRow,
  type GroupRow,
  type LeftOutRow,
  type LineNature,
  type LineRow,
  type RestRow,
  type UnusableRow,
} from './syncRows.ts'
import { adviceWords, decisionWords, groupWords, reasonWords, stateWords } from './syncWords.ts'

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState
const { Checked, Unchecked } = vscode.TreeItemCheckboxState

const contexts: Readonly<Record<LineNature, string>> = {
  mergeable: rowContexts.syncText,
  twoFiles: rowContexts.syncFiles,
  oneSided: rowContexts.syncConflict,
  change: rowContexts.syncChange,
  idle: rowContexts.syncIdle,
  fixed: rowContexts.syncFixed,
}

/** Icons go by the name alone, and nobody else has anything to say about a file of this scheme. */
const iconScheme = 'portside-row'

export function findingItem({ finding, key }: FindingRow): vscode.TreeItem {
  const words = findingWords(finding)
  const isStop = weightOf(finding) === 'stop'
  const item = new vscode.TreeItem(words, None)
  item.id = key
  item.tooltip = finding.kind === 'notListed' ? notListedHover(words, finding.folders) : words
  item.iconPath = isStop ? warningIcon() : new vscode.ThemeIcon('info')
  item.accessibilityInformation = { label: isStop ? vscode.l10n.t('Warning: {0}', words) : words }
  return item
}

function notListedHover(words: string, folders: readonly { readonly path: string; readonly error: Error }[]): string {
  const lines = folders.slice(0, 20).map(({ path, error }) => `${printable(path)}: ${describeError(error, '').problem}`)
  return [words, ...lines].join('\n')
}

export function unusableItem({ path, error, key }: UnusableRow): vscode.TreeItem {
  const item = new vscode.TreeItem(printable(nameOf(path)), None)
  item.id = toUriText(key)
  item.description = printable(error.message)
  item.tooltip = `${printable(path)}\n${printable(error.message)}`
  item.iconPath = new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('disabledForeground'))
  return item
}

export function leftOutItem({ key, counts }: LeftOutRow): vscode.TreeItem {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const item = new vscode.TreeItem(vscode.l10n.t('Left out by rules: {0}', countWords(total)), None)
  const byCount = [...counts].sort(([, one], [, other]) => other - one)
  item.id = key
  item.description = byCount.map(([rule]) => printable(rule)).join(', ')
  item.tooltip = byCount.map(([rule, count]) => `${printable(rule)}: ${countWords(count)}`).join('\n')
  item.iconPath = new vscode.ThemeIcon('filter')
  return item
}

export function groupItem({ group, key, lines, isTicked }: GroupRow): vscode.TreeItem {
  const words = groupWords(group)
  const item = new vscode.TreeItem(words, group === 'leftAlone' || group === 'equal' ? Collapsed : Expanded)
  item.id = key
  item.description = countWords(lines.length)
  item.contextValue = rowContexts.syncGroup
  if (isTicked !== undefined) item.checkboxState = boxOf(isTicked, vscode.l10n.t('Everything under {0}', words))
  item.accessibilityInformation = { label: `${words}, ${countWords(lines.length)}` }
  return item
}

export function lineItem(row: LineRow): vscode.TreeItem {
  const { line, path } = row
  const item = new vscode.TreeItem(printable(nameOf(path)), None)
  item.id = toUriText(row.key)
  // The usual icon theme has none for folders: without a name to go by the editor shows its own.
  if (!isFolder(line.item)) item.resourceUri = vscode.Uri.from({ scheme: iconScheme, path: toUriText(`/${path}`) })
  item.iconPath = line.trouble ? warningIcon() : isFolder(line.item) ? vscode.ThemeIcon.Folder : vscode.ThemeIcon.File
  item.description = describeLine(line)
  item.contextValue = contexts[natureOf(line)]
  item.command = { command: commandIds.compareRow, title: vscode.l10n.t('Compare'), arguments: [row] }
  if (hasBox(line)) item.checkboxState = boxOf(line.isTicked, decisionWords(line.item))
  item.accessibilityInformation = { label: spoken(line) }
  return item
}

export function restItem({ key, count }: RestRow): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('{0} more: filter to see them', countWords(count)), None)
  item.id = key
  item.iconPath = new vscode.ThemeIcon('ellipsis')
  item.command = { command: commandIds.filterSync, title: vscode.l10n.t('Filter') }
  return item
}

/** The hover: what is on both sides, and why the row is as it is. */
export function hoverOf({ path, line }: LineRow): string {
  const { difference, reason } = line.item
  const facts = [
    printable(path),
    vscode.l10n.t('{0}: {1}', capitalized(decisionWords(line.item)), reasonWords(reason)),
    vscode.l10n.t('This computer: {0}', stateWords(difference.local)),
    vscode.l10n.t('Server: {0}', stateWords(difference.remote)),
    line.trouble ? troubleWords(line.trouble, true) : adviceWords(reason),
  ]
  return facts.filter((fact) => fact !== undefined && fact !== '').join('\n')
}

/** What a person has decided comes first: a narrow side bar cuts the end off. */
function describeLine({ item, isDecided, trouble }: Line): string {
  const bytes = bytesOf(item)
  const size = bytes === undefined ? '' : shortSize(bytes)
  const why = trouble ? [troubleWords(trouble)] : [reasonWords(item.reason), size]
  const facts = [isDecided ? decisionWords(item) : '', printable(parentOf(item.difference.path)), ...why]
  return facts.filter((fact) => fact !== '').join(' · ')
}

function spoken(line: Line): string {
  const { item, trouble } = line
  const box = hasBox(line) && (line.isTicked ? vscode.l10n.t('checked') : vscode.l10n.t('not checked'))
  const words = [printable(item.difference.path), decisionWords(item), reasonWords(item.reason), trouble && troubleWords(trouble), box]
  return words.filter((word) => typeof word === 'string').join(', ')
}

/** `isLong` with what the server said. */
export function troubleWords(trouble: Trouble, isLong = false): string {
  switch (trouble.kind) {
    case 'changedSincePreview':
      return vscode.l10n.t('changed since the preview: preview again')
    case 'refused':
      return vscode.l10n.t('left alone as you said')
    case 'failed': {
      const { problem, message } = describeError(trouble.error, trouble.item.difference.path)
      return isLong ? message : problem
    }
  }
}

/** What moves, or what is there. */
function bytesOf(item: PlanItem): number | undefined {
  const effects = effectsOf(item)
  for (const effect of effects) if ('bytes' in effect) return effect.bytes
  const { local, remote } = item.difference
  const isAtStake = item.isConflict || effects.some(({ kind }) => kind === 'deleteFile')
  return isAtStake && !isFolder(item) ? (local.entry ?? remote.entry)?.size : undefined
}

function isFolder({ difference: { local, remote } }: PlanItem): boolean {
  return (local.entry ?? remote.entry)?.type === 'folder'
}

function boxOf(isTicked: boolean, tooltip: string): vscode.TreeItem['checkboxState'] {
  return { state: isTicked ? Checked : Unchecked, tooltip }
}

function warningIcon(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'))
}

function capitalized(words: string): string {
  return words.charAt(0).toLocaleUpperCase(vscode.env.language) + words.slice(1)
}

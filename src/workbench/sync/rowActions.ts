/** What can be done with rows of the Sync view: compare, decide otherwise, leave out, open, copy. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import { rawAsLatin1 } from '../../base/rawText.ts'
import type { State } from '../../sync/difference.ts'
import type { Decision, PlanItem } from '../../sync/plan.ts'
import { nameOf } from '../../sync/relativePath.ts'
import { decisionsFor } from '../../sync/summary.ts'
import type { Mappings } from '../mappings.ts'
import { notify } from '../messages.ts'
import { serverVersionOf } from '../uris.ts'
import type { ShownSync } from './shownSync.ts'
import { canTick, type Line } from './checklist.ts'
import { isLikelyText, type LineRow } from './syncRows.ts'

const reviewedAtMost = 100 // editors in one tab

/** Both versions side by side; where there is one only, that. */
export async function compare(mappings: Mappings, shown: ShownSync, { path, line }: LineRow): Promise<void> {
  const { server, here } = versionsOf(mappings, shown, line.item)
  const title = vscode.l10n.t('{0}: server ↔ this computer', printable(nameOf(path)))
  if (server && here) await vscode.commands.executeCommand('vscode.diff', server, here, title)
  else if (server ?? here) await vscode.commands.executeCommand('vscode.open', server ?? here)
}

/** All that is ticked or in conflict, as far as it is text, in one editor. */
export async function reviewAll(mappings: Mappings, shown: ShownSync): Promise<void> {
  const lines = shown.checklist.lines.filter(isToReview)
  if (lines.length === 0) return void notify('information', vscode.l10n.t('No text is to be uploaded or downloaded.'))
  const changes = lines.slice(0, reviewedAtMost).map(({ item }) => {
    const { server, here } = versionsOf(mappings, shown, item)
    return [mappings.localUri(shown.request.mapping, item.difference.local.path), server, here]
  })
  if (lines.length > reviewedAtMost)
    void notify('information', vscode.l10n.t('The first {0} of {1} files are shown.', reviewedAtMost, lines.length))
  await vscode.commands.executeCommand('vscode.changes', printable(shown.request.mapping.label), changes)
}

function isToReview({ item, isTicked }: Line): boolean {
  const { path, local, remote } = item.difference
  return (isTicked || item.isConflict) && isLikelyText(path) && (isFile(local) || isFile(remote))
}

function versionsOf(mappings: Mappings, { request: { mapping } }: ShownSync, { difference: { local, remote } }: PlanItem) {
  return {
    server: isFile(remote) ? serverVersionOf(mappings.remoteUri(mapping, remote.path)) : undefined,
    here: isFile(local) ? mappings.localUri(mapping, local.path) : undefined,
  }
}

function isFile({ entry }: State): boolean {
  return entry?.type === 'file'
}

/** Rows for which that makes no sense stay as they are. */
export function decideRows({ checklist }: ShownSync, rows: readonly LineRow[], decision: Decision): void {
  const those = rows.filter(({ line }) => decisionsFor(line.item).includes(decision))
  checklist.decide(
    those.map(({ path }) => path),
    decision,
  )
}

/** What would go up comes down, and the other way round. */
export function flipRows(shown: ShownSync, rows: readonly LineRow[]): void {
  const those = rows.filter(({ line }) => canTick(line.item))
  const isUp = ({ line }: LineRow) => line.item.decision === 'up'
  decideRows(shown, those.filter(isUp), 'down')
  decideRows(
    shown,
    those.filter((row) => !isUp(row)),
    'up',
  )
}

/** Nothing is decided if the question is closed. */
export async function askDecision(shown: ShownSync, rows: readonly LineRow[]): Promise<void> {
  const choices: readonly { label: string; description: string; decision: Decision }[] = [
    { label: vscode.l10n.t('Take mine'), description: vscode.l10n.t('the server becomes like this computer'), decision: 'up' },
    { label: vscode.l10n.t('Take theirs'), description: vscode.l10n.t('this computer becomes like the server'), decision: 'down' },
    { label: vscode.l10n.t('Keep both'), description: vscode.l10n.t('mine gets another name, on both sides'), decision: 'keepBoth' },
  ]
  const sensible = choices.filter(({ decision }) => rows.every(({ line }) => decisionsFor(line.item).includes(decision)))
  const [first] = rows
  if (!first || sensible.length === 0) return
  const name = printable(first.path)
  const title = rows.length === 1 ? vscode.l10n.t('{0} is in conflict', name) : vscode.l10n.t('{0} conflicts', rows.length)
  const chosen = await vscode.window.showQuickPick(sensible, { title, placeHolder: vscode.l10n.t('Which one is right?') })
  if (chosen) decideRows(shown, rows, chosen.decision)
}

export async function openRow(mappings: Mappings, shown: ShownSync, { line }: LineRow): Promise<void> {
  const { server, here } = versionsOf(mappings, shown, line.item)
  const uri = here ?? server
  if (uri) await vscode.commands.executeCommand('vscode.open', uri, { preview: false })
}

export async function copyPaths(rows: readonly LineRow[]): Promise<void> {
  if (rows.length > 0) await vscode.env.clipboard.writeText(rows.map(({ path }) => rawAsLatin1(path)).join('\n'))
}

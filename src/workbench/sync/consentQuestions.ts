/** What a person has to agree to before a sync: to replace what is newer, to delete there, to delete here. One question each. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import type { Consents } from '../../sync/consents.ts'
import type { Finding } from '../../sync/finding.ts'
import { effectsOf, type PlanItem } from '../../sync/plan.ts'
import { nameOf } from '../../sync/relativePath.ts'
import type { Side } from '../../sync/side.ts'
import { isDeletion, overwritesNewer } from '../../sync/summary.ts'
import { ask } from '../messages.ts'
import { findingQuestion } from './findingWords.ts'
import { countWords } from './syncSentence.ts'

/** The two folders, as a person knows them: "/htdocs on production" and "site on this computer". */
export type Places = Readonly<Record<Side, string>>

interface Question {
  readonly message: string
  readonly detail: string
  readonly yes: string
}

const namedAtMost = 10

/** Undefined if the whole was called off. What isn't agreed to is left alone; the rest can go on. */
export async function askConsents(items: readonly PlanItem[], places: Places): Promise<Consents | undefined> {
  const newer = await agreesTo(items.filter(overwritesNewer), (those) => replaceQuestion(those, places))
  const deleteRemote =
    newer === undefined ? newer : await agreesTo(deletedOn('remote', items), (those) => deleteQuestion(those, places.remote))
  const deleteLocal =
    deleteRemote === undefined ? deleteRemote : await agreesTo(deletedOn('local', items), (those) => deleteQuestion(those, places.local))
  if (newer === undefined || deleteRemote === undefined || deleteLocal === undefined) return undefined
  return { overwriteNewer: newer, deleteRemote, deleteLocal }
}

/** The kinds of those that are confirmed; undefined if one of them isn't. */
export async function confirmFindings(findings: readonly Finding[], { remote }: Places): Promise<readonly Finding['kind'][] | undefined> {
  for (const finding of findings) {
    const { message, detail, button } = findingQuestion(finding, remote)
    if ((await ask('warning', { message, detail }, button)) !== button) return undefined
  }
  return findings.map(({ kind }) => kind)
}

async function agreesTo(items: readonly PlanItem[], question: (items: readonly PlanItem[]) => Question): Promise<boolean | undefined> {
  if (items.length === 0) return false
  const { message, detail, yes } = question(items)
  const leave = items.length === 1 ? vscode.l10n.t('Leave it') : vscode.l10n.t('Leave them')
  const answer = await ask('warning', { message, detail }, yes, leave)
  return answer === undefined ? undefined : answer === yes
}

function deletedOn(side: Side, items: readonly PlanItem[]): readonly PlanItem[] {
  return items.filter((item) => effectsOf(item).some((effect) => isDeletion(effect) && effect.to === side))
}

function deleteQuestion(items: readonly PlanItem[], place: string): Question {
  const name = printable(nameOf(items[0]?.difference.path ?? ''))
  const count = countWords(items.length)
  return {
    message:
      items.length === 1
        ? vscode.l10n.t('Delete {0} in {1}?', name, place)
        : vscode.l10n.t('Delete {0} files and folders in {1}?', count, place),
    detail: `${namesOf(items)}\n\n${keptWords()}`,
    yes: items.length === 1 ? vscode.l10n.t('Delete it') : vscode.l10n.t('Delete {0}', count),
  }
}

function replaceQuestion(items: readonly PlanItem[], places: Places): Question {
  const name = printable(nameOf(items[0]?.difference.path ?? ''))
  const count = countWords(items.length)
  const place = placeOf(items, places)
  return {
    message:
      items.length === 1
        ? vscode.l10n.t('Replace {0} in {1}? It has changes of its own there.', name, place)
        : vscode.l10n.t('Replace {0} files in {1}? They have changes of their own there.', count, place),
    detail: `${namesOf(items)}\n\n${keptWords()}`,
    yes: items.length === 1 ? vscode.l10n.t('Replace it') : vscode.l10n.t('Replace {0}', count),
  }
}

function placeOf(items: readonly PlanItem[], places: Places): string {
  const decisions = new Set(items.map(({ decision }) => decision))
  if (decisions.size > 1) return vscode.l10n.t('both folders')
  return decisions.has('up') ? places.remote : places.local
}

function namesOf(items: readonly PlanItem[]): string {
  const names = items.slice(0, namedAtMost).map(({ difference }) => printable(difference.path))
  const more = items.length - names.length
  return [...names, ...(more > 0 ? [vscode.l10n.t('… and {0} more', countWords(more))] : [])].join('\n')
}

function keptWords(): string {
  return vscode.l10n.t('"Undo last sync" brings back what was not too big to be kept.')
}

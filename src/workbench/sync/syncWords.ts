/** Groups, reasons and what becomes of a row, in words. */

import * as vscode from 'vscode'
import type { Entry } from '../../base/entry.ts'
import type { State } from '../../sync/difference.ts'
import type { Direction, PlanItem, Reason } from '../../sync/plan.ts'
import { groupOf, isDeletion, type Group } from '../../sync/summary.ts'
import { effectsOf } from '../../sync/plan.ts'
import { describeSize, describeTime, describeType } from '../facts.ts'

export function groupWords(group: Group): string {
  switch (group) {
    case 'conflicts':
      return vscode.l10n.t('Conflicts')
    case 'deletesRemote':
      return vscode.l10n.t('Delete on server')
    case 'deletesLocal':
      return vscode.l10n.t('Delete here')
    case 'uploads':
      return vscode.l10n.t('Upload')
    case 'downloads':
      return vscode.l10n.t('Download')
    case 'leftAlone':
      return vscode.l10n.t('Left alone')
    case 'equal':
      return vscode.l10n.t('Equal')
  }
}

export function directionWords(direction: Direction): string {
  switch (direction) {
    case 'both':
      return vscode.l10n.t('both ways')
    case 'up':
      return vscode.l10n.t('upload only')
    case 'down':
      return vscode.l10n.t('download only')
  }
}

/** A few words, for behind a name. */
export function reasonWords(reason: Reason): string {
  const words: Readonly<Record<Reason, string>> = {
    equal: vscode.l10n.t('equal'),
    bothGone: vscode.l10n.t('deleted on both sides'),
    newHere: vscode.l10n.t('new here'),
    newThere: vscode.l10n.t('new on server'),
    changedHere: vscode.l10n.t('changed here'),
    changedThere: vscode.l10n.t('changed on server'),
    deletedHere: vscode.l10n.t('deleted here'),
    deletedThere: vscode.l10n.t('deleted on server'),
    bothNew: vscode.l10n.t('new on both sides'),
    bothChanged: vscode.l10n.t('both changed'),
    changedHereDeletedThere: vscode.l10n.t('changed here, deleted on server'),
    deletedHereChangedThere: vscode.l10n.t('deleted here, changed on server'),
    typeDiffers: vscode.l10n.t('file on one side, folder on the other'),
    insideConflict: vscode.l10n.t('inside a conflict'),
    keptInside: vscode.l10n.t('something in it stays'),
    otherDirection: vscode.l10n.t('would go the other way'),
    notSeen: vscode.l10n.t('its folder could not be listed'),
    sensitive: vscode.l10n.t('could run programs here'),
    link: vscode.l10n.t('symbolic link'),
    special: vscode.l10n.t('special file'),
    twins: vscode.l10n.t('same name but for upper and lower case'),
  }
  return words[reason]
}

/** Why a row that looks as if it should go is left alone, and what can be done; undefined where nothing needs to be said. */
export function adviceWords(reason: Reason): string | undefined {
  switch (reason) {
    case 'insideConflict':
      return vscode.l10n.t('Decide the conflict of the folder it is in first.')
    case 'otherDirection':
      return vscode.l10n.t('Change the direction of the sync, or of this row.')
    case 'notSeen':
      return vscode.l10n.t('Nothing is done with what could not be seen for certain. Preview again.')
    case 'sensitive':
      return vscode.l10n.t('The editor or your tools may run what is in it. Compare it, then take it if you trust the server.')
    case 'link':
      return vscode.l10n.t('Links are not followed and not replaced.')
    case 'special':
      return vscode.l10n.t('Only files and folders are synced.')
    case 'twins':
      return vscode.l10n.t('One of the sides can keep only one of these files. Rename one.')
    default:
      return undefined
  }
}

/** What is going to happen with it, as one or two words. */
export function decisionWords(item: PlanItem): string {
  if (item.isConflict) return vscode.l10n.t('conflict')
  switch (item.decision) {
    case 'up':
    case 'down':
      return directedWords(item)
    case 'keepBoth':
      return vscode.l10n.t('keep both')
    case 'agree':
    case 'leave':
      return groupOf(item) === 'equal' ? vscode.l10n.t('equal') : vscode.l10n.t('left alone')
  }
}

function directedWords(item: PlanItem): string {
  const isUp = item.decision === 'up'
  const effects = effectsOf(item)
  if (effects.every(isDeletion)) return isUp ? vscode.l10n.t('delete on server') : vscode.l10n.t('delete here')
  return isUp ? vscode.l10n.t('upload') : vscode.l10n.t('download')
}

/** A side's part of a hover. */
export function stateWords({ entry, change }: State): string {
  if (entry) return entryWords(entry)
  return change === 'unknown' ? vscode.l10n.t('unknown') : vscode.l10n.t('not there')
}

function entryWords({ type, size, modified }: Entry): string {
  if (type !== 'file') return describeType(type)
  return [size === undefined ? describeType(type) : describeSize(size), modified && describeTime(modified)].filter(Boolean).join(', ')
}

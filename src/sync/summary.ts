/** A plan in groups and sums, and what a person can say about a row. */

import type { Consents } from './consents.ts'
import { stateOn } from './difference.ts'
import { effectsOf, type Decision, type Effect, type Plan, type PlanItem, type Reason } from './plan.ts'

/** In the order in which they are shown. */
export const groups = ['conflicts', 'deletesRemote', 'deletesLocal', 'uploads', 'downloads', 'leftAlone', 'equal'] as const

export type Group = (typeof groups)[number]

export interface Amount {
  readonly items: number
  readonly bytes: number
}

export interface Summary {
  readonly uploads: Amount
  readonly downloads: Amount
  readonly deletesRemote: number
  readonly deletesLocal: number
  /** Those that are yet to be settled. */
  readonly conflicts: number
  readonly leftAlone: number
  readonly equal: number
}

const conflictReasons: readonly Reason[] = ['bothNew', 'bothChanged', 'changedHereDeletedThere', 'deletedHereChangedThere', 'typeDiffers']

/** A conflict stays one of them when it is settled: that is where a person looks for it. */
export function groupOf(item: PlanItem): Group {
  if (conflictReasons.includes(item.reason)) return 'conflicts'
  const [effect = { kind: 'nothing' } as const] = effectsOf(item)
  switch (effect.kind) {
    case 'deleteFile':
    case 'deleteFolder':
      return effect.to === 'remote' ? 'deletesRemote' : 'deletesLocal'
    case 'copy':
    case 'makeFolder':
      return effect.to === 'remote' ? 'uploads' : 'downloads'
    case 'keepBoth':
      return 'conflicts'
    case 'remember':
      return 'equal'
    case 'nothing':
      return item.reason === 'equal' ? 'equal' : 'leftAlone'
  }
}

export function summarize(items: Iterable<PlanItem>): Summary {
  const sum = { conflicts: 0, leftAlone: 0, equal: 0, deletesRemote: 0, deletesLocal: 0 }
  const uploads = { items: 0, bytes: 0 }
  const downloads = { items: 0, bytes: 0 }
  for (const item of items) {
    const group = groupOf(item)
    if (item.isConflict) sum.conflicts++
    else if (group === 'leftAlone' || group === 'equal') sum[group]++
    for (const effect of effectsOf(item)) {
      if (effect.kind === 'keepBoth') {
        add(uploads, stateOn(item.difference, 'local').entry?.size)
        add(downloads, stateOn(item.difference, 'remote').entry?.size)
      } else if (effect.kind === 'copy' || effect.kind === 'makeFolder') {
        add(effect.to === 'remote' ? uploads : downloads, effect.kind === 'copy' ? effect.bytes : 0)
      } else if (isDeletion(effect)) sum[effect.to === 'remote' ? 'deletesRemote' : 'deletesLocal']++
    }
  }
  return { ...sum, uploads, downloads }
}

function add(amount: { items: number; bytes: number }, bytes = 0): void {
  amount.items++
  amount.bytes += bytes
}

/** What is done unless a person says otherwise: no conflict, and nothing that is lost by it. */
export function defaultSelection({ items }: Plan): readonly PlanItem[] {
  return items.filter((item) => isSomething(item) && !item.isConflict && !effectsOf(item).some(isDeletion))
}

/** True if carrying it out does anything, be it only to remember it. */
export function isSomething(item: PlanItem): boolean {
  return effectsOf(item).some(({ kind }) => kind !== 'nothing')
}

/** A person's own decision. For what is inside of the row too, use `decideIn`. */
export function decide(item: PlanItem, decision: Decision): PlanItem {
  return { ...item, decision, isConflict: false }
}

/** Those that make sense for the row, the planned one among them. None for what can't be synced, or waits for something else. */
export function decisionsFor({ difference, reason }: PlanItem): readonly Decision[] {
  const { local, remote, isEqual, obstacle } = difference
  if (obstacle || isEqual || reason === 'insideConflict' || reason === 'notSeen') return []
  const areFiles = local.entry?.type === 'file' && remote.entry?.type === 'file'
  return areFiles ? ['up', 'down', 'keepBoth', 'leave'] : ['up', 'down', 'leave']
}

/** What has to be agreed to before the items can be carried out. */
export function consentsNeeded(items: Iterable<PlanItem>): Consents {
  const needed = { overwriteNewer: false, deleteRemote: false, deleteLocal: false }
  for (const item of items) {
    if (overwritesNewer(item)) needed.overwriteNewer = true
    for (const effect of effectsOf(item)) if (isDeletion(effect)) needed[effect.to === 'remote' ? 'deleteRemote' : 'deleteLocal'] = true
  }
  return needed
}

/** True if a file goes that has changed since the two sides agreed, or that they never agreed on. */
export function overwritesNewer(item: PlanItem): boolean {
  return effectsOf(item).some(
    (effect) => effect.kind === 'copy' && effect.replaces && stateOn(item.difference, effect.to).change !== 'same',
  )
}

export function isDeletion(effect: Effect): effect is Extract<Effect, { readonly kind: 'deleteFile' | 'deleteFolder' }> {
  return effect.kind === 'deleteFile' || effect.kind === 'deleteFolder'
}

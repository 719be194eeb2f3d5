/**
 * A plan for what was found: each row judged by itself, then in the light of what it is inside of and of what is inside of it.
 * Pure; nothing is settled that a person has to settle.
 */

import type { Difference } from './difference.ts'
import { isSensitiveDownload, judge } from './judge.ts'
import type { Decision, Direction, Plan, PlanItem } from './plan.ts'
import { foldersAbove, parentOf } from './relativePath.ts'

/** `differences` with each folder before what is in it, as `compare` gives them. */
export function makePlan(differences: readonly Difference[], direction: Direction): Plan {
  const items = differences.map((difference) => ({ difference, ...judge(difference, direction) }))
  return { direction, items: keepingNeededFolders(outsideConflicts(items)) }
}

/** `items` with another decision for one row, and for what is inside of it where that has to follow. */
export function decideIn(items: readonly PlanItem[], path: string, decision: Decision): readonly PlanItem[] {
  return decideEach(items, new Set([path]), decision)
}

/** As `decideIn`, for many rows at once. */
export function decideEach(items: readonly PlanItem[], paths: ReadonlySet<string>, decision: Decision): readonly PlanItem[] {
  return items.map((item) => {
    const { path } = item.difference
    if (paths.has(path)) return { ...item, decision, isConflict: false }
    const follows = item.reason === 'insideConflict' && [...foldersAbove(path)].some((folder) => paths.has(folder))
    return follows && decision !== 'keepBoth' ? follow(item, decision) : item
  })
}

/** What somebody has said of a folder wasn't said of a file in it that this computer would run. */
function follow(item: PlanItem, decision: Decision): PlanItem {
  return { ...item, decision: isSensitiveDownload(item.difference, decision) ? 'leave' : decision }
}

/** What is inside of a folder that is in conflict with a file waits for what becomes of that. */
function outsideConflicts(items: readonly PlanItem[]): readonly PlanItem[] {
  const conflicts = new Set(items.filter(({ isConflict }) => isConflict).map(({ difference }) => difference.path))
  if (conflicts.size === 0) return items
  const isInside = ({ difference: { path } }: PlanItem) => [...foldersAbove(path)].some((folder) => conflicts.has(folder))
  return items.map((item) => (isInside(item) ? { ...item, decision: 'leave', reason: 'insideConflict', isConflict: false } : item))
}

/**
 * A folder is not deleted while something in it stays, or can't be seen. If something in it goes to where the folder was
 * deleted, the folder goes there again.
 */
function keepingNeededFolders(items: readonly PlanItem[]): readonly PlanItem[] {
  const kept = new Set<string>()
  const wanted = new Set<string>()
  const decided = [...items]
  for (let index = items.length - 1; index >= 0; index--) {
    const item = items[index]
    if (!item) continue
    const fate = fateOf(item, kept, wanted)
    decided[index] = fate
    note(fate, kept, wanted)
  }
  return decided
}

function fateOf(item: PlanItem, kept: ReadonlySet<string>, wanted: ReadonlySet<string>): PlanItem {
  const { path } = item.difference
  if (!isFolderDeletion(item)) return item
  if (wanted.has(path)) return { ...item, decision: item.decision === 'up' ? 'down' : 'up', reason: 'keptInside' }
  const hasGaps = (item.difference.local.hasGaps ?? item.difference.remote.hasGaps) === true
  if (hasGaps) return { ...item, decision: 'leave', reason: 'notSeen' }
  return kept.has(path) ? { ...item, decision: 'leave', reason: 'keptInside' } : item
}

/** Notes what the item means for the folder it is in. */
function note(item: PlanItem, kept: Set<string>, wanted: Set<string>): void {
  const folder = parentOf(item.difference.path)
  if (folder === '' || isDeletion(item) || isNowhere(item)) return
  kept.add(folder)
  if (isAddition(item)) wanted.add(folder)
}

function isFolderDeletion(item: PlanItem): boolean {
  const { local, remote } = item.difference
  return isDeletion(item) && (local.entry ?? remote.entry)?.type === 'folder'
}

/** True if the only one there is goes. */
function isDeletion({ decision, difference: { local, remote } }: PlanItem): boolean {
  return (
    (decision === 'up' && !local.entry && remote.entry !== undefined) || (decision === 'down' && !remote.entry && local.entry !== undefined)
  )
}

/** True if it goes to the side where it isn't. */
function isAddition({ decision, difference: { local, remote } }: PlanItem): boolean {
  return (
    (decision === 'up' && !remote.entry && local.entry !== undefined) || (decision === 'down' && !local.entry && remote.entry !== undefined)
  )
}

function isNowhere({ difference: { local, remote } }: PlanItem): boolean {
  return !local.entry && !remote.entry
}

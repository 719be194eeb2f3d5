/**
 * What a sync is going to do: plain data, to be shown, changed by a person, and then carried out.
 *
 * An item holds a direction rather than a command: `up` makes the server's side like this computer's, whatever that takes.
 * So each row can be turned round, and what a row comes to always follows from what is there.
 */

import type { Difference } from './difference.ts'
import { stateOn } from './difference.ts'
import { otherSide, type Side } from './side.ts'

/** `up` and `down` make the other side like this computer and like the server, `both` each like what changed. */
export type Direction = 'up' | 'down' | 'both'

/**
 * - `up`, `down`: make the server, or this computer, like the other.
 * - `keepBoth`: of two files, keep this computer's under another name beside the server's, on both sides.
 * - `agree`: they are alike, or both gone: only remember it.
 * - `leave`: do nothing.
 */
export type Decision = 'up' | 'down' | 'keepBoth' | 'agree' | 'leave'

/** Why an item is as it is. A sentence for each is with whoever shows it. */
export type Reason =
  | 'equal'
  | 'bothGone'
  | 'newHere'
  | 'newThere'
  | 'changedHere'
  | 'changedThere'
  | 'deletedHere'
  | 'deletedThere'
  /** Conflicts: a person has to say which is right. */
  | 'bothNew'
  | 'bothChanged'
  | 'changedHereDeletedThere'
  | 'deletedHereChangedThere'
  | 'typeDiffers'
  /** Inside of something that is in conflict: waits for what becomes of that. */
  | 'insideConflict'
  /** A folder that was deleted on one side, and something in it stays. */
  | 'keptInside'
  /** Left alone. */
  | 'otherDirection'
  | 'notSeen'
  | 'sensitive'
  | 'link'
  | 'special'
  | 'twins'

export interface PlanItem {
  readonly difference: Difference
  readonly decision: Decision
  readonly reason: Reason
  /** True until a person has chosen. */
  readonly isConflict: boolean
}

export interface Plan {
  readonly direction: Direction
  /** Sorted by path, so that a folder comes before what is in it. */
  readonly items: readonly PlanItem[]
}

/** What carrying out an item does. */
export type Effect =
  | { readonly kind: 'copy'; readonly to: Side; readonly bytes: number; readonly replaces: boolean }
  | { readonly kind: 'makeFolder'; readonly to: Side }
  | { readonly kind: 'deleteFile' | 'deleteFolder'; readonly to: Side }
  | { readonly kind: 'keepBoth'; readonly bytes: number }
  | { readonly kind: 'remember' }
  | { readonly kind: 'nothing' }

/** In the order in which they happen: something of another type makes room first. */
export function effectsOf({ difference, decision }: Pick<PlanItem, 'difference' | 'decision'>): readonly Effect[] {
  if (decision === 'leave') return [{ kind: 'nothing' }]
  if (decision === 'agree') return [{ kind: 'remember' }]
  if (decision === 'keepBoth') return [{ kind: 'keepBoth', bytes: sizeOn(difference, 'local') + sizeOn(difference, 'remote') }]
  return likeOther(difference, decision === 'up' ? 'remote' : 'local')
}

/** What makes side `to` like the other one. */
function likeOther(difference: Difference, to: Side): readonly Effect[] {
  const wanted = stateOn(difference, otherSide(to)).entry
  const there = stateOn(difference, to).entry
  const removal: Effect[] =
    there && there.type !== wanted?.type ? [{ kind: there.type === 'folder' ? 'deleteFolder' : 'deleteFile', to }] : []
  if (!wanted) return removal.length > 0 ? removal : [{ kind: 'remember' }]
  if (wanted.type === 'folder') return there?.type === 'folder' ? [{ kind: 'remember' }] : [...removal, { kind: 'makeFolder', to }]
  return [...removal, { kind: 'copy', to, bytes: wanted.size ?? 0, replaces: there?.type === 'file' }]
}

function sizeOn(difference: Difference, side: Side): number {
  return stateOn(difference, side).entry?.size ?? 0
}

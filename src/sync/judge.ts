/**
 * What should become of one row. The rules know no sides: whatever holds for what happened here holds for what happened there,
 * turned round. A conflict is never settled by rule.
 */

import { stateOn, type Change, type Difference } from './difference.ts'
import type { Decision, Direction, PlanItem, Reason } from './plan.ts'
import { isSensitive } from './sensitive.ts'
import { otherSide, type Side } from './side.ts'

type Verdict = Pick<PlanItem, 'decision' | 'reason' | 'isConflict'>

/** For a row by itself; what it is inside of is not looked at. */
export function judge(difference: Difference, direction: Direction): Verdict {
  const verdict = judgeBothWays(difference)
  return guarded(difference, direction === 'both' ? verdict : oneWay(verdict, direction))
}

function judgeBothWays(difference: Difference): Verdict {
  const { local, remote, isEqual, isStale, obstacle } = difference
  if (obstacle) return leave(obstacle.kind)
  if (local.change === 'unknown' || remote.change === 'unknown') return leave('notSeen')
  if (isEqual)
    return local.entry ? equal(local.change === 'same' && remote.change === 'same' && !isStale) : { ...calm('agree'), reason: 'bothGone' }
  if (local.entry && remote.entry)
    return local.entry.type === remote.entry.type ? changed(local.change, remote.change) : conflict('typeDiffers')
  return oneSided(difference, local.entry ? 'local' : 'remote')
}

/** Two files. */
function changed(local: Change, remote: Change): Verdict {
  if (remote === 'same') return { ...calm('up'), reason: 'changedHere' }
  if (local === 'same') return { ...calm('down'), reason: 'changedThere' }
  return conflict(local === 'new' && remote === 'new' ? 'bothNew' : 'bothChanged')
}

/** It is on side `there` only. */
function oneSided(difference: Difference, there: Side): Verdict {
  const isHere = there === 'local'
  const { change } = stateOn(difference, there)
  const spread: Decision = isHere ? 'up' : 'down'
  const remove: Decision = isHere ? 'down' : 'up'
  if (stateOn(difference, otherSide(there)).change === 'absent') return { ...calm(spread), reason: isHere ? 'newHere' : 'newThere' }
  if (change === 'same') return { ...calm(remove), reason: isHere ? 'deletedThere' : 'deletedHere' }
  return conflict(isHere ? 'changedHereDeletedThere' : 'deletedHereChangedThere')
}

/**
 * In one direction only the target is changed, and only by what happened at the source. What was lost at the target is brought
 * there again.
 */
function oneWay(verdict: Verdict, direction: 'up' | 'down'): Verdict {
  const against: Decision = direction === 'up' ? 'down' : 'up'
  if (verdict.decision !== against) return verdict
  const lostAtTarget: Reason = direction === 'up' ? 'deletedThere' : 'deletedHere'
  return verdict.reason === lostAtTarget ? { ...verdict, decision: direction } : leave('otherDirection')
}

/** Nothing from a server gets where this computer would run it, unless a person says so for that very file. */
function guarded(difference: Difference, verdict: Verdict): Verdict {
  return isSensitiveDownload(difference, verdict.decision) ? leave('sensitive') : verdict
}

export function isSensitiveDownload({ local, remote }: Difference, decision: Decision): boolean {
  return decision === 'down' && remote.entry?.type === 'file' && isSensitive(local.path)
}

function equal(isRemembered: boolean): Verdict {
  return { ...calm(isRemembered ? 'leave' : 'agree'), reason: 'equal' }
}

function calm<D extends Decision>(decision: D): { readonly decision: D; readonly isConflict: false } {
  return { decision, isConflict: false }
}

function leave(reason: Reason): Verdict {
  return { decision: 'leave', reason, isConflict: false }
}

function conflict(reason: Reason): Verdict {
  return { decision: 'leave', reason, isConflict: true }
}

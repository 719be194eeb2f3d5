/** What a row of a plan says of a file, for whoever only wants to know how its two sides stand to each other. */

import type { Difference } from '../sync/difference.ts'
import type { PlanItem } from '../sync/plan.ts'

/** How the two sides of a file have come apart. `none`: they were alike when last looked at. */
export type Drift = 'none' | 'changedHere' | 'newHere' | 'deletedHere' | 'changedThere' | 'newThere' | 'deletedThere' | 'conflict'

/** Undefined for folders, and for what is not synced. */
export function driftOf({ difference, reason, isConflict, decision }: PlanItem): Drift | undefined {
  const { local, remote } = difference
  if (isConflict) return 'conflict'
  if ((local.entry ?? remote.entry)?.type !== 'file') return undefined
  switch (reason) {
    case 'equal':
      return 'none'
    case 'newHere':
    case 'newThere':
    case 'changedHere':
    case 'changedThere':
      return reason
    // In one direction, what was lost at the target is brought there again.
    case 'deletedHere':
      return decision === 'down' ? 'newThere' : reason
    case 'deletedThere':
      return decision === 'up' ? 'newHere' : reason
    case 'otherDirection':
      return driftAgainst(difference)
    default:
      return undefined
  }
}

/** Of what a sync in one direction leaves alone. */
function driftAgainst({ local, remote }: Difference): Drift | undefined {
  if (remote.change === 'changed') return 'changedThere'
  if (local.change === 'changed') return 'changedHere'
  if (local.entry && remote.entry) return undefined
  return remote.entry ? 'newThere' : 'newHere'
}

/** When it has been carried out. */
export function driftAfter({ decision, difference: { local, remote } }: PlanItem): Drift | undefined {
  const left = decision === 'down' ? remote.entry : decision === 'up' ? local.entry : (local.entry ?? remote.entry)
  return left?.type === 'file' ? 'none' : undefined
}

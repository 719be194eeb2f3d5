/** What speaks against a plan: too much that would go at once, a side that looks like another folder, what could not be seen. */

import { stateOn, type Difference } from './difference.ts'
import type { Finding } from './finding.ts'
import { effectsOf, type PlanItem } from './plan.ts'
import { sides, type Side } from './side.ts'
import type { Snapshot } from './snapshot.ts'
import { isDeletion } from './summary.ts'

/** So many at once are always worth a question; below `fewDeletes` a share of the whole says little. */
const manyDeletes = 50
const manyShare = 0.25
const fewDeletes = 3
/** With fewer files all of them may well have changed. */
const fewFiles = 10

/** Of a look at everything; of a part of it only what `deleteFindings` says is of use. */
export function sideFindings(differences: readonly Difference[], snapshots: Readonly<Record<Side, Snapshot>>): readonly Finding[] {
  return sides.flatMap((side) => [
    ...emptyFinding(differences, side),
    ...changedFinding(differences, side),
    ...gapFinding(snapshots[side], side),
  ])
}

/** Of `items`, which are to be carried out, `agreed` files and folders being known. */
export function deleteFindings(items: readonly PlanItem[], agreed: number): readonly Finding[] {
  return sides.flatMap((side): Finding[] => {
    const deletes = items.filter((item) => effectsOf(item).some((effect) => isDeletion(effect) && effect.to === side)).length
    const isMany = deletes > manyDeletes || (deletes >= fewDeletes && deletes > agreed * manyShare)
    return isMany ? [{ kind: 'manyDeletes', side, deletes, of: agreed }] : []
  })
}

/** True if carrying out `items` would spread what the finding warns of. */
export function isAtStake(finding: Finding, items: readonly PlanItem[]): boolean {
  const effects = items.flatMap(effectsOf)
  if (finding.kind === 'allChanged')
    return effects.some((effect) => effect.kind === 'keepBoth' || (effect.kind === 'copy' && effect.to !== finding.side))
  return effects.some(({ kind }) => kind !== 'remember' && kind !== 'nothing')
}

/** Of a part it says nothing by itself: that may well have been deleted. */
export function emptyFinding(differences: readonly Difference[], side: Side): readonly Extract<Finding, { readonly kind: 'sideEmpty' }>[] {
  const agreed = differences.filter((difference) => difference.agreed !== undefined)
  const isGone = agreed.length > 0 && agreed.every((difference) => stateOn(difference, side).change === 'deleted')
  // Gone from both sides there is nothing left to lose.
  const isAtStake = agreed.some((difference) => !difference.isEqual)
  return isGone && isAtStake ? [{ kind: 'sideEmpty', side, agreed: agreed.length }] : []
}

function changedFinding(differences: readonly Difference[], side: Side): Finding[] {
  const files = differences.filter(({ agreed }) => agreed?.kind === 'file')
  const isAllChanged = files.length >= fewFiles && files.every((difference) => stateOn(difference, side).change === 'changed')
  // Where the other side has changed alike, nothing comes of it.
  return isAllChanged && files.some(({ isEqual }) => !isEqual) ? [{ kind: 'allChanged', side, files: files.length }] : []
}

function gapFinding({ gaps }: Snapshot, side: Side): Finding[] {
  return gaps.size === 0 ? [] : [{ kind: 'notListed', side, folders: [...gaps].map(([path, error]) => ({ path, error })) }]
}

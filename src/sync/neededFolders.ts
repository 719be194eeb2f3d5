/** What was chosen takes along the folders that it goes into, where a person has left those out or they would have gone. */

import { stateOn } from './difference.ts'
import { targetOf } from './order.ts'
import { effectsOf, type Plan, type PlanItem } from './plan.ts'
import { foldersAbove } from './relativePath.ts'
import { otherSide } from './side.ts'

/** `items`, which are of `plan`, and the rows of the folders that they need besides. */
export function withNeededFolders(items: readonly PlanItem[], plan: Plan): readonly PlanItem[] {
  const needed = new Map<string, PlanItem['decision']>()
  for (const item of items) {
    if (!putsSomething(item)) continue
    for (const folder of foldersAbove(item.difference.local.path)) needed.set(folder, item.decision)
  }
  const rows = new Map<string, PlanItem>()
  for (const item of [...plan.items, ...items]) if (needed.has(keyOf(item))) rows.set(keyOf(item), item)
  const added = new Map<string, PlanItem>()
  for (const [path, item] of rows) {
    const wanted = { ...item, decision: needed.get(path) ?? item.decision, isConflict: false }
    if (isMissing(wanted)) added.set(path, wanted)
  }
  return [...items.filter((item) => !added.has(keyOf(item))), ...added.values()]
}

function keyOf({ difference }: PlanItem): string {
  return difference.local.path
}

function putsSomething(item: PlanItem): boolean {
  return effectsOf(item).some(({ kind }) => kind === 'copy' || kind === 'makeFolder')
}

/** True for a folder that is not yet where the row's decision wants it. */
function isMissing(item: PlanItem): boolean {
  const to = targetOf(item)
  if (!to || item.difference.obstacle) return false
  return stateOn(item.difference, otherSide(to)).entry?.type === 'folder' && !stateOn(item.difference, to).entry
}

/**
 * Rows that make sense only together: a file goes into a folder that is made for it, and a folder can't be deleted while
 * something in it stays.
 */

import { effectsOf, type Effect, type PlanItem } from '../../sync/plan.ts'
import { foldersAbove } from '../../sync/relativePath.ts'
import { sides } from '../../sync/side.ts'

/** The paths of `wanted`, and of what has to be done for it. */
export function withNeeds(items: readonly PlanItem[], wanted: ReadonlySet<string>): ReadonlySet<string> {
  return widened(items, wanted, (first, second) => needs(first, second))
}

/** The paths of `unwanted`, and of what can't be done without it. */
export function withNeedy(items: readonly PlanItem[], unwanted: ReadonlySet<string>): ReadonlySet<string> {
  return widened(items, unwanted, (first, second) => needs(second, first))
}

type Relation = (first: PlanItem, second: PlanItem) => boolean

/** `paths`, and every path that one of them leads to, upwards or downwards. */
function widened(items: readonly PlanItem[], paths: ReadonlySet<string>, leadsTo: Relation): ReadonlySet<string> {
  const byPath = new Map(items.map((item) => [item.difference.path, item]))
  const wide = new Set(paths)
  for (const item of items) {
    const { path } = item.difference
    for (const above of foldersAbove(path)) {
      const folder = byPath.get(above)
      if (folder && paths.has(path) && leadsTo(item, folder)) wide.add(above)
      if (folder && paths.has(above) && leadsTo(folder, item)) wide.add(path)
    }
  }
  return wide
}

/** One of the two is a folder, and the other in it. */
function needs(first: PlanItem, second: PlanItem): boolean {
  const isInside = first.difference.path.length > second.difference.path.length
  return sides.some((side) => {
    const does = (item: PlanItem, ...kinds: readonly Effect['kind'][]) =>
      effectsOf(item).some((effect) => 'to' in effect && effect.to === side && kinds.includes(effect.kind))
    return isInside
      ? does(first, 'copy', 'makeFolder') && does(second, 'makeFolder')
      : does(first, 'deleteFolder') && does(second, 'deleteFile', 'deleteFolder')
  })
}

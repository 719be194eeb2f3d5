/** In which order the rows of a plan are carried out: what makes room first, folders before what goes into them, deletions last. */

import { stateOn } from './difference.ts'
import { effectsOf, type Effect, type PlanItem } from './plan.ts'
import { foldersAbove } from './relativePath.ts'
import type { Side } from './side.ts'

/** Rows that don't depend on each other, and may be done at the same time. */
export type Step = readonly PlanItem[]

export function stepsOf(items: readonly PlanItem[]): readonly Step[] {
  const retyped = new Set(items.filter(isRetyping).map(targetKey))
  const isInsideRetyped = (item: PlanItem) => foldersOf(item).some((folder) => retyped.has(folder))
  const by = (kind: Effect['kind']) => items.filter((item) => lastEffect(item)?.kind === kind)
  const [roomFiles, otherFiles] = split(by('deleteFile'), isInsideRetyped)
  const [roomFolders, otherFolders] = split(by('deleteFolder'), isInsideRetyped)
  return [
    roomFiles,
    ...[...levels(roomFolders)].reverse(),
    ...levels(by('makeFolder')),
    largestFirst(by('copy')),
    by('keepBoth'),
    by('remember'),
    otherFiles,
    ...[...levels(otherFolders)].reverse(),
  ].filter((step) => step.length > 0)
}

/** The side and the path of what is changed there, as one text; undefined where both or none are. */
export function targetKey(item: PlanItem): string | undefined {
  const side = targetOf(item)
  return side && `${side} ${stateOn(item.difference, side).path}`
}

/** The same of the folders that it is in. */
export function foldersOf(item: PlanItem): readonly string[] {
  const side = targetOf(item)
  return side ? [...foldersAbove(stateOn(item.difference, side).path)].map((folder) => `${side} ${folder}`) : []
}

/** The side that is made like the other. */
export function targetOf({ decision }: PlanItem): Side | undefined {
  if (decision === 'up') return 'remote'
  return decision === 'down' ? 'local' : undefined
}

function isRetyping(item: PlanItem): boolean {
  const [first, second] = effectsOf(item)
  return first?.kind === 'deleteFolder' && second !== undefined
}

function lastEffect(item: PlanItem): Effect | undefined {
  return effectsOf(item).at(-1)
}

function split(items: readonly PlanItem[], isFirst: (item: PlanItem) => boolean): readonly [readonly PlanItem[], readonly PlanItem[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))]
}

/** By depth, the shallowest first. */
function levels(items: readonly PlanItem[]): readonly Step[] {
  const byDepth = new Map<number, PlanItem[]>()
  for (const item of items) {
    const depth = item.difference.path.split('/').length
    byDepth.set(depth, [...(byDepth.get(depth) ?? []), item])
  }
  return [...byDepth].sort(([a], [b]) => a - b).map(([, level]) => level)
}

/** The last one to be under way alone is then a small one. */
function largestFirst(items: readonly PlanItem[]): Step {
  return [...items].sort((a, b) => bytesOf(b) - bytesOf(a))
}

/** To be moved, as far as it is known. */
export function bytesOf(item: PlanItem): number {
  return effectsOf(item).reduce((sum, effect) => sum + ('bytes' in effect ? effect.bytes : 0), 0)
}

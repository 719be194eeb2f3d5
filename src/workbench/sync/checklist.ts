/**
 * A preview as a person works on it: which rows are ticked, which were decided otherwise, what came of those that were tried.
 * Nothing here is shown or carried out.
 */

import { isDeepStrictEqual } from 'node:util'
import type { Finding } from '../../sync/finding.ts'
import { decideEach } from '../../sync/makePlan.ts'
import type { ItemOutcome, Outcome } from '../../sync/outcome.ts'
import { effectsOf, type Decision, type PlanItem } from '../../sync/plan.ts'
import type { Preview } from '../../sync/preview.ts'
import { defaultSelection, isSomething } from '../../sync/summary.ts'
import { withNeeds, withNeedy } from './dependents.ts'

/** Why a row that was ticked is still there. */
export type Trouble = Exclude<ItemOutcome, { readonly kind: 'done' }>

/** One row. */
export interface Line {
  readonly item: PlanItem
  readonly isTicked: boolean
  /** True if a person has decided it otherwise than the plan did. */
  readonly isDecided: boolean
  readonly trouble?: Trouble
}

/** Rows, one after the other, that were decided alike. */
interface Decided {
  readonly decision: Decision
  readonly paths: string[]
}

export class Checklist {
  /** As it was found, without what has been carried out since. */
  private found: Preview
  private items: readonly PlanItem[]
  private readonly ticked: Set<string>
  private readonly decided = new Set<string>()
  private readonly troubles = new Map<string, Trouble>()
  private hasDone = false

  constructor(preview: Preview) {
    this.found = preview
    this.items = preview.plan.items
    this.ticked = new Set(defaultSelection(preview.plan).map(pathOf))
  }

  get preview(): Preview {
    return this.found
  }

  /** Without those that something done has made untrue. */
  get findings(): readonly Finding[] {
    return this.found.findings.filter(({ kind }) => !this.hasDone || (kind !== 'firstTime' && kind !== 'folderMissing'))
  }

  /** True if a person has unticked or decided something. */
  get isTouched(): boolean {
    return this.decided.size > 0 || this.unticked.length > 0
  }

  get lines(): readonly Line[] {
    return this.items.map((item) => this.lineOf(item))
  }

  /** What is ticked, and what only has to be remembered. */
  get chosen(): readonly PlanItem[] {
    return this.items.filter((item) => this.ticked.has(pathOf(item)) || isOnlyRemembered(item))
  }

  line(path: string): Line | undefined {
    const item = this.items.find(({ difference }) => difference.path === path)
    return item && this.lineOf(item)
  }

  /** With what has to go along: a file needs the folder it is in. Conflicts have to be decided instead. */
  tick(paths: Iterable<string>, isTicked: boolean): void {
    const asked = new Set(paths)
    const meant = isTicked ? withNeeds(this.items, asked) : withNeedy(this.items, asked)
    for (const item of this.items) {
      const path = pathOf(item)
      if (meant.has(path) && isTicked && canTick(item)) this.ticked.add(path)
      if (meant.has(path) && !isTicked) this.ticked.delete(path)
    }
  }

  /** Ticks the rows as well, or takes their ticks where nothing is left to do. */
  decide(paths: Iterable<string>, decision: Decision): void {
    const wanted = new Set(paths)
    this.items = decideEach(this.items, wanted, decision)
    for (const path of wanted) {
      this.decided.add(path)
      this.troubles.delete(path)
    }
    this.tick(wanted, decision !== 'leave')
  }

  /** What a person has said of an earlier look at the same, which is all there was to know about a row that is as it was. */
  takeOver(earlier: Checklist): void {
    for (const { paths, decision } of earlier.decisionsOn(this.items)) this.decide(paths, decision)
    this.tick(earlier.unticked, false)
  }

  /** Rows that are no longer wanted, and the ticks of what can't be done without them: a folder is not deleted that keeps something. */
  drop(isDropped: (path: string) => boolean): void {
    this.tick(this.items.map(pathOf).filter(isDropped), false)
    this.keepOnly((item) => !isDropped(pathOf(item)))
  }

  /**
   * Rows of a newer look at some paths take the place of those that were there; `isLookedAt` tells which these are. Such a look
   * finds the folders above as well: those are added where there was no row, and left as they were decided where there was.
   */
  replace(newer: Preview, isLookedAt: (path: string) => boolean): void {
    this.keepOnly((item) => !isLookedAt(pathOf(item)))
    const kept = new Set(this.items.map(pathOf))
    const added = newer.plan.items.filter((item) => !kept.has(pathOf(item)))
    this.found = { ...this.found, plan: { ...this.found.plan, items: [...this.found.plan.items, ...added].sort(byPath) } }
    this.items = [...this.items, ...added].sort(byPath)
    this.tick(defaultSelection({ ...newer.plan, items: added }).map(pathOf), true)
  }

  /** What is done leaves; the others stay, with what was in the way. */
  settle({ items }: Pick<Outcome, 'items'>): void {
    const done = new Set(items.filter(({ kind }) => kind === 'done').map(({ item }) => pathOf(item)))
    this.hasDone ||= done.size > 0
    for (const outcome of items) if (outcome.kind !== 'done') this.troubles.set(pathOf(outcome.item), outcome)
    this.keepOnly((item) => !done.has(pathOf(item)))
  }

  /** What would be ticked if nobody had said otherwise. */
  private get unticked(): readonly string[] {
    const meant = new Set([...this.decided, ...defaultSelection(this.found.plan).map(pathOf)])
    return this.items.map(pathOf).filter((path) => meant.has(path) && !this.ticked.has(path))
  }

  /** For those of `items` that are as they were here: a folder before what is in it, which can be decided otherwise. */
  private decisionsOn(items: readonly PlanItem[]): readonly Decided[] {
    const newer = new Map(items.map((item) => [pathOf(item), item]))
    const runs: Decided[] = []
    for (const item of this.items) {
      const path = pathOf(item)
      if (!this.decided.has(path) || !isAsItWas(item, newer.get(path))) continue
      const last = runs.at(-1)
      if (last?.decision === item.decision) last.paths.push(path)
      else runs.push({ decision: item.decision, paths: [path] })
    }
    return runs
  }

  private lineOf(item: PlanItem): Line {
    const path = pathOf(item)
    const trouble = this.troubles.get(path)
    return { item, isTicked: this.ticked.has(path), isDecided: this.decided.has(path), ...(trouble && { trouble }) }
  }

  private keepOnly(isKept: (item: PlanItem) => boolean): void {
    for (const item of this.items) if (!isKept(item)) this.forget(pathOf(item))
    this.items = this.items.filter(isKept)
    this.found = { ...this.found, plan: { ...this.found.plan, items: this.found.plan.items.filter(isKept) } }
  }

  private forget(path: string): void {
    this.ticked.delete(path)
    this.decided.delete(path)
    this.troubles.delete(path)
  }
}

function pathOf({ difference }: PlanItem): string {
  return difference.path
}

/** On both sides; what was remembered of it says nothing else. */
function isAsItWas({ difference, reason }: PlanItem, newer: PlanItem | undefined): boolean {
  if (newer?.reason !== reason) return false
  return isDeepStrictEqual([difference.local, difference.remote], [newer.difference.local, newer.difference.remote])
}

/** Anything that is to be carried out: not what waits for a decision, and not what is left alone. */
export function canTick(item: PlanItem): boolean {
  return !item.isConflict && isSomething(item) && !isOnlyRemembered(item)
}

/** Nobody has to be asked about that. */
function isOnlyRemembered(item: PlanItem): boolean {
  return !item.isConflict && effectsOf(item).every(({ kind }) => kind === 'remember')
}

/** A folder before what is in it, and that before the folder's next sibling. */
function byPath(a: PlanItem, b: PlanItem): number {
  const [one, other] = [a, b].map((item) => pathOf(item).replaceAll('/', '\u0000'))
  return one === other ? 0 : (one ?? '') < (other ?? '') ? -1 : 1
}

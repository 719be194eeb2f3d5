/** What came of a plan, row by row. */

import type { PlanItem } from './plan.ts'

export type ItemOutcome =
  | { readonly kind: 'done'; readonly item: PlanItem; readonly bytes: number }
  /** It isn't any more what the plan was made for: nothing was done with it. */
  | { readonly kind: 'changedSincePreview'; readonly item: PlanItem }
  /** There was no consent to do it. */
  | { readonly kind: 'refused'; readonly item: PlanItem }
  | { readonly kind: 'failed'; readonly item: PlanItem; readonly error: Error }

export interface Outcome {
  readonly items: readonly ItemOutcome[]
  /** True if it was cancelled before all was done: the rest of the plan still holds. */
  readonly isCancelled: boolean
  /** Names what can be undone; undefined if nothing was changed, or nothing is kept for an undo. */
  readonly undoId?: string
}

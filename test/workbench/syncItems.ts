/** Rows of a plan, written down in short. */

import type { Entry } from '../../src/base/entry.ts'
import type { Change, State } from '../../src/sync/difference.ts'
import type { PlanItem, Reason } from '../../src/sync/plan.ts'
import type { Preview } from '../../src/sync/preview.ts'
import { nameOf } from '../../src/sync/relativePath.ts'

interface Sketch extends Partial<Pick<PlanItem, 'decision' | 'isConflict'>> {
  readonly local?: Change
  readonly remote?: Change
  readonly type?: Entry['type']
}

/** A file that is as it was agreed on, but for what `sketch` says. */
export function planItem(path: string, reason: Reason, sketch: Sketch = {}): PlanItem {
  const { local = 'same', remote = 'same', type = 'file', decision = 'leave', isConflict = false } = sketch
  const difference = { path, local: state(path, local, type), remote: state(path, remote, type), isEqual: reason === 'equal' }
  return { difference, decision, reason, isConflict }
}

export function previewOf(...items: readonly PlanItem[]): Preview {
  return { plan: { direction: 'up', items }, findings: [], unusable: [], leftOut: new Map() }
}

function state(path: string, change: Change, type: Entry['type']): State {
  const isThere = !['absent', 'deleted', 'unknown'].includes(change)
  return { path, change, ...(isThere && { entry: { name: nameOf(path), type, size: 4 } }) }
}

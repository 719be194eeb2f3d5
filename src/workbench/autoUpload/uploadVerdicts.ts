/**
 * What a preview in the direction `up` says of files that are to be uploaded without anybody looking: only what was changed or
 * made here goes, and only where nobody has changed it there. Everything else is left to a person.
 */

import { effectsOf, type PlanItem } from '../../sync/plan.ts'
import type { Preview } from '../../sync/preview.ts'
import { withNeeds } from '../sync/dependents.ts'

export interface UploadVerdicts {
  readonly uploads: readonly PlanItem[]
  /** Folders that the uploads need, and files found alike, to be remembered. */
  readonly along: readonly PlanItem[]
  readonly conflicts: readonly PlanItem[]
  /** Nothing is to be done with these: alike, or changed on the server only. */
  readonly untouched: readonly PlanItem[]
}

export function verdictsOn({ plan }: Pick<Preview, 'plan'>, paths: Iterable<string>): UploadVerdicts {
  const wanted = new Set(paths)
  const items = plan.items.filter(({ difference }) => wanted.has(difference.path))
  const conflicts = items.filter(isConflict)
  const uploads = items.filter((item) => !isConflict(item) && isUpload(item))
  const untouched = items.filter((item) => !isConflict(item) && !isUpload(item))
  const uploaded = new Set(uploads.map(({ difference }) => difference.path))
  const needed = withNeeds(plan.items, uploaded)
  const folders = plan.items.filter(({ difference: { path } }) => needed.has(path) && !uploaded.has(path))
  return {
    uploads,
    along: [...folders, ...untouched.filter(({ decision }) => decision === 'agree')],
    conflicts,
    untouched,
  }
}

/** Also what a plan would replace although it is not what was agreed on. */
function isConflict(item: PlanItem): boolean {
  return item.isConflict || (isUpload(item) && replacesOthersWork(item))
}

function isUpload({ decision, difference }: PlanItem): boolean {
  const { change, entry } = difference.local
  return decision === 'up' && entry?.type === 'file' && (change === 'new' || change === 'changed')
}

function replacesOthersWork(item: PlanItem): boolean {
  const isCopy = effectsOf(item).every(({ kind }) => kind === 'copy')
  return !isCopy || (item.difference.remote.entry !== undefined && item.difference.remote.change !== 'same')
}

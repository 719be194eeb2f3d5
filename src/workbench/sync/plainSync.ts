/** Whether a sync can go on without having been looked at: when nobody could want to be asked about anything in it. */

import type { Mapping } from '../../sites/mapping.ts'
import type { Finding } from '../../sync/finding.ts'
import type { Direction } from '../../sync/plan.ts'
import type { Preview } from '../../sync/preview.ts'
import { consentsNeeded } from '../../sync/summary.ts'

export interface PlainOptions {
  readonly alwaysPreview: boolean
  /** Somebody named the very files or folders: then that they were never in step is no surprise. */
  readonly isScoped: boolean
}

/** A `SyncRequest`. */
interface Directed {
  readonly direction: Direction
  readonly mapping: { readonly mapping: Pick<Mapping, 'direction'> }
}

/** Only uploads and downloads that take nothing away, no conflict, and nothing that was noticed. */
export function isPlain({ plan, findings, unusable }: Preview, { alwaysPreview, isScoped }: PlainOptions): boolean {
  const { overwriteNewer, deleteRemote, deleteLocal } = consentsNeeded(plan.items)
  const isHarmless = !overwriteNewer && !deleteRemote && !deleteLocal && !plan.items.some(({ isConflict }) => isConflict)
  const isQuiet = unusable.length === 0 && findings.every((finding) => isScoped && isOfTheFirstTime(finding))
  return !alwaysPreview && isHarmless && isQuiet
}

/** True if a side is changed that the mapping leaves as it is. */
export function goesAgainst({ direction, mapping }: Directed): boolean {
  const usual = mapping.mapping.direction
  return usual !== 'both' && usual !== direction
}

function isOfTheFirstTime({ kind }: Finding): boolean {
  return kind === 'firstTime'
}

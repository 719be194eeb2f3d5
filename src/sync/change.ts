/** What has become of a path on one side since the two last agreed. Where that isn't plain, it is a doubt. */

import { sameTime, type Entry, type TimePrecision, type Timestamp } from '../base/entry.ts'
import type { AgreedEntry, AgreedFile, Trace } from './agreed.ts'
import type { Change } from './difference.ts'
import type { Side } from './side.ts'

/** `unclear`: a file of the agreed size, and only a closer look tells. */
export type ApparentChange = Change | 'unclear'

/** `isCertain`: false if what isn't seen may be there all the same. */
export function changeOn(side: Side, agreed: AgreedEntry | undefined, entry: Entry | undefined, isCertain: boolean): ApparentChange {
  if (!entry) return isCertain ? (agreed ? 'deleted' : 'absent') : 'unknown'
  if (!agreed) return 'new'
  if (agreed.kind !== entry.type) return 'retyped'
  return agreed.kind === 'folder' ? 'same' : fileChange(side, agreed, entry)
}

function fileChange(side: Side, agreed: AgreedFile, entry: Entry): ApparentChange {
  const trace = agreed[side]
  const size = exactSizeOf(entry)
  if (size !== undefined && size !== trace.size) return 'changed'
  // What is unpacked or built gets the time it is told: all of npm's files are of 26 October 1985.
  const isTouched = entry.changedAt !== undefined && entry.changedAt > trace.seenAt
  return size !== undefined && !isTouched && isTimeProof(trace, entry.modified) ? 'same' : 'unclear'
}

/** Bytes; undefined where the server doesn't say, or only about. */
export function exactSizeOf({ size, isApproximateSize }: Entry): number | undefined {
  return isApproximateSize ? undefined : size
}

const dayMs = 86_400_000

/**
 * What is written while a time unit lasts gets the same time as what was seen in it. So for so long after its time a file proves
 * nothing. Servers' clocks and time zones may be wrong by a day, or by seconds; the local ones tick in steps of up to two seconds
 * (FAT).
 */
const graceMs: Readonly<Record<TimePrecision, number>> = { millisecond: 2000, second: 5000, minute: dayMs, day: 2 * dayMs }

/** True if a file with that time can only be the one that `trace` is of. */
export function isTimeProof({ modified, seenAt }: Trace, found: Timestamp | undefined): boolean {
  if (!modified || !found || !sameTime(modified, found)) return false
  return Math.abs(seenAt - modified.ms) > Math.max(graceMs[modified.precision], graceMs[found.precision])
}

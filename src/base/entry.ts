/** What a folder's listing says of one name, wherever the folder is. */

export type EntryType = 'file' | 'folder' | 'link' | 'other'

export type TimePrecision = 'day' | 'minute' | 'second' | 'millisecond'

/** A point in time with how exactly it is known: a listing may say only the day. */
export interface Timestamp {
  /** Milliseconds since 1970, UTC, rounded down to the precision. */
  readonly ms: number
  readonly precision: TimePrecision
}

export interface Entry {
  /** One path segment. What the site's charset can't read of it are raw bytes, see `rawText.ts`. */
  readonly name: string
  readonly type: EntryType
  /** Bytes, where known. */
  readonly size?: number
  /** The size was counted in blocks or rounded to a unit: to be shown, and no transfer to be measured by it. */
  readonly isApproximateSize?: true
  readonly modified?: Timestamp
  /**
   * When this computer last changed anything about a file, be it only its name or its mode; in milliseconds since 1970. An edit that
   * gives the file its old time again is told by it.
   */
  readonly changedAt?: number
  /** As the server wrote it: `rw-r--r--`, or an MLSD `perm` fact. */
  readonly permissions?: string
  readonly owner?: string
  readonly group?: string
  /** Where a link points, as the server wrote it. */
  readonly linkTarget?: string
  /** Why the name can't be used in a command (it doesn't survive decoding, or holds a separator). Shown, never acted on. */
  readonly unusable?: string
  /** The name's bytes, where they aren't UTF-8, no charset was named, and `name` shows them one character each. */
  readonly rawName?: Uint8Array
}

const precisionMs: Record<TimePrecision, number> = { day: 86_400_000, minute: 60_000, second: 1000, millisecond: 1 }

/** True if both could be the same moment, at the coarser of the two precisions. */
export function sameTime(a: Timestamp, b: Timestamp): boolean {
  const step = Math.max(precisionMs[a.precision], precisionMs[b.precision])
  return Math.floor(a.ms / step) === Math.floor(b.ms / step)
}

/**
 * Whether a place still is what the plan was made for, looked up right before it is touched. Times are compared with what the same
 * side said before.
 */

import { sameTime, type Entry, type Timestamp } from '../base/entry.ts'
import { FileError } from '../files/fileError.ts'
import type { OperationOptions } from '../files/fileSystem.ts'
import type { AgreedEntry } from './agreed.ts'
import { exactSizeOf } from './change.ts'
import type { State } from './difference.ts'
import { foldersAbove } from './relativePath.ts'
import { placeOf, type Replica, type Side } from './side.ts'

/** It isn't any more what the plan was made for. */
export class ChangedSince extends Error {
  override readonly name = 'ChangedSince'

  constructor(path: string) {
    super(`${path} has changed since the preview.`)
  }
}

/** True if `now` can be what the plan saw. */
export function isAsSeen({ entry, change }: State, now: Entry | undefined, agreed: AgreedEntry | undefined, side: Side): boolean {
  if (!entry || !now) return entry === now
  if (entry.type !== now.type) return false
  if (entry.type !== 'file') return entry.type === 'folder'
  if (!mayBeSameSize(exactSizeOf(entry), exactSizeOf(now))) return false
  const trace = change === 'same' && agreed?.kind === 'file' ? agreed[side] : undefined
  return isSameMoment(trace?.modified, now.modified) || mayBeSameTime(entry.modified, now.modified)
}

function mayBeSameSize(a: number | undefined, b: number | undefined): boolean {
  return a === undefined || b === undefined || a === b
}

/** To the second, known of both. */
export function isSameMoment(a: Timestamp | undefined, b: Timestamp | undefined): boolean {
  return a !== undefined && b !== undefined && isExact(a) && isExact(b) && sameTime(a, b)
}

function mayBeSameTime(seen: Timestamp | undefined, now: Timestamp | undefined): boolean {
  return !seen || !now || sameTime(seen, now) || isOtherZone(seen, now)
}

const minuteMs = 60_000
const zoneStepMs = 15 * minuteMs
const maxZoneMs = 26 * 60 * minuteMs

/** A listing has the server's local time to the minute, where what the server says of one file is UTC to the second (IIS). */
function isOtherZone(seen: Timestamp, now: Timestamp): boolean {
  if (isExact(seen) || !isExact(now)) return false
  const apart = Math.floor(now.ms / minuteMs) * minuteMs - seen.ms
  return seen.precision === 'day' ? Math.abs(apart) <= 2 * maxZoneMs : Math.abs(apart) <= maxZoneMs && apart % zoneStepMs === 0
}

function isExact({ precision }: Timestamp): boolean {
  return precision === 'second' || precision === 'millisecond'
}

/** True if both looks can have seen one and the same file. */
export function isSameLook(a: Entry, b: Entry | undefined): boolean {
  return (
    a.type === b?.type && mayBeSameSize(exactSizeOf(a), exactSizeOf(b)) && (!a.modified || !b.modified || sameTime(a.modified, b.modified))
  )
}

/** Throws if one of the folders on the way to `path` is a link: what is written would end up elsewhere. */
export async function assertNoLinkAbove(replica: Replica, path: string, asking: OperationOptions): Promise<void> {
  const folders = [...foldersAbove(path)].map((folder) => placeOf(replica, folder))
  if (folders.length === 0) return
  const entries = await replica.files.examine(folders, asking)
  const index = entries.findIndex((entry) => entry?.type === 'link')
  const link = folders[index]
  if (link !== undefined) throw new FileError('link', link, `${link} is a link: nothing is written to where it leads.`)
}

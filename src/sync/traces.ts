/**
 * How a side will describe a file that was just agreed on. A time that may not be that of the agreed bytes is left out: then a
 * later comparison looks at the bytes themselves, where a wrong one would hide an edit.
 */

import { sameTime, type Entry, type Timestamp } from '../base/entry.ts'
import { isFileError } from '../files/fileError.ts'
import type { FileStat } from '../files/fileSystem.ts'
import type { Trace } from './agreed.ts'
import { exactSizeOf } from './change.ts'
import { isSameLook } from './precondition.ts'
import type { Side } from './side.ts'

export function traceOfLook({ modified }: Entry, size: number, seenAt: number): Trace {
  return { size, seenAt, ...(modified && { modified }) }
}

/** Of a file that `bytes` were read from, between a look before and one after. */
export function traceOfSource(before: Entry, after: Entry | undefined, bytes: number, seenAt: number): Trace {
  const isUnchanged = isSameLook(before, after) && (exactSizeOf(before) ?? bytes) === bytes
  return isUnchanged ? traceOfLook(before, bytes, seenAt) : { size: bytes, seenAt }
}

/** Of a file that was written just now, with the time `given` where the side can keep one. */
export async function traceOfCopy(
  side: Side,
  stat: FileStat,
  given: Timestamp | undefined,
  bytes: number,
  now: () => number,
  look: () => Promise<Entry | undefined>,
): Promise<Trace> {
  const found = side === 'remote' && !isExact(stat.modified) ? await moreExactly(stat, look) : stat
  const seenAt = now()
  const isOurs = found.size === undefined || found.size === bytes
  // This computer keeps the time that is given: another one is that of an edit, made in this very moment.
  const isEdited = side === 'local' && given !== undefined && found.modified !== undefined && !sameTime(given, found.modified)
  return { size: bytes, seenAt, ...(isOurs && !isEdited && found.modified && { modified: found.modified }) }
}

async function moreExactly(stat: FileStat, look: () => Promise<Entry | undefined>): Promise<Pick<FileStat, 'size' | 'modified'>> {
  try {
    const entry = await look()
    const size = entry && exactSizeOf(entry)
    return entry?.type === 'file' ? { ...(size !== undefined && { size }), ...(entry.modified && { modified: entry.modified }) } : {}
  } catch (error) {
    if (!isFileError(error)) throw error
    return stat // the file is there; only its time isn't known as well as it could be
  }
}

function isExact(time: Timestamp | undefined): boolean {
  return time?.precision === 'second' || time?.precision === 'millisecond'
}

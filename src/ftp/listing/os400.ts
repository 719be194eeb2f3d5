/**
 * IBM i (OS/400) in its own format, LISTFMT 0: owner, size, date, time, type, name in columns of which the first four may be
 * blank. `BAILEYSE     5263360 06/11/97 12:27:39 *FILE     BPTFSAVF`.
 *
 * Only of a stream file is the size what it holds; of other objects it is what they take up.
 *
 * The order of the date is the server job's: year first, month first or day first, and only the whole listing may tell.
 */

import type { EntryType, Timestamp } from '../../base/entry.ts'
import type { Dialect, ParsedLine } from './dialect.ts'
import { parseClock, parseShortDate, timeOf, type DateOrder } from './times.ts'

const linePattern =
  /^(?:([^ \t*]+)(?=[ \t]))?[ \t]*(?:(\d{1,15})[ \t]+)?(?:(\d{2,4}[/.,-]\d\d[/.,-]\d{2,4})[ \t]+(\d\d[:.,]\d\d[:.,]\d\d)[ \t]+)?\*([A-Z][A-Z0-9]{1,8})[ \t]+([^ \t].*)$/s

export const os400: Dialect = { parseLine: (line) => parseOs400Line(line, 'ymd') }
export const os400MonthFirst: Dialect = { parseLine: (line) => parseOs400Line(line, 'mdy') }
export const os400DayFirst: Dialect = { parseLine: (line) => parseOs400Line(line, 'dmy') }

export function parseOs400Line(line: string, order: DateOrder): ParsedLine {
  const match = linePattern.exec(line)
  if (!match) return undefined
  const [, owner, size, date, time, kind = '', rest = ''] = match
  const modified = date === undefined ? undefined : readTime(date, time ?? '', order)
  if (date !== undefined && !modified) return undefined
  const name = nameOf(rest)
  if (name === '.' || name === '..') return 'skip'
  return {
    name,
    type: entryType(kind, rest),
    ...(size !== undefined && { size: Number(size) }),
    ...(size !== undefined && !kind.endsWith('STMF') && { isApproximateSize: true }),
    ...(modified && { modified }),
    ...(owner !== undefined && { owner }),
  }
}

function readTime(date: string, time: string, order: DateOrder): Timestamp | undefined {
  const day = parseShortDate(date.replaceAll(',', '-'), order)
  const clock = parseClock(time.replace(/[.,]/g, ':'))
  return day && clock && timeOf(day, clock)
}

/** A folder ends with a slash; some releases write the whole path. `FILE/MEMBER` stays as it is: a member isn't in this folder. */
function nameOf(rest: string): string {
  const name = rest.replace(/\/$/, '')
  return name.startsWith('/') ? name.slice(name.lastIndexOf('/') + 1) : name
}

/** A database file is a folder of members where names have the suffix for it; a save file isn't. */
function entryType(kind: string, rest: string): EntryType {
  if (rest.endsWith('/') || ['DIR', 'DDIR', 'LIB', 'FLR'].includes(kind)) return 'folder'
  if (kind === 'FILE') return /\.FILE$/i.test(rest) ? 'folder' : 'file'
  if (['STMF', 'DSTMF', 'DOC', 'MEM', 'MBR'].includes(kind)) return 'file'
  return kind === 'SYMLNK' ? 'link' : 'other'
}

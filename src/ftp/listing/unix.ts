/**
 * `ls -l` as most servers print it: `-rw-r--r--   1 owner  group    12345 Mar  2 15:13 a name`.
 *
 * Between the size and the name stands the date, and exactly one blank ends it: further blanks belong to the name. Dates
 * without a year are within the last twelve months, with a day's grace for the server's clock.
 */

import type { Entry, EntryType, Timestamp } from '../../base/entry.ts'
import type { ParsedLine } from './facts.ts'

// Words and the blanks behind them, in turn: a run of blanks can be split in one way only, so a line takes linear time.
const linePattern =
  /^\s*([-bcdlpsD])([-rwxsStTlL]{8,9})[+.@]?\s*(?:\d+\s+)?((?:\S+\s+)*?)(\d{1,15}|\d+,\s*\d+)\s+(?:([A-Za-z]{3})\s+(\d{1,2})\s+(\d{1,2}:\d\d|\d{4})|(\d{4})-(\d\d)-(\d\d)\s+(\d\d:\d\d)) (.+)$/s

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const dayMs = 86_400_000

export function parseUnixLine(line: string, now: Date): ParsedLine {
  if (/^total \d+\s*$/.test(line)) return 'skip'
  const match = linePattern.exec(line)
  if (!match) return undefined
  const [, kind = '', mode = '', people = '', size = '', month, day, yearOrTime, isoYear, isoMonth, isoDay, isoTime, rest = ''] = match
  const modified =
    month === undefined
      ? dateOf(Number(isoYear), Number(isoMonth) - 1, Number(isoDay), isoTime)
      : listedDate(months.indexOf(month.toLowerCase()), Number(day), yearOrTime ?? '', now)
  if (!modified) return undefined
  const type = entryType(kind)
  const { name, linkTarget } = type === 'link' ? splitLink(rest) : { name: rest }
  if (name === '.' || name === '..') return 'skip'
  const entry: Entry = { name, type, modified, permissions: kind + mode, ...ownership(people) }
  return {
    ...entry,
    ...(/^\d+$/.test(size) && { size: Number(size) }), // devices have `major, minor` there
    ...(linkTarget !== undefined && { linkTarget }),
  }
}

function entryType(kind: string): EntryType {
  return kind === '-' ? 'file' : kind === 'd' ? 'folder' : kind === 'l' ? 'link' : 'other'
}

function splitLink(text: string): { name: string; linkTarget?: string } {
  const arrow = text.indexOf(' -> ')
  return arrow < 0 ? { name: text } : { name: text.slice(0, arrow), linkTarget: text.slice(arrow + 4) }
}

/** Both may hold blanks; where there are more than two words nothing tells whose they are. */
function ownership(people: string): { owner?: string; group?: string } {
  const [owner, group, ...others] = people.trim().split(/\s+/)
  if (owner === undefined || owner === '' || others.length > 0) return {}
  return group === undefined ? { owner } : { owner, group }
}

function listedDate(month: number, day: number, yearOrTime: string, now: Date): Timestamp | undefined {
  if (month < 0) return undefined
  if (!yearOrTime.includes(':')) return dateOf(Number(yearOrTime), month, day)
  const thisYear = dateOf(now.getUTCFullYear(), month, day, yearOrTime)
  if (thisYear && thisYear.ms <= now.getTime() + dayMs) return thisYear
  return dateOf(now.getUTCFullYear() - 1, month, day, yearOrTime)
}

/** Taken as UTC: the server's zone is not in the listing. Undefined for a day that doesn't exist. */
function dateOf(year: number, month: number, day: number, time?: string): Timestamp | undefined {
  const [hour = 0, minute = 0] = (time ?? '0:0').split(':').map(Number)
  const date = new Date(Date.UTC(year, month, day, hour, minute))
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day || hour > 23 || minute > 59) return undefined
  return { ms: date.getTime(), precision: time === undefined ? 'day' : 'minute' }
}

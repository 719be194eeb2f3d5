/** Listings of IIS and other Windows servers: `07-17-13  02:43PM       <DIR>          name` or a size in place of `<DIR>`. */

import type { ParsedLine } from './facts.ts'

const linePattern =
  /^\s*(\d{1,2})-(\d{1,2})-(\d{2}|\d{4})\s+(\d{1,2}):([0-5]\d)(?:\s*([AP]M))?\s+(?:<(DIR|JUNCTION|SYMLINKD?)>|(\d[\d,.]{0,14}))\s+(\S.*)$/is

export function parseDosLine(line: string): ParsedLine {
  const match = linePattern.exec(line)
  if (!match) return undefined
  const [, month, day, year = '', hour, minute, half, kind, size, name = ''] = match
  if (name === '.' || name === '..') return 'skip'
  const ms = Date.UTC(fullYear(year), Number(month) - 1, Number(day), hourOf(Number(hour), half), Number(minute))
  const date = new Date(ms)
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined
  const type = kind === undefined ? 'file' : kind.toUpperCase() === 'DIR' ? 'folder' : 'link'
  return {
    name,
    type,
    modified: { ms, precision: 'minute' },
    ...(size !== undefined && { size: Number(size.replace(/[,.]/g, '')) }),
  }
}

/** Two digits: FTP is from 1971, so 70 to 99 are of the last century. */
function fullYear(year: string): number {
  if (year.length === 4) return Number(year)
  return Number(year) + (Number(year) >= 70 ? 1900 : 2000)
}

/** 12 AM is midnight, 12 PM noon; without a half of the day the clock has 24 hours. */
function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0)
}

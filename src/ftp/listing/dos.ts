/** Listings of IIS and other Windows servers: `07-17-13  02:43PM       <DIR>          name` or a size in place of `<DIR>`. */

import type { Dialect, ParsedLine } from './dialect.ts'
import { parseClock, parseShortDate, timeOf, type DateOrder } from './times.ts'

const linePattern =
  /^[ \t]*(\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4})[ \t]+(\d{1,2}:\d\d(?::\d\d)?(?:[ \t]*[AP]M|[AP])?)[ \t]+(?:<(DIR|JUNCTION|SYMLINKD?)>|(\d[\d,.]{0,20}))[ \t]+([^ \t].*)$/is

// IIS has the name in a column of its own: blanks from there on belong to it.
const iisPattern = /^\d\d-\d\d-\d{2,4} {2}\d\d:\d\d[AP]M(?: {7}<DIR> {10}| [ \d]{20} )(.*)$/s

// Above and below what DIR prints.
const frame = /^ *(?:Volume in drive |Volume Serial Number is |Directory of |\d+ File\(s\)|\d+ Dir\(s\))/i

export const dos: Dialect = { parseLine: (line) => parseDosLine(line) }

/** Outside America the day may come first. */
export const dosDayFirst: Dialect = { parseLine: (line) => parseDosLine(line, 'dmy') }

export function parseDosLine(line: string, order: DateOrder = 'mdy'): ParsedLine {
  const match = linePattern.exec(line)
  if (!match) return frame.test(line) ? 'skip' : undefined
  const [, date = '', time = '', kind, digits, shown = ''] = match
  const rest = iisPattern.exec(line)?.[1] ?? shown
  if (rest === '.' || rest === '..') return 'skip'
  const day = parseShortDate(date, order)
  const clock = parseClock(time.replace(/[ \t]+/, ''))
  const modified = day && clock && timeOf(day, clock)
  if (!modified) return undefined
  if (kind === undefined) return { name: rest, type: 'file', modified, ...sizeOf(digits ?? '') }
  if (kind.toUpperCase() === 'DIR') return { name: rest, type: 'folder', modified }
  return { ...splitLink(rest), type: 'link', modified }
}

function sizeOf(digits: string): { size?: number } {
  const size = Number(digits.replace(/[,.]/g, ''))
  return Number.isSafeInteger(size) ? { size } : {}
}

/** DIR shows where a link leads, `now [C:\pub]`; IIS doesn't. */
function splitLink(rest: string): { name: string; linkTarget?: string } {
  const [, name, linkTarget] = /^([^[]+) \[([^\]]+)\]$/.exec(rest) ?? []
  return name === undefined || linkTarget === undefined ? { name: rest } : { name, linkTarget }
}

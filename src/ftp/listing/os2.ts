/** OS/2: size, attributes or `DIR`, then a date that may count years from 1900: `     0           DIR   11-25-97   09:42  junk`. */

import type { Dialect, ParsedLine } from './dialect.ts'
import { sizeOf } from './sizes.ts'
import { parseClock, parseShortDate, timeOf } from './times.ts'

const linePattern =
  /^[ \t]*(\d{1,15})[ \t]+([A-Z]{1,5}[ \t]+)?(DIR[ \t]+)?(\d\d-\d\d-\d{2,4})[ \t]+(\d{1,2}:\d\d(?::\d\d)?)[ \t]+([^ \t].*)$/s

export const os2: Dialect = { parseLine: parseOs2Line }

export function parseOs2Line(line: string): ParsedLine {
  const match = linePattern.exec(line)
  if (!match) return undefined
  const [, digits = '', attributes = '', folder, date = '', time = '', name = ''] = match
  if (name === '.' || name === '..') return 'skip'
  const [day, clock] = [parseShortDate(date), parseClock(time)]
  const modified = day && clock && timeOf(day, clock)
  const size = sizeOf(digits)
  const isFolder = folder !== undefined || attributes.trim() === 'DIR'
  return modified && { name, type: isFolder ? 'folder' : 'file', modified, ...(size !== undefined && { size }) }
}

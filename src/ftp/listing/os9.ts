/** Microware OS-9's `dir -e`: owner, date (year first), time, attributes, sector, size, name. `0.0  01/03/13 0950   d-ewrewr  1A2B  1024 CMDS`. */

import type { Dialect, ParsedLine } from './dialect.ts'
import { sizeOf } from './sizes.ts'
import { parseClock, parseShortDate, timeOf } from './times.ts'

const linePattern =
  /^[ \t]*(\d{1,5})\.(\d{1,5})[ \t]+(\d{2,4}\/\d\d\/\d\d)[ \t]+(\d\d):?(\d\d)[ \t]+([-dsewrp]{8})[ \t]+[0-9A-F]{1,8}[ \t]+(\d{1,15})[ \t]+([^ \t].*)$/is
const heading = /^[ \t]*(?:Directory of |Owner[ \t]+Last modified|-{5,}[ \t]+-{5,})/i

export const os9: Dialect = { parseLine: parseOs9Line }

export function parseOs9Line(line: string): ParsedLine {
  const match = linePattern.exec(line)
  if (!match) return heading.test(line) ? 'skip' : undefined
  const [, group = '', owner = '', date = '', hour = '', minute = '', permissions = '', digits = '', name = ''] = match
  if (name === '.' || name === '..') return 'skip'
  const [day, clock] = [parseShortDate(date, 'ymd'), parseClock(`${hour}:${minute}`)]
  const modified = day && clock && timeOf(day, clock)
  const size = sizeOf(digits)
  const type = permissions.toLowerCase().startsWith('d') ? 'folder' : 'file'
  return modified && { name, type, modified, permissions, owner, group, ...(size !== undefined && { size }) }
}

/** HP NonStop (Guardian): name, `O` if open, file code, bytes, date, time, owner's group and user, security. `ALLTEST  101  528  6-Apr-07 14:21:18 255,255 "oooo"`. */

import type { Dialect, ParsedLine } from './dialect.ts'
import { sizeOf } from './sizes.ts'
import { parseClock, parseShortDate, timeOf } from './times.ts'

const linePattern =
  /^[ \t]*([^ \t]{1,32})[ \t]+(?:O[ \t]+)?\d{1,5}[A-Z+]{0,3}[ \t]+(\d{1,15})[ \t]+(\d{1,2}-[a-z]{3}-\d{2,4})[ \t]+(\d{1,2}:\d\d:\d\d)[ \t]+(\d{1,3}),[ \t]*(\d{1,3})[ \t]+"?([^ \t"]{1,8})"?[ \t]*$/i
const heading = /^[ \t]*(?:File[ \t]+Code[ \t]+EOF|\$\w+\.\w+[ \t]*$)/i

export const nonStop: Dialect = { parseLine: parseNonStopLine }

export function parseNonStopLine(line: string): ParsedLine {
  const match = linePattern.exec(line)
  if (!match) return heading.test(line) ? 'skip' : undefined
  const [, name = '', digits = '', date = '', time = '', group = '', owner = '', permissions = ''] = match
  const [day, clock] = [parseShortDate(date), parseClock(time)]
  const modified = day && clock && timeOf(day, clock)
  const size = sizeOf(digits)
  return modified && { name, type: 'file', modified, permissions, owner, group, ...(size !== undefined && { size }) }
}

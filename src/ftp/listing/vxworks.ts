/** VxWorks' `ls` long form: `     512    Jan-01-1980  00:00:00   bin               <DIR>`. */

import type { Dialect, ParsedLine } from './dialect.ts'
import { sizeOf } from './sizes.ts'
import { parseClock, parseShortDate, timeOf } from './times.ts'
import { trimBlanksEnd } from './words.ts'

const linePattern = /^[ \t]*(\d{1,15})[ \t]+([a-z]{3}-\d\d-\d{4})[ \t]+(\d\d:\d\d:\d\d)[ \t]+([^ \t].*)$/is
const heading = /^[ \t]*(?:size[ \t]+date[ \t]+time[ \t]+name|-{4,}[ \t]+-{4,}[ \t]+-{4,})/i

export const vxworks: Dialect = { parseLine: parseVxworksLine }

export function parseVxworksLine(line: string): ParsedLine {
  const match = linePattern.exec(line)
  if (!match) return heading.test(line) ? 'skip' : undefined
  const [, digits = '', date = '', time = '', rest = ''] = match
  const trimmed = trimBlanksEnd(rest)
  const isFolder = trimmed.endsWith('<DIR>')
  const name = isFolder ? trimBlanksEnd(trimmed.slice(0, -5)) : rest
  if (name === '.' || name === '..') return 'skip'
  const [day, clock] = [parseShortDate(date), parseClock(time)]
  const modified = day && clock && timeOf(day, clock)
  const size = sizeOf(digits)
  if (!modified || name === '') return undefined
  return { name, type: isFolder ? 'folder' : 'file', modified, ...(size !== undefined && { size }) }
}

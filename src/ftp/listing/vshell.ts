/** VShell: `206876  Apr 04, 2000 21:06 name`, a folder's name with a slash behind it. */

import type { Dialect, ParsedLine } from './dialect.ts'
import { monthOf } from './months.ts'
import { sizeOf } from './sizes.ts'
import { parseClock, timeOf } from './times.ts'

const linePattern = /^[ \t]*(\d{1,15})[ \t]+([^ \t\d]{3,12})[ \t]+(\d{1,2}),?[ \t]+(\d{4})[ \t]+(\d{1,2}:\d\d(?::\d\d)?)[ \t](.+)$/s

export const vshell: Dialect = { parseLine: parseVshellLine }

export function parseVshellLine(line: string): ParsedLine {
  const match = linePattern.exec(line)
  if (!match) return undefined
  const [, digits = '', monthName = '', day, year, time = '', rest = ''] = match
  const [month, clock] = [monthOf(monthName), parseClock(time)]
  const modified = month !== undefined && clock ? timeOf({ year: Number(year), month, day: Number(day) }, clock) : undefined
  const name = rest.replace(/[/\\]$/, '')
  if (!modified || name === '') return undefined
  if (name === '.' || name === '..') return 'skip'
  const size = sizeOf(digits)
  return { name, type: name === rest ? 'file' : 'folder', modified, ...(size !== undefined && { size }) }
}

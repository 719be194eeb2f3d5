/** WFTPD, name first and the day of the week abbreviated: `NAME.TXT   1234  06/07/98  Sun. 17:43`. */

import type { Dialect, ParsedLine } from './dialect.ts'
import { sizeOf } from './sizes.ts'
import { parseClock, parseShortDate, timeOf } from './times.ts'

const linePattern =
  /^([^ \t]+)[ \t]+(?:<(DIR)>|(\d{1,15}))[ \t]+(\d{1,2}[-/]\d{1,2}[-/]\d{2,4})[ \t]+[^ \t]{1,12}\.[ \t]+(\d{1,2}:\d\d(?::\d\d)?(?:[AP]M?)?)[ \t]*$/i

export const wfftp: Dialect = { parseLine: parseWfftpLine }

export function parseWfftpLine(line: string): ParsedLine {
  const match = linePattern.exec(line)
  if (!match) return undefined
  const [, name = '', folder, digits = '', date = '', time = ''] = match
  if (name === '.' || name === '..') return 'skip'
  const day = parseShortDate(date) ?? parseShortDate(date, 'dmy')
  const clock = parseClock(time)
  const modified = day && clock && timeOf(day, clock)
  const size = sizeOf(digits)
  return modified && { name, type: folder === undefined ? 'file' : 'folder', modified, ...(size !== undefined && { size }) }
}

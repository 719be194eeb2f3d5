/**
 * z/VM minidisks and SFS: file name, file type, record format, record length, records, blocks, date, time, disk.
 * `README   ANONYMOU V         71         26          1 1997-04-02 12:33:20 TCP291`.
 */

import type { Dialect, ParsedLine } from './dialect.ts'
import { parseClock, parseShortDate, timeOf } from './times.ts'

const linePattern =
  /^[ \t]*([^ \t]{1,16})[ \t]+(?:([^ \t]{1,8})[ \t]+([VF])[ \t]+(\d{1,9})[ \t]+(\d{1,9})[ \t]+\d{1,9}|DIR[ \t]+-[ \t]+-[ \t]+-)[ \t]+(\d{1,4}[-/]\d\d[-/]\d{2,4})[ \t]+(\d{1,2}:\d\d:\d\d)[ \t]+[^ \t]+[ \t]*$/

export const zvm: Dialect = { parseLine: parseZvmLine }

export function parseZvmLine(line: string): ParsedLine {
  const match = linePattern.exec(line)
  if (!match) return undefined
  const [, name = '', fileType, format, recordBytes, records, date = '', time = ''] = match
  const [day, clock] = [parseShortDate(date), parseClock(time)]
  const modified = day && clock && timeOf(day, clock)
  if (!modified) return undefined
  if (fileType === undefined) return { name, type: 'folder', modified }
  // A variable record's length is the longest one's: what the file holds isn't said.
  const size = format === 'F' ? Number(recordBytes) * Number(records) : undefined
  return { name: `${name}.${fileType}`, type: 'file', modified, ...(Number.isSafeInteger(size) && { size }) }
}

/**
 * Members of a z/OS partitioned data set, with ISPF's statistics,
 * `SAVE03    01.03 2002/09/12 2002/10/11 09:37    11    11     0 KIL001`, or of a load library,
 * `IEFBR14    000008   000104          00 RN RU                        24    24`, or by name alone under either heading.
 *
 * The statistics count lines, not bytes; a load module's size is bytes in hexadecimal, when it is loaded.
 */

import type { Dialect, ParsedLine } from './dialect.ts'
import { parseClock, parseShortDate, timeOf } from './times.ts'

const heading = /^[ \t]*Name[ \t]+(?:VV\.MM[ \t]+Created|Size[ \t]+TTR)/i
const rule = /^[ \t]*-{4,}(?:[ \t]+-+)*[ \t]*$/
const withStatistics =
  /^[ \t]*([^ \t]{1,8})[ \t]+\d{1,2}\.\d{1,2}[ \t]+\d{2,4}\/\d\d\/\d\d[ \t]+(\d{2,4}\/\d\d\/\d\d)[ \t]+(\d\d:\d\d(?::\d\d)?)[ \t]+\d+[ \t]+\d+[ \t]+\d+(?:[ \t]+[^ \t]+)?[ \t]*$/
const loadModule =
  /^[ \t]*([^ \t]{1,8})[ \t]+([0-9A-F]{6,8})[ \t]+[0-9A-F]{6}[ \t]+(?:[^ \t]{1,8}[ \t]+)?\d\d[ \t]+(?:[A-Z]{2}[ \t]+){0,12}(?:24|31|64|ANY)[ \t]+(?:24|31|64|ANY|SPLIT)[ \t]*$/
const bareName = /^[ \t]*([A-Z@#$][A-Z0-9@#$]{0,7})[ \t]*$/

export const mvsMembers: Dialect = { parseLine: parseMemberLine }

/** Any short word could be a member without statistics, but for the heading. */
export const mvsBareMembers: Dialect = { heading, parseLine: (line) => parseMemberLine(line) ?? parseBareMember(line) }

export function parseMemberLine(line: string): ParsedLine {
  if (heading.test(line) || rule.test(line)) return 'skip'
  const [, name, changed = '', time = ''] = withStatistics.exec(line) ?? []
  if (name === undefined) return parseLoadModule(line)
  const [day, clock] = [parseShortDate(changed, 'ymd'), parseClock(time)]
  const modified = day && clock && timeOf(day, clock)
  return modified && { name, type: 'file', modified }
}

function parseLoadModule(line: string): ParsedLine {
  const [, name, size = ''] = loadModule.exec(line) ?? []
  return name === undefined ? undefined : { name, type: 'file', size: Number.parseInt(size, 16), isApproximateSize: true }
}

function parseBareMember(line: string): ParsedLine {
  const name = bareName.exec(line)?.[1]
  return name === undefined ? undefined : { name, type: 'file' }
}

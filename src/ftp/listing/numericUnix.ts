/** Unix by numbers: mode, user, group, size, seconds since 1970. `0100644   500  101   12345    1089207168  name`. */

import type { EntryType } from '../../base/entry.ts'
import type { Dialect, ParsedLine } from './dialect.ts'
import { sizeOf } from './sizes.ts'

const linePattern = /^[ \t]*(0?[0-7]{5,6})[ \t]+(\d{1,10})[ \t]+(\d{1,10})[ \t]+(\d{1,20})[ \t]+(\d{1,11})[ \t]+([^ \t].*)$/s

export const numericUnix: Dialect = { parseLine: parseNumericUnixLine }

export function parseNumericUnixLine(line: string): ParsedLine {
  const match = linePattern.exec(line)
  if (!match) return undefined
  const [, permissions = '', owner = '', group = '', digits = '', seconds, name = ''] = match
  if (name === '.' || name === '..') return 'skip'
  const size = sizeOf(digits)
  return {
    name,
    type: entryType(Number.parseInt(permissions, 8)),
    modified: { ms: Number(seconds) * 1000, precision: 'second' },
    permissions,
    owner,
    group,
    ...(size !== undefined && { size }),
  }
}

/** The file type is in the upper bits. */
function entryType(mode: number): EntryType {
  const types: Record<number, EntryType> = { 0o10: 'file', 0o4: 'folder', 0o12: 'link' }
  return types[mode >> 12] ?? 'other'
}

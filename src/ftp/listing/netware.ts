/**
 * NetWare, also by Hellsoft's server: the rights stand in brackets, and there are no groups:
 * `d [R----F--] supervisor            512       Jan 16 18:53 login`.
 */

import type { Dialect, ParsedLine } from './dialect.ts'
import { findTail } from './unix.ts'

// Supervisor, Read, Write, Create, Erase, Access control, File scan, Modify, in any order.
const rightsPattern = /^[ \t]*([-d])[ \t]*(\[[-SRWCEAFM ]{1,10}\])(?=[ \t\d])/

export const netware: Dialect = { parseLine: parseNetwareLine }

export function parseNetwareLine(line: string, now: Date): ParsedLine {
  const match = rightsPattern.exec(line)
  if (!match) return undefined
  const [all, kind, permissions = ''] = match
  const tail = findTail(line, all.length, now)
  if (!tail || tail.rest === '') return undefined
  if (tail.rest === '.' || tail.rest === '..') return 'skip'
  const owner = tail.people.at(-1)?.text
  return {
    name: tail.rest,
    type: kind === 'd' ? 'folder' : 'file',
    modified: tail.modified,
    permissions,
    ...(owner !== undefined && { owner }),
    ...(tail.size !== undefined && { size: tail.size }),
    ...(tail.isRounded && { isApproximateSize: true }),
  }
}

/**
 * OpenVMS, as its own servers and MultiNet print DIRECTORY:
 * `CII-MANUAL.TEX;1  213/216  29-JAN-1996 03:33:12  [ANONYMOU,ANONYMOUS]   (RWED,RWED,,)`.
 *
 * Size, date, owner and protection may be missing or come in another order; a long name stands alone on its line. Sizes are
 * in blocks of 512 bytes, the last one not full. Names stay as VMS writes them, `^` escapes and `.DIR` included, since that is how a command has to
 * spell them.
 *
 * RETR and STOR of a name without a version mean the newest, so the newest goes without. The older ones keep their
 * `;version`: no other name reaches them, and two entries of one name would hide each other.
 */

import type { Entry } from '../../base/entry.ts'
import type { Dialect, ParsedLine } from './dialect.ts'
import { sizeOf } from './sizes.ts'
import { parseClock, parseShortDate, timeOf, type Clock, type Day } from './times.ts'
import { wordsOf } from './words.ts'

const namePattern = /^([^ \t;]+;\d{1,5})(?=[ \t]|$)/
const heading = /^(?:Directory[ \t]|(?:Grand )?total (?:of )?\d|%\w+-[IWE]-NOFILES)/i
const refusal = /^[ \t]*(?:insufficient privilege|no privilege|%\w+-[IWEF]-)/i
const blockBytes = 512
const maxWords = 12

export const vms: Dialect = {
  parseLine: parseVmsLine,
  isWrapped: (line, next) => /^[^ \t;]+;\d{1,5}[ \t]*$/.test(line) && /^[ \t]+[^ \t]/.test(next),
  finish: withoutNewestVersion,
}

/** The name comes with its version. */
export function parseVmsLine(line: string): ParsedLine {
  const name = namePattern.exec(line)?.[1]
  if (name === undefined) return heading.test(line) ? 'skip' : undefined
  const type = /\.DIR;\d+$/i.test(name) ? 'folder' : 'file'
  const rest = line.slice(name.length)
  const { permissions, others: beforeProtection } = splitProtection(rest)
  const { owner, others } = splitOwner(beforeProtection)
  // A folder whose owner doesn't let it be looked at is there all the same.
  const attributes = refusal.test(rest) ? {} : readAttributes(others)
  return attributes && { name, type, ...attributes, ...owner, ...(permissions !== undefined && { permissions }) }
}

/** `(RWED,RWED,RE,)` at the end: system, owner, group, world. */
function splitProtection(text: string): { permissions?: string; others: string } {
  const start = text.lastIndexOf('(')
  const permissions = start < 0 ? '' : text.slice(start).trimEnd()
  if (!/^\([RWED, ]*\)$/i.test(permissions) || !permissions.includes(',')) return { others: text }
  return { permissions, others: text.slice(0, start) }
}

/** `[group,owner]`, `[owner]`; a long one may lack its bracket. */
function splitOwner(text: string): { owner?: Pick<Entry, 'owner' | 'group'>; others: string } {
  const start = text.indexOf('[')
  if (start < 0) return { others: text }
  const bracket = text.indexOf(']', start)
  const end = bracket < 0 ? text.length : bracket
  const [first = '', second] = text
    .slice(start + 1, end)
    .split(',', 2)
    .map((part) => part.trim())
  return {
    owner: second === undefined ? { owner: first } : { group: first, owner: second },
    others: `${text.slice(0, start)} ${text.slice(end + 1)}`,
  }
}

/** Size, date and clock, each at most once; undefined if there is anything else. */
function readAttributes(text: string): Pick<Entry, 'size' | 'isApproximateSize' | 'modified'> | undefined {
  let size: number | undefined
  let day: Day | undefined
  let clock: Clock | undefined
  for (const { text: word } of wordsOf(text, maxWords)) {
    if (/^\(\d+,\d+,\d+\)$/.test(word))
      continue // the file's number
    else if (!day && /^\d{1,2}-[a-z]{3}-\d{2,4}$/i.test(word)) day = parseShortDate(word)
    else if (!clock && word.includes(':')) clock = parseClock(word)
    else if (size === undefined && /^\d+[KMGT]?B?(?:\/\d+[KMGT]?B?)?$/i.test(word)) size = sizeOf(word.replace(/\/.*/, ''), blockBytes)
    else return undefined
  }
  const modified = day && timeOf(day, clock)
  if (!modified && (size !== undefined || text.trim() !== '')) return undefined
  return { ...(size !== undefined && { size, isApproximateSize: true }), ...(modified && { modified }) }
}

function withoutNewestVersion(entries: readonly Entry[]): Entry[] {
  const newest = new Map<string, number>()
  for (const { name } of entries) {
    const { base, version } = splitVersion(name)
    newest.set(base, Math.max(version, newest.get(base) ?? 0))
  }
  return entries.map((entry) => {
    const { base, version } = splitVersion(entry.name)
    return newest.get(base) === version ? { ...entry, name: base } : entry
  })
}

function splitVersion(name: string): { base: string; version: number } {
  const [, base = name, version = '0'] = /^(.*);(\d{1,5})$/s.exec(name) ?? []
  return { base, version: Number(version) }
}

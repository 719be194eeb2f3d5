/** Easily Parsed LIST Format (cr.yp.to/ftp/list/eplf.html): `+i8388621.48594,m825718503,r,s280,` and a tab, then the name whole. */

import type { EntryType } from '../../base/entry.ts'
import type { Dialect, ParsedLine } from './dialect.ts'

export const eplf: Dialect = { parseLine: parseEplfLine }

export function parseEplfLine(line: string): ParsedLine {
  const tab = line.indexOf('\t')
  if (!line.startsWith('+') || tab < 0) return undefined
  const name = line.slice(tab + 1)
  if (name === '') return undefined
  if (name === '.' || name === '..') return 'skip'
  const facts = line.slice(1, tab).split(',')
  const size = numberAfter('s', facts)
  const seconds = numberAfter('m', facts) // since 1970, so UTC for once
  const permissions = facts.find((fact) => fact.startsWith('up'))?.slice(2)
  return {
    name,
    type: entryType(facts),
    ...(size !== undefined && { size }),
    ...(seconds !== undefined && seconds <= maxSeconds && { modified: { ms: seconds * 1000, precision: 'second' } }),
    ...(permissions !== undefined && { permissions }),
  }
}

const maxSeconds = 8.64e12 // the last that a Date can hold

/** `/` can be changed into, `r` retrieved. */
function entryType(facts: readonly string[]): EntryType {
  return facts.includes('/') ? 'folder' : facts.includes('r') ? 'file' : 'other'
}

function numberAfter(letter: string, facts: readonly string[]): number | undefined {
  const digits = facts.find((fact) => fact.startsWith(letter))?.slice(1) ?? ''
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined
}

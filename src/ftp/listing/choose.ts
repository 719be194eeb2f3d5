/**
 * Which dialect a listing is in. Nothing says so: SYST names the system, not the format. All that could be are tried on the
 * first lines, and the one that reads most of them reads the listing, so a stray line doesn't change how the others are read.
 */

import { connectEnterprise } from './connectEnterprise.ts'
import type { Dialect, ParsedLine } from './dialect.ts'
import { dos, dosDayFirst } from './dos.ts'
import { eplf } from './eplf.ts'
import { facts, noFacts, someFacts } from './facts.ts'
import { jes } from './jes.ts'
import { mac } from './mac.ts'
import { mvs } from './mvs.ts'
import { mvsBareMembers, mvsMembers } from './mvsMembers.ts'
import { netware } from './netware.ts'
import { nonStop } from './nonStop.ts'
import { numericUnix } from './numericUnix.ts'
import { os2 } from './os2.ts'
import { os400, os400DayFirst, os400MonthFirst } from './os400.ts'
import { os9 } from './os9.ts'
import { unix } from './unix.ts'
import { vms } from './vms.ts'
import { vshell } from './vshell.ts'
import { vxworks } from './vxworks.ts'
import { wfftp } from './wfftp.ts'
import { zvm } from './zvm.ts'

/** `facts` for MLSD (RFC 3659), `list` for whatever LIST prints (RFC 959 leaves it open). */
export type ListingFormat = 'facts' | 'list'

/** Of two that read the same lines the earlier is taken: the narrower, then the more common. */
const listDialects: readonly Dialect[] = [
  mac,
  unix,
  dos,
  dosDayFirst,
  someFacts,
  eplf,
  vms,
  os400,
  os400MonthFirst,
  os400DayFirst,
  netware,
  connectEnterprise,
  vshell,
  os2,
  numericUnix,
  nonStop,
  mvs,
  mvsMembers,
  mvsBareMembers,
  jes,
  zvm,
  os9,
  vxworks,
  wfftp,
]

/** Whose lines can't be taken for anything else. */
const unmistakable: readonly Dialect[] = [unix, dos, someFacts, eplf]

export function dialectsOf(format: ListingFormat | undefined): readonly Dialect[] {
  if (format === 'facts') return [facts]
  return format === 'list' ? listDialects : [...listDialects, noFacts]
}

/** The dialect that reads most of `lines`; of equals the one that finds more entries. */
export function chooseDialect(candidates: readonly Dialect[], lines: readonly string[], now: Date): Dialect {
  let best = { dialect: candidates[0] ?? unix, read: -1, entries: -1 }
  for (const dialect of candidates) {
    if (!hasHeading(dialect, lines)) continue
    const score = { dialect, ...tryOn(dialect, lines, now) }
    if (score.read > best.read || (score.read === best.read && score.entries > best.entries)) best = score
    if (best.entries === lines.length) break
  }
  return best.dialect
}

function hasHeading({ heading }: Dialect, lines: readonly string[]): boolean {
  return heading === undefined || lines.some((line) => heading.test(line))
}

function tryOn(dialect: Dialect, lines: readonly string[], now: Date): { read: number; entries: number } {
  let [read, entries] = [0, 0]
  let previous = ''
  for (const line of lines) {
    const isRest = dialect.isWrapped?.(previous, line) ?? false
    const parsed = isRest ? 'skip' : dialect.parseLine(line, now)
    if (parsed !== undefined) read++
    if (typeof parsed === 'object') entries++
    previous = line
  }
  return { read, entries }
}

/** A line that the listing's dialect can't read, in one that needs no neighbours to be recognised. */
export function parseStrayLine(candidates: readonly Dialect[], line: string, now: Date): ParsedLine {
  for (const dialect of unmistakable) {
    const parsed = candidates.includes(dialect) ? dialect.parseLine(line, now) : undefined
    if (parsed !== undefined) return parsed
  }
  return undefined
}

/** Machine-readable listings: MLSD and MLST. RFC 3659 section 7. Times are UTC. */

import type { Entry, EntryType, Timestamp } from '../../base/entry.ts'
import type { Dialect, ParsedLine, Writable } from './dialect.ts'
import { timeOf } from './times.ts'

type Facts = ReadonlyMap<string, string>

/** Where nothing else is to be expected: MLSD and MLST. */
export const facts: Dialect = { parseLine: parseFactsLine, noteOf: uniqueOf, finish: resolveLinks }

/** Where it may be: a line without facts is a blank and a name, which is what many a line of another dialect looks like. */
export const someFacts: Dialect = { ...facts, parseLine: (line) => (line.startsWith(' ') ? undefined : parseFactsLine(line)) }
export const noFacts: Dialect = { parseLine: (line) => (/^ [^ ]/.test(line) ? parseFactsLine(line) : undefined) }

/** `type=file;size=12;modify=20240102030405; a name`: everything behind the first `; ` is the name, blanks and all. */
export function parseFactsLine(line: string): ParsedLine {
  const { facts, name } = splitFacts(line) ?? {}
  if (!facts || name === undefined || name === '') return undefined
  const type = facts.get('type')?.toLowerCase() ?? ''
  if (type === 'cdir' || type === 'pdir' || name === '.' || name === '..') return 'skip'
  const size = facts.get('size') ?? facts.get('sizd') // Pure-FTPd gives folders a `sizd`
  const modified = parseFactTime(facts.get('modify') ?? '')
  const permissions = facts.get('unix.mode') ?? facts.get('perm') ?? facts.get('perms') // FileZilla Server 1.x: `perms`
  const owner = facts.get('unix.ownername') ?? facts.get('unix.owner') ?? facts.get('unix.user') ?? facts.get('unix.uid')
  const group = facts.get('unix.groupname') ?? facts.get('unix.group') ?? facts.get('unix.gid')
  const linkTarget = type.startsWith('os.') ? /^os\.unix=slink:(.+)$/i.exec(facts.get('type') ?? '')?.[1] : undefined
  const entry: Writable<Entry> = { name, type: entryType(type) }
  if (size !== undefined && /^\d{1,15}$/.test(size)) entry.size = Number(size)
  if (modified) entry.modified = modified
  if (permissions !== undefined) entry.permissions = permissions
  if (owner !== undefined) entry.owner = owner
  if (group !== undefined) entry.group = group
  if (linkTarget !== undefined) entry.linkTarget = linkTarget
  return entry
}

/** Facts end at the first blank that follows a `;` or starts the line: values may hold blanks (`UNIX.groupname=domain users;`). */
function splitFacts(line: string): { facts: Facts; name: string } | undefined {
  const end = line.startsWith(' ') ? 0 : line.indexOf('; ') + 1
  if (end === 0 && !line.startsWith(' ')) return splitDraftFacts(line)
  const facts = readFacts(line.slice(0, end))
  return facts && { facts, name: line.slice(end + 1) }
}

/** NcFTPd, after a draft of the RFC, has no `;` behind the last fact: `Type=dir a name`. */
function splitDraftFacts(line: string): { facts: Facts; name: string } | undefined {
  const blank = line.indexOf(' ')
  const facts = blank > 0 ? readFacts(line.slice(0, blank)) : undefined
  return facts?.has('type') ? { facts, name: line.slice(blank + 1) } : undefined
}

function readFacts(text: string): Facts | undefined {
  const facts = new Map<string, string>()
  for (const fact of text.split(';')) {
    const separator = fact.indexOf('=')
    if (separator > 0) facts.set(fact.slice(0, separator).toLowerCase(), fact.slice(separator + 1))
    else if (fact !== '') return undefined
  }
  return facts
}

/**
 * ProFTPD says of a link only that it is one, and gives what it leads to in another line with the same `unique` fact. That
 * line is of this folder only if its name is no path.
 */
function resolveLinks(entries: readonly Entry[], uniques: readonly string[]): readonly Entry[] {
  if (!entries.some(isOpenLink)) return entries
  const targets = new Map<string, string>()
  for (const [at, { type, name }] of entries.entries()) if (type !== 'link') targets.set(uniques[at] ?? '', name)
  targets.delete('')
  const resolved = new Set<string>()
  const linked = entries.map((entry, at) => {
    const target = isOpenLink(entry) ? targets.get(uniques[at] ?? '') : undefined
    if (target === undefined) return entry
    resolved.add(target)
    return { ...entry, linkTarget: target }
  })
  return linked.filter(({ name }) => !name.includes('/') || !resolved.has(name))
}

function isOpenLink({ type, linkTarget }: Entry): boolean {
  return type === 'link' && linkTarget === undefined
}

/** Empty without the fact. Looked for as ProFTPD writes it: taking every line apart once more would take as long as reading it. */
function uniqueOf(line: string): string {
  const start = line.indexOf(uniqueFact)
  return start < 0 || start > line.indexOf('; ') ? '' : line.slice(start + uniqueFact.length, line.indexOf(';', start))
}

const uniqueFact = 'unique='

function entryType(type: string): EntryType {
  if (type === 'file') return 'file'
  if (type === 'dir') return 'folder'
  // Pure-FTPd and ProFTPD: `OS.unix=slink:target`, `OS.unix=symlink`.
  return /^os\.unix=(slink|symlink)/.test(type) ? 'link' : 'other'
}

/** `YYYYMMDDHHMMSS[.sss]`, UTC, as in MLSD facts and in the replies to MDTM. RFC 3659 section 2.3. */
export function parseFactTime(text: string): Timestamp | undefined {
  if (!/^\d{14}(?:\.\d+)?$/.test(text)) return undefined
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6, 8))]
  const [hour, minute, second] = [Number(text.slice(8, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14))]
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const time = timeOf({ year, month, day }, { hour, minute, second })
  if (!time || text.length === 14) return time
  return { ms: time.ms + Number(text.slice(15, 18).padEnd(3, '0')), precision: 'millisecond' }
}

/** The other way, for MFMT; below a second is dropped. */
export function formatFactTime(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:T]|\..*$/g, '')
}

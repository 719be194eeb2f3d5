/** Machine-readable listings: MLSD and MLST. RFC 3659 section 7. Times are UTC. */

import type { Entry, EntryType, Timestamp } from '../../base/entry.ts'

/** What one line says: an entry, `skip` for the folder itself and its parent, undefined if it can't be read. */
export type ParsedLine = Entry | 'skip' | undefined

/** `type=file;size=12;modify=20240102030405; a name`: everything behind the first `; ` is the name, blanks and all. */
export function parseFactsLine(line: string): ParsedLine {
  const { facts, name } = splitFacts(line) ?? {}
  if (!facts || name === undefined || name === '') return undefined
  const type = facts.get('type')?.toLowerCase() ?? ''
  if (type === 'cdir' || type === 'pdir' || name === '.' || name === '..') return 'skip'
  const size = facts.get('size') ?? facts.get('sizd') // Pure-FTPd gives folders a `sizd`
  const modified = parseFactTime(facts.get('modify') ?? '')
  const permissions = facts.get('unix.mode') ?? facts.get('perm')
  const owner = facts.get('unix.ownername') ?? facts.get('unix.owner') ?? facts.get('unix.uid')
  const group = facts.get('unix.groupname') ?? facts.get('unix.group') ?? facts.get('unix.gid')
  const linkTarget = /^os\.unix=slink:(.+)$/i.exec(facts.get('type') ?? '')?.[1]
  return {
    name,
    type: entryType(type),
    ...(size !== undefined && /^\d{1,15}$/.test(size) && { size: Number(size) }),
    ...(modified && { modified }),
    ...(permissions !== undefined && { permissions }),
    ...(owner !== undefined && { owner }),
    ...(group !== undefined && { group }),
    ...(linkTarget !== undefined && { linkTarget }),
  }
}

/** Facts end at the first blank that follows a `;` or starts the line: values may hold blanks (`UNIX.groupname=domain users;`). */
function splitFacts(line: string): { facts: ReadonlyMap<string, string>; name: string } | undefined {
  const end = line.startsWith(' ') ? 0 : line.indexOf('; ') + 1
  if (end === 0 && !line.startsWith(' ')) return undefined
  const facts = new Map<string, string>()
  for (const fact of line.slice(0, end).split(';')) {
    const separator = fact.indexOf('=')
    if (separator > 0) facts.set(fact.slice(0, separator).toLowerCase(), fact.slice(separator + 1))
    else if (fact !== '') return undefined
  }
  return { facts, name: line.slice(end + 1) }
}

function entryType(type: string): EntryType {
  if (type === 'file') return 'file'
  if (type === 'dir') return 'folder'
  // Pure-FTPd and ProFTPD: `OS.unix=slink:target`, `OS.unix=symlink`.
  return /^os\.unix=(slink|symlink)/.test(type) ? 'link' : 'other'
}

/** `YYYYMMDDHHMMSS[.sss]`, UTC, as in MLSD facts and in the replies to MDTM. RFC 3659 section 2.3. */
export function parseFactTime(text: string): Timestamp | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,3})\d*)?$/.exec(text)
  if (!match) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  // The day before the first of the next month is this one's last.
  if (
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > new Date(Date.UTC(year, month, 0)).getUTCDate() ||
    hour > 23 ||
    minute > 59 ||
    second > 60
  )
    return undefined
  const fraction = match[7]
  const ms = Date.UTC(year, month - 1, day, hour, minute, second) + Number((fraction ?? '').padEnd(3, '0'))
  return { ms, precision: fraction === undefined ? 'second' : 'millisecond' }
}

/** The other way, for MFMT; below a second is dropped. */
export function formatFactTime(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:T]|\..*$/g, '')
}

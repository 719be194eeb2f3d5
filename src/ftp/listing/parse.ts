/**
 * A folder's listing: bytes in, entries out. Pure and linear; what can't be read is handed back, never guessed.
 *
 * Lines end with LF or CR LF and nothing else: names may hold any other byte. A name that isn't valid UTF-8 can't be sent
 * back as it was, so its entry is marked unusable.
 */

import type { Entry } from '../../base/entry.ts'
import { isName } from '../../base/posixPath.ts'
import { printable } from '../../base/printable.ts'
import { parseDosLine } from './dos.ts'
import { parseFactsLine, type ParsedLine } from './facts.ts'
import { parseUnixLine } from './unix.ts'

/** `facts` for MLSD (RFC 3659), `list` for whatever LIST prints (RFC 959 leaves it open). */
export type ListingFormat = 'facts' | 'list'

export interface ParsedListing {
  readonly entries: readonly Entry[]
  /** Lines that could not be read, made printable. Any of them makes the listing incomplete. */
  readonly unreadable: readonly string[]
}

const maxLineBytes = 10_000 // a path is under 4 KB
const maxUnreadable = 100 // enough to see what is wrong
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function parseListing(bytes: Uint8Array, options: { readonly format?: ListingFormat; readonly now?: Date } = {}): ParsedListing {
  const parseLine = lineParser(options.format, options.now ?? new Date())
  const entries: Entry[] = []
  const unreadable: string[] = []
  for (const line of linesOf(bytes)) {
    const { text, isExact } = decode(line)
    if (text.trim() === '') continue
    const parsed = line.length > maxLineBytes ? undefined : parseLine(text)
    if (parsed === undefined) unreadable.push(printable(text))
    else if (parsed !== 'skip') entries.push(isExact ? checkName(parsed) : { ...parsed, unusable: 'The name is not valid UTF-8.' })
  }
  return { entries, unreadable: unreadable.slice(0, maxUnreadable) }
}

function lineParser(format: ListingFormat | undefined, now: Date): (line: string) => ParsedLine {
  const list = (line: string) => parseUnixLine(line, now) ?? parseDosLine(line)
  if (format === 'facts') return parseFactsLine
  if (format === 'list') return list
  return (line) => list(line) ?? parseFactsLine(line)
}

function* linesOf(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(10, start)
    const end = found < 0 ? bytes.length : found
    yield bytes.subarray(start, bytes[end - 1] === 13 && end > start ? end - 1 : end)
    start = end + 1
  }
}

function decode(line: Uint8Array): { text: string; isExact: boolean } {
  try {
    return { text: utf8.decode(line), isExact: true }
  } catch {
    return { text: Buffer.from(line).toString('latin1'), isExact: false }
  }
}

/** A name with a separator or a control character would be something else once it is put into a path or a command. */
function checkName(entry: Entry): Entry {
  return isName(entry.name) ? entry : { ...entry, unusable: 'The name holds a slash or a control character.' }
}

/**
 * A folder's listing: bytes in, entries out. Pure and linear; what can't be read is handed back, never guessed.
 *
 * One dialect is chosen for the whole listing. Lines of another that can't be mistaken are read all the same. A name that
 * isn't valid UTF-8 can't be sent back as it was, so its entry is marked unusable.
 */

import type { Entry } from '../../base/entry.ts'
import { isName } from '../../base/posixPath.ts'
import { printable } from '../../base/printable.ts'
import { chooseDialect, dialectsOf, parseStrayLine, type ListingFormat } from './choose.ts'
import type { Dialect, ListedLine, ParsedLine } from './dialect.ts'
import { decode, linesOf, type Line } from './lines.ts'
import { isTotal } from './unix.ts'

export type { ListingFormat } from './choose.ts'

export interface ParsedListing {
  readonly entries: readonly Entry[]
  /** Lines that could not be read, made printable. Any of them makes the listing incomplete. */
  readonly unreadable: readonly string[]
}

const maxLineBytes = 10_000 // a path is under 4 KB
const maxEntries = 1_000_000 // no tree shows as many
const maxUnreadable = 100 // enough to see what is wrong
const maxTried = 1000 // lines to choose the dialect by

// The frame of STAT's reply.
const framePattern = /^(?:21[123][- ])?[ \t]*(?:status of .*:|end of status\.?)[ \t]*$/i

export function parseListing(bytes: Uint8Array, options: { readonly format?: ListingFormat; readonly now?: Date } = {}): ParsedListing {
  const now = options.now ?? new Date()
  const candidates = dialectsOf(options.format)
  const lines = linesOf(bytes).filter(({ text }) => !isFrame(text))
  const tried = lines.slice(0, maxTried).map(({ text }) => text)
  const dialect = chooseDialect(candidates, tried.filter(isReadable), now)
  const parseLine = (line: string) => dialect.parseLine(line, now) ?? parseStrayLine(candidates, line, now)
  const { listed, unreadable } = readLines(joinWrapped(lines, dialect), parseLine)
  return { entries: dialect.finish?.(listed) ?? listed.map(({ entry }) => entry), unreadable }
}

function isFrame(text: string): boolean {
  return text.trim() === '' || (text.length < 1000 && (isTotal(text) || framePattern.test(text)))
}

/** At most three bytes make a character, so most lines need no counting. */
function isReadable(text: string): boolean {
  return text.length * 3 <= maxLineBytes || Buffer.byteLength(text) <= maxLineBytes
}

/** Each entry that takes two lines in one. */
function joinWrapped(lines: readonly Line[], { isWrapped }: Dialect): readonly Line[] {
  if (!isWrapped) return lines
  const joined: Line[] = []
  for (let at = 0; at < lines.length; at++) {
    const [line, next] = [lines[at], lines[at + 1]]
    if (!line) continue
    const isPair = next?.isUtf8 === line.isUtf8 && isWrapped(line.text, next.text)
    joined.push(isPair ? { ...line, text: `${line.text} ${next.text}` } : line)
    if (isPair) at++
  }
  return joined
}

function readLines(lines: readonly Line[], parseLine: (line: string) => ParsedLine): { listed: ListedLine[]; unreadable: string[] } {
  const listed: ListedLine[] = []
  const unreadable: string[] = []
  for (const { text, isUtf8 } of lines) {
    const parsed = listed.length < maxEntries && isReadable(text) ? parseLine(text) : undefined
    if (parsed === 'skip') continue
    if (parsed) listed.push({ entry: checkName(isUtf8 ? parsed : withBytes(parsed)), line: text })
    else if (unreadable.length < maxUnreadable) unreadable.push(printable(text))
  }
  return { listed, unreadable }
}

/** From a line of one character a byte: what stands around the name doesn't matter if the name itself is UTF-8. */
function withBytes(entry: Entry): Entry {
  const rawName = Buffer.from(entry.name, 'latin1')
  const name = decode(rawName)
  return name === undefined ? { ...entry, rawName, unusable: 'The name is not valid UTF-8.' } : { ...entry, name }
}

/** A name with a separator or a control character would be something else once it is put into a path or a command. */
function checkName(entry: Entry): Entry {
  return entry.unusable !== undefined || isName(entry.name)
    ? entry
    : { ...entry, unusable: 'The name holds a slash or a control character.' }
}

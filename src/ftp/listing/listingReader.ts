/**
 * Reads a folder's listing as it arrives: bytes in, entries out. Linear, and the same however the bytes are split; what can't
 * be read is handed back, never guessed.
 *
 * One dialect is chosen for the whole listing, by its first lines. Lines of another that can't be mistaken are read all the
 * same.
 */

import type { Entry } from '../../base/entry.ts'
import { isName } from '../../base/posixPath.ts'
import { printable } from '../../base/printable.ts'
import { hasRawBytes } from '../../base/rawText.ts'
import { utf8, type Charset } from '../charset.ts'
import { chooseDialect, dialectsOf, parseStrayLine, type ListingFormat } from './choose.ts'
import type { Dialect } from './dialect.ts'
import { LineCutter, maxLineBytes, type Line } from './lines.ts'
import { isTotal } from './unix.ts'

export interface ListingOptions {
  /** Without it, the lines tell. */
  readonly format?: ListingFormat
  /** What dates without a year are reckoned from. */
  readonly now?: Date
  /** Of the names. Without it they are UTF-8, and what isn't is shown as Latin-1 and unusable. */
  readonly charset?: Charset
}

export interface ParsedListing {
  readonly entries: readonly Entry[]
  /** Lines that could not be read, made printable, and what was left out. Any of them makes the listing incomplete. */
  readonly unreadable: readonly string[]
  /** A name isn't UTF-8, and no other charset was named: the site should have one. */
  readonly notUtf8?: true
}

const maxBytes = 64 * 1024 * 1024 // a million lines of this length
const maxEntries = 1_000_000 // no tree shows as many
const maxUnreadable = 100 // enough to see what is wrong
const maxTried = 1000 // lines to choose the dialect by

// The frame of STAT's reply.
const framePattern = /^(?:21[123][- ])?[ \t]*(?:status of .*:|end of status\.?)[ \t]*$/i

export class ListingReader {
  private readonly now: Date
  private readonly charset: Charset | undefined
  private readonly candidates: readonly Dialect[]
  private readonly cutter: LineCutter
  private bytes = 0
  /** Chosen by the lines that wait for it. */
  private dialect: Dialect | undefined
  private readonly waiting: Line[] = []
  /** The last line, where the next may belong to it. */
  private held: Line | undefined
  private readonly entries: Entry[] = []
  private readonly notes: string[] = []
  private readonly unreadable: string[] = []
  private hasForeignName = false
  /** What isn't read any more, and why. */
  private leftOut: string | undefined

  constructor({ format, now = new Date(), charset }: ListingOptions = {}) {
    this.now = now
    this.charset = charset
    this.candidates = dialectsOf(format)
    this.cutter = new LineCutter(charset ?? utf8)
  }

  /** True once a cap is reached: what still comes is dropped, so that nobody need receive it. */
  get isFull(): boolean {
    return this.leftOut !== undefined
  }

  /** True while nothing has come. */
  get isEmpty(): boolean {
    return this.bytes === 0
  }

  push(chunk: Uint8Array): void {
    if (this.isFull) return
    const room = maxBytes - this.bytes
    this.bytes += chunk.length
    for (const line of this.cutter.push(chunk.subarray(0, room))) this.take(line)
    if (chunk.length > room) this.leaveOut(`after ${maxBytes / 1024 / 1024} MB`)
  }

  /** To be called once, when nothing comes any more. */
  end(): ParsedListing {
    // What is cut off in the middle is no line.
    if (!this.isFull) for (const line of this.cutter.end()) this.take(line)
    const dialect = this.dialect ?? this.choose()
    if (this.held) this.read(this.held, dialect)
    const entries = dialect.finish?.(this.entries, this.notes) ?? this.entries
    const unreadable = this.leftOut === undefined ? this.unreadable : [this.leftOut, ...this.unreadable]
    return { entries, unreadable, ...(this.hasForeignName && { notUtf8: true }) }
  }

  private leaveOut(where: string): void {
    this.leftOut ??= `The listing goes on ${where}; the rest of it was left out.`
  }

  private take(line: Line): void {
    if (!line.isTooLong && isFrame(line.text)) return
    if (this.dialect) this.join(line, this.dialect)
    else if (this.waiting.push(line) === maxTried) this.choose()
  }

  private choose(): Dialect {
    const readable = this.waiting.filter(({ isTooLong }) => !isTooLong)
    const dialect = chooseDialect(
      this.candidates,
      readable.map(({ text }) => text),
      this.now,
    )
    this.dialect = dialect
    for (const line of this.waiting.splice(0)) this.join(line, dialect)
    return dialect
  }

  /** Makes one line of two where an entry takes both. */
  private join(line: Line, dialect: Dialect): void {
    if (!dialect.isWrapped) return this.read(line, dialect)
    const { held } = this
    const isRest = held?.isDecoded === line.isDecoded && dialect.isWrapped(held.text, line.text)
    this.held = isRest ? undefined : line
    if (held) this.read(isRest ? { ...line, text: `${held.text} ${line.text}` } : held, dialect)
  }

  private read({ text, isDecoded, isTooLong }: Line, dialect: Dialect): void {
    if (this.entries.length === maxEntries) return this.leaveOut(`after ${maxEntries} entries`)
    const { now } = this
    const parsed = isTooLong ? undefined : (dialect.parseLine(text, now) ?? parseStrayLine(this.candidates, text, now))
    if (parsed === 'skip') return
    if (!parsed) return this.refuse(isTooLong ? `A line of more than ${maxLineBytes} bytes: ${text}` : text)
    this.entries.push(checkName(isDecoded ? parsed : this.decodeFields(parsed)))
    if (dialect.noteOf) this.notes.push(dialect.noteOf(text))
  }

  private refuse(text: string): void {
    if (this.unreadable.length < maxUnreadable) this.unreadable.push(printable(text))
  }

  /** From a line of one character a byte: what stands around the name doesn't matter if the name itself can be read. */
  private decodeFields(entry: Entry): Entry {
    const { charset = utf8 } = this
    const name = decodeBytes(entry.name, charset)
    const isForeign = charset === utf8 && hasRawBytes(name)
    if (isForeign) this.hasForeignName = true
    if (this.charset) return { ...entry, ...decodedPeople(entry, charset), name }
    return isForeign
      ? { ...entry, rawName: Buffer.from(entry.name, 'latin1'), unusable: 'The name is not valid UTF-8.' }
      : { ...entry, name }
  }
}

function isFrame(text: string): boolean {
  return text.trim() === '' || (text.length < 1000 && (isTotal(text) || framePattern.test(text)))
}

function decodeBytes(latin1: string, charset: Charset): string {
  return charset.decode(Buffer.from(latin1, 'latin1'))
}

function decodedPeople({ owner, group, linkTarget }: Entry, charset: Charset): Partial<Entry> {
  return {
    ...(owner !== undefined && { owner: decodeBytes(owner, charset) }),
    ...(group !== undefined && { group: decodeBytes(group, charset) }),
    ...(linkTarget !== undefined && { linkTarget: decodeBytes(linkTarget, charset) }),
  }
}

/** A name with a separator or a control character would be something else once it is put into a path or a command. */
function checkName(entry: Entry): Entry {
  return entry.unusable !== undefined || isName(entry.name)
    ? entry
    : { ...entry, unusable: 'The name holds a slash or a control character.' }
}

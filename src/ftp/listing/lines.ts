/**
 * A listing's bytes as lines of text, as they arrive. Lines end with LF or CR LF and nothing else: names may hold any other
 * byte, so lines are cut before they are decoded.
 *
 * A line that its charset can't read as a whole is kept one character a byte (Latin-1), so that what stands around a name is
 * read all the same and the name's bytes can be had back.
 */

import { isAscii, isUtf8 } from 'node:buffer'
import { hasRawBytes } from '../../base/rawText.ts'
import { utf8, type Charset } from '../charset.ts'

export interface Line {
  readonly text: string
  /** False if each character stands for one byte. */
  readonly isDecoded: boolean
  /** It is longer than any line of a listing, and `text` only its beginning. */
  readonly isTooLong: boolean
}

export const maxLineBytes = 10_000 // a path is under 4 KB

const shownBytes = 500 // of a line that is too long
const byteOrderMark = Buffer.from('\ufeff')
const [lineFeed, carriageReturn] = [10, 13]

/** Room for one line at most, whatever it is sent. */
export class LineCutter {
  private readonly charset: Charset
  /** The line that has begun and not ended: its first bytes. A full line may have a mark in front and a CR behind; one more is too long. */
  private readonly begun = Buffer.alloc(byteOrderMark.length + maxLineBytes + 2)
  /** Bytes of that line so far, kept or not. */
  private begunBytes = 0
  private isFirst = true

  constructor(charset: Charset) {
    this.charset = charset
  }

  /** The lines that end in `chunk`. Nothing of `chunk` is kept. */
  push(chunk: Uint8Array): Line[] {
    if (this.begunBytes === 0 && !this.isFirst) return this.pushLines(chunk)
    const end = chunk.indexOf(lineFeed)
    this.begin(end < 0 ? chunk : chunk.subarray(0, end))
    return end < 0 ? [] : [this.takeBegun(), ...this.pushLines(chunk.subarray(end + 1))]
  }

  /** `chunk` begins with a line. */
  private pushLines(chunk: Uint8Array): Line[] {
    const end = chunk.lastIndexOf(lineFeed) + 1
    this.begin(chunk.subarray(end))
    return linesOf(chunk.subarray(0, end), this.charset)
  }

  /** The last line, if it didn't end. */
  end(): Line[] {
    return this.begunBytes > 0 ? [this.takeBegun()] : []
  }

  private begin(bytes: Uint8Array): void {
    if (this.begunBytes < this.begun.length) this.begun.set(bytes.subarray(0, this.begun.length - this.begunBytes), this.begunBytes)
    this.begunBytes += bytes.length
  }

  private takeBegun(): Line {
    const bytes = this.begun.subarray(0, this.begunBytes)
    const hasMark = this.isFirst && bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark)
    this.begunBytes = 0
    this.isFirst = false
    return lineOf(hasMark ? bytes.subarray(byteOrderMark.length) : bytes, this.charset)
  }
}

/** `bytes` end with a line's end, or are none. */
function linesOf(bytes: Uint8Array, charset: Charset): Line[] {
  if (bytes.length === 0) return []
  const texts = decodePlain(bytes.subarray(0, -1), charset)?.split('\n')
  // At most three bytes make a character, so most lines need no counting.
  if (!texts || texts.some(({ length }) => length * 3 > maxLineBytes)) return [...cut(bytes)].map((line) => lineOf(line, charset))
  return texts.map((text) => ({ text: text.endsWith('\r') ? text.slice(0, -1) : text, isDecoded: true, isTooLong: false }))
}

function* cut(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(lineFeed, start)
    yield bytes.subarray(start, end)
    start = end + 1
  }
}

function lineOf(withEnd: Uint8Array, charset: Charset): Line {
  const bytes = withEnd.at(-1) === carriageReturn ? withEnd.subarray(0, -1) : withEnd
  if (bytes.length > maxLineBytes) return { text: charset.decode(bytes.subarray(0, shownBytes)), isDecoded: true, isTooLong: true }
  const text = decodePlain(bytes, charset) ?? decodeWhole(bytes, charset)
  return { text: text ?? toText(bytes, 'latin1'), isDecoded: text !== undefined, isTooLong: false }
}

/** What takes no table: UTF-8, and ASCII in any other charset. Undefined for everything else. */
function decodePlain(bytes: Uint8Array, charset: Charset): string | undefined {
  const isPlain = charset === utf8 ? isUtf8(bytes) : isAscii(bytes)
  return isPlain ? toText(bytes, 'utf8') : undefined
}

function decodeWhole(bytes: Uint8Array, charset: Charset): string | undefined {
  const text = charset === utf8 ? undefined : charset.decode(bytes)
  return text === undefined || hasRawBytes(text) ? undefined : text
}

function toText(bytes: Uint8Array, encoding: 'utf8' | 'latin1'): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding)
}

/**
 * A listing's bytes as lines of text. They end with LF or CR LF and nothing else: names may hold any other byte.
 *
 * Bytes that aren't UTF-8 are kept one character each, so that what stands around a name is read all the same and the
 * name's bytes can be had back.
 */

import { isUtf8 } from 'node:buffer'

export interface Line {
  readonly text: string
  /** False if each character stands for one byte. */
  readonly isUtf8: boolean
}

const byteOrderMark = '\ufeff'

export function linesOf(bytes: Uint8Array): Line[] {
  const text = decode(bytes)
  if (text === undefined) return [...splitBytes(bytes)].map(toLine)
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line, at) => ({ text: trimLine(line, at), isUtf8: true }))
}

function trimLine(line: string, at: number): string {
  const start = at === 0 && line.startsWith(byteOrderMark) ? 1 : 0
  return line.slice(start, line.endsWith('\r') ? -1 : undefined)
}

function* splitBytes(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(10, start)
    const end = found < 0 ? bytes.length : found
    yield bytes.subarray(start, end)
    start = end + 1
  }
}

function toLine(bytes: Uint8Array, at: number): Line {
  const text = decode(bytes)
  return { text: trimLine(text ?? toText(bytes, 'latin1'), at), isUtf8: text !== undefined }
}

/** Undefined if the bytes aren't UTF-8. */
export function decode(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? toText(bytes, 'utf8') : undefined
}

function toText(bytes: Uint8Array, encoding: 'utf8' | 'latin1'): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding)
}

/**
 * Names with raw bytes (`rawText.ts`) where the editor takes only text: in URIs, in a box to type in, in a dialog.
 *
 * A raw byte is half a character, of which no URI can be made. There U+DC80 to U+DCFF stand as U+10DC80 to U+10DCFF, private
 * characters that no font draws, and all other halves in the same way. A name that really has a character of U+10D7FF to
 * U+10DFFF gets U+10D7FF before it, so that every name has a URI of its own and is had back from it.
 */

import { hasRawBytes, rawAsLatin1, rawByteOf, rawCharOf } from '../base/rawText.ts'

const plane = 0x100000
const mark = '\u{10d7ff}'
const toEscape = /[\p{Surrogate}\u{10d7ff}-\u{10dfff}]/gu
const escaped = /\u{10d7ff}([\u{10d7ff}-\u{10dfff}])|[\u{10d800}-\u{10dfff}]/gu

/** A name or a path as it stands in a URI. */
export function toUriText(text: string): string {
  return text.replace(toEscape, (char) => (char.length > 1 ? mark + char : String.fromCodePoint(plane + char.charCodeAt(0))))
}

export function fromUriText(text: string): string {
  return text.replace(escaped, (char, itself?: string) => itself ?? String.fromCharCode((char.codePointAt(0) ?? 0) - plane))
}

/** A name to be edited: raw bytes as `\xE9`, and so the backslash of what looks like one. Others stay as they are. */
export function toTyped(name: string): string {
  if (!hasRawBytes(name)) return name
  const marked = name.replace(/\\(?=x[0-9a-f]{2})/gi, '\\x5C')
  return marked.replace(/[\udc80-\udcff]/gu, (char) => `\\x${(rawByteOf(char) ?? 0).toString(16).toUpperCase()}`)
}

/** What `typed`, begun as `toTyped(name)`, stands for. */
export function fromTyped(typed: string, name: string): string {
  if (!hasRawBytes(name)) return typed
  return typed.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => charOf(parseInt(hex, 16)))
}

function charOf(byte: number): string {
  return byte < 0x80 ? String.fromCharCode(byte) : rawCharOf(byte)
}

/** A proposal for a name on this computer, which can't have raw bytes. */
export function proposedName(name: string): string {
  return rawAsLatin1(name).replace(/[\u0080-\u009f]/g, '_')
}

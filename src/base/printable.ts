/** Foreign text made safe to show: what a server sends must not move a cursor, hide a name or fill a screen. */

import { rawByteOf } from './rawText.ts'

const maxShownChars = 500

// Control characters, the invisible ones that reorder or hide text (bidi, zero width), other line ends, halves of characters.
const unprintable = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Surrogate}\u200b-\u200d\u2060-\u2069\ufeff]/gu

/** `text` with invisible characters escaped as `\u{1b}`, raw bytes as `\xE9`, and cut at 500 characters. */
export function printable(text: string): string {
  const shown = text.replace(unprintable, escape)
  return shown.length > maxShownChars ? `${shown.slice(0, maxShownChars).replace(/\p{Surrogate}$/u, '')}…` : shown
}

function escape(char: string): string {
  const byte = rawByteOf(char)
  return byte === undefined ? `\\u{${char.codePointAt(0)?.toString(16) ?? ''}}` : `\\x${byte.toString(16).toUpperCase()}`
}

/**
 * Text that may hold raw bytes. A byte from 0x80 on that a charset can't read stands in a string as a lone low surrogate,
 * U+DC80 to U+DCFF, as in Python's `surrogateescape` (PEP 383): the byte can be had back, and no text that a charset can read
 * has such a character.
 */

// With the flag `u` halves of a pair don't match.
const rawByte = /[\udc80-\udcff]/u
const rawBytes = /[\udc80-\udcff]/gu
const rawByteParts = /([\udc80-\udcff]+)/u
const withoutBytes = /(?![\udc80-\udcff])\p{Surrogate}/u

/** The character that stands for `byte`, 0x80 to 0xFF. */
export function rawCharOf(byte: number): string {
  return String.fromCharCode(0xdc00 + byte)
}

/** The byte that `char` stands for; undefined if it stands for itself. */
export function rawByteOf(char: string): number | undefined {
  return rawByte.test(char) ? char.charCodeAt(0) - 0xdc00 : undefined
}

export function hasRawBytes(text: string): boolean {
  return rawByte.test(text)
}

/** True if no charset has bytes for `text`: it holds half a character that stands for no raw byte either. */
export function hasNoBytes(text: string): boolean {
  return withoutBytes.test(text)
}

/** `text` with its raw bytes read as Latin-1, for display: as likely as any other reading, and no two bytes look the same. */
export function rawAsLatin1(text: string): string {
  return text.replace(rawBytes, (char) => String.fromCharCode(char.charCodeAt(0) - 0xdc00))
}

/** The bytes of `text`: raw ones as they are, what is between them as `encode` writes it. */
export function encodeRaw(text: string, encode: (part: string) => Buffer): Buffer {
  if (!hasRawBytes(text)) return encode(text)
  const parts = text.split(rawByteParts)
  // Every second part is a run of raw bytes. The lower byte of U+DC80 to U+DCFF is the byte itself.
  return Buffer.concat(parts.map((part, at) => (at % 2 === 1 ? Buffer.from(part, 'latin1') : encode(part))))
}

/**
 * `bytes` as text, character by character: `read` is given one byte, then two, up to four, until it knows them. A byte from
 * 0x80 on with which no character begins stays raw.
 */
export function decodeRaw(bytes: Uint8Array, read: (piece: Uint8Array) => string | undefined): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const { char, length } = pieceAt(bytes, at, read)
    text += char
    at += length
  }
  return text
}

const maxCharBytes = 4 // UTF-8, GB18030

function pieceAt(
  bytes: Uint8Array,
  at: number,
  read: (piece: Uint8Array) => string | undefined,
): { readonly char: string; readonly length: number } {
  const byte = bytes[at] ?? 0
  if (byte < 0x80) return { char: String.fromCharCode(byte), length: 1 }
  for (let length = 1; length <= maxCharBytes && at + length <= bytes.length; length++) {
    const char = read(bytes.subarray(at, at + length))
    if (char !== undefined) return { char, length }
  }
  return { char: rawCharOf(byte), length: 1 }
}

/**
 * How the bytes of names are read and written. UTF-8 is FTP's charset (RFC 2640); older servers know only the one of their
 * system, so a site may name another.
 *
 * Nothing is lost either way: what `decode` gives, `encode` turns into the very bytes again. Bytes that wouldn't survive that
 * stay raw in the text (see `rawText.ts`).
 */

import { isUtf8 } from 'node:buffer'
import { printable } from '../base/printable.ts'
import { decodeRaw, encodeRaw, hasNoBytes, hasRawBytes } from '../base/rawText.ts'
import { FtpError } from './ftpError.ts'

export interface Charset {
  /** As the site's settings write it. */
  readonly name: string
  /** Never fails: what isn't valid stays raw in the text. */
  readonly decode: (bytes: Uint8Array) => string
  /** Throws `badName` if `text` can't be written so that it reads the same. The message doesn't hold the text: it may be secret. */
  readonly encode: (text: string) => Buffer
}

/** What is needed of iconv-lite. */
interface Converter {
  readonly decode: (bytes: Uint8Array, charset: string) => string
  readonly encode: (text: string, charset: string) => Buffer
  readonly encodingExists: (charset: string) => boolean
}

export const utf8: Charset = {
  name: 'UTF-8',
  decode: (bytes) => (isUtf8(bytes) ? utf8Text(bytes) : decodeRaw(bytes, readUtf8)),
  encode: (text) => encodeRaw(text, encodeUtf8),
}

/**
 * The charset of this name, in any of its spellings; UTF-8 without one. Rejects with `unsupported` if there is none of this
 * name, or if it can't be a server's.
 */
export async function loadCharset(name?: string): Promise<Charset> {
  if (name === undefined || /^utf[-_ ]?8$/i.test(name.trim())) return utf8
  const converter = await import('./iconv.ts')
  if (!converter.encodingExists(name)) throw unsupported(name, "isn't known")
  if (!isLikeAscii(name, converter)) throw unsupported(name, "can't be an FTP server's: commands are in ASCII")
  return charsetOf(name, converter)
}

function unsupported(name: string, why: string): FtpError {
  const advice = 'Try the one of its system, such as windows-1251, ISO-8859-1, Shift_JIS or GBK, or leave it out for UTF-8.'
  return new FtpError('unsupported', `The charset ${printable(name)} ${why}. ${advice}`)
}

function utf8Text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

/** One character. */
function readUtf8(piece: Uint8Array): string | undefined {
  return isUtf8(piece) ? utf8Text(piece) : undefined
}

function encodeUtf8(text: string): Buffer {
  if (hasNoBytes(text)) throw new FtpError('badName', 'There is a half character in it, which UTF-8 has no bytes for.')
  return Buffer.from(text, 'utf8')
}

const asciiBytes = Buffer.from(Array.from({ length: 128 }, (_, code) => code))
const highBytes = Array.from({ length: 128 }, (_, at) => at + 128)

/** ASCII has its own bytes, and a blank is one behind any other: else neither commands nor listings could be told apart. */
function isLikeAscii(name: string, { decode, encode }: Converter): boolean {
  const ascii = asciiBytes.toString('latin1')
  return (
    decode(asciiBytes, name) === ascii &&
    encode(ascii, name).equals(asciiBytes) &&
    highBytes.every((byte) => decode(Buffer.of(byte, 32), name).endsWith(' '))
  )
}

/** What iconv-lite reads an unknown byte as. Of one such byte it takes it for the character, and writes it so. */
const replacement = '\ufffd'

function charsetOf(name: string, converter: Converter): Charset {
  const encodePart = (text: string): Buffer => {
    const bytes = converter.encode(text, name)
    if (!text.includes(replacement) && converter.decode(bytes, name) === text) return bytes
    throw new FtpError('badName', `There is a character in it that the charset ${printable(name)} doesn't have.`)
  }
  const readWhole = (bytes: Uint8Array): string | undefined => {
    const text = converter.decode(bytes, name)
    if (text.includes(replacement) || hasRawBytes(text) || hasNoBytes(text)) return undefined // CESU-8 reads halves of characters
    return converter.encode(text, name).equals(bytes) ? text : undefined
  }
  return {
    name,
    // One by one, characters are written as side by side: the accents that Big5 joins to a letter can't be written alone.
    decode: (bytes) => readWhole(bytes) ?? decodeRaw(bytes, readWhole),
    encode: (text) => encodeRaw(text, encodePart),
  }
}

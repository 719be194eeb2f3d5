/**
 * What a reply says beyond its code: a folder, a size, a time, a digest. Each of these commands has a reply of its own that
 * RFC 959 or a later one lays down, and servers that write it otherwise. What can't be read for certain is undefined.
 */

import type { Timestamp } from '../base/entry.ts'
import { parseFactTime } from './listing/facts.ts'
import { isPositive, isPreliminary, type Reply } from './reply.ts'

const controlCharacter = /\p{Cc}/u

/**
 * The folder of a reply to PWD or MKD, as the server writes it: a path from `/` mostly, but also `C:/somedir`, or `QGPL` on an
 * OS/400 that waits for `SITE NAMEFMT 1`. Look at `isAbsoluteFolder` before using it as a path. RFC 959 appendix II.
 *
 *     257 "/a ""quoted"" folder" is current      rubbish may stand before it: 257 cwd "/a"
 *     257 '/pub' is current directory            a broken server, says FileZilla
 *     257 /                                      MicroPython on an ESP32
 */
export function folderIn(reply: Reply): string | undefined {
  if (!isPositive(reply)) return undefined
  const text = reply.lines.join(' ').trim()
  const path = text.includes('"') ? doublyQuoted(text) : (singlyQuoted(text) ?? unquoted(text))
  return path === undefined || path === '' || controlCharacter.test(path) ? undefined : path
}

/** True for a path from the root. A drive or a library isn't one. */
export function isAbsoluteFolder(path: string): boolean {
  return path.startsWith('/')
}

/** A quote inside is doubled; undefined if the last one is missing. */
function doublyQuoted(text: string): string | undefined {
  return /^[^"]*"((?:[^"]|"")*)"(?!")/.exec(text)?.[1]?.replaceAll('""', '"')
}

/** A quote inside has no blank behind it: `'/it's here'`. */
function singlyQuoted(text: string): string | undefined {
  return /^(?:[^']* )?'(.*?)'(?=[ .,;]|$)/.exec(text)?.[1]
}

function unquoted(text: string): string {
  return text.replace(/ is (?:the |your )?(?:current|working|cwd)\b.*$/i, '').trimEnd()
}

/**
 * The bytes of a reply to SIZE. RFC 3659 section 4.
 *
 *     213 5555, some commentary
 *     213 file: 213, Size =51
 *
 * IIS answers for a folder with several lines: those hold no size.
 */
export function sizeIn(reply: Reply): number | undefined {
  const line = onlyLine(reply)?.trim() ?? ''
  const digits = (/^(\d+)(?![\w.]|,\d)/.exec(line) ?? /(?<![\w.,-])(\d+)(?:\s*bytes?)?\W*$/i.exec(line))?.[1]
  return digits === undefined ? undefined : wholeNumber(digits)
}

/**
 * The time in a reply to MDTM, UTC. RFC 3659 section 3: `213 20030405060708`, a fraction may follow. Nothing else may, not even
 * a blank before it: a time that is guessed would be compared, and copied.
 */
export function timeIn(reply: Reply): Timestamp | undefined {
  return parseFactTime(onlyLine(reply)?.trimEnd() ?? '')
}

/**
 * The bytes that a 150 or 125 announces; a hint, the file may be growing. RFC 959 section 5.4 leaves the text to the server.
 *
 *     150 Opening BINARY mode data connection for a (2241 bytes).
 *     150 Opening ASCII mode data connection for b (137.167.104.91,37445) (0 bytes)
 *
 * Not so `29296.9 kbytes to download` and `Connecting to port 60103`, of Pure-FTPd.
 */
export function announcedSizeIn(reply: Reply): number | undefined {
  if (!isPreliminary(reply)) return undefined
  const sizes = [...reply.lines.join(' ').matchAll(/\((\d+) bytes?\)/gi)]
  const digits = sizes.at(-1)?.[1] // those before may be in the file's name
  return digits === undefined ? undefined : wholeNumber(digits)
}

export interface RepliedDigest {
  /** Where the reply names it: `SHA-1`, `SHA-256`, …, `MD5`, `CRC32`. */
  readonly algorithm?: string
  /** Lower case. Of a CRC32 that is named, with the zeros in front that some servers leave out. */
  readonly hex: string
}

const hexLengths: ReadonlyMap<string, number> = new Map([
  ['CRC32', 8],
  ['MD5', 32],
  ['SHA-1', 40],
  ['SHA-224', 56],
  ['SHA-256', 64],
  ['SHA-384', 96],
  ['SHA-512', 128],
])
const knownLengths: ReadonlySet<number> = new Set(hexLengths.values())

/**
 * The digest in a reply to HASH (draft-bryan-ftpext-hash), MD5 (draft-twine-ftpmd5), or to XCRC, XMD5, XSHA1, XSHA256, …, which
 * nobody has written down. A digest whose length isn't that of the algorithm is none.
 *
 *     213 SHA-256 0-511 <hex> name      213 SHA-1 <hex>      251 "name" <hex>      250 XMD5 <hex>      250 <hex>
 *
 * The last line counts: ProFTPD says `250-Computing MD5 digest` before it.
 */
export function digestIn(reply: Reply): RepliedDigest | undefined {
  if (!isPositive(reply)) return undefined
  const line = reply.lines.at(-1)?.trim() ?? ''
  return reply.code === 251 ? digestBehindName(line) : digestBeforeName(line)
}

/** `"a name" <hex>`. */
function digestBehindName(line: string): RepliedDigest | undefined {
  const hex = /\s([\da-f]+)$/i.exec(line)?.[1]?.toLowerCase() ?? ''
  return knownLengths.has(hex.length) ? { hex } : undefined
}

/** Algorithm, range and name may each be missing: `SHA-1 0-511 <hex> a name`. */
function digestBeforeName(line: string): RepliedDigest | undefined {
  const match = /^(?:(X?(?:CRC|MD|SHA)[-\d]*):?\s+)?(?:\d+-\d+\s+)?([\da-f]+)(?:\s|$)/i.exec(line)
  const [, word, digits = ''] = match ?? []
  const hex = digits.toLowerCase()
  if (word === undefined) return knownLengths.has(hex.length) ? { hex } : undefined
  const algorithm = algorithmOf(word)
  const length = hexLengths.get(algorithm)
  const whole = algorithm === 'CRC32' ? hex.padStart(8, '0') : hex
  return whole !== '' && whole.length === length ? { algorithm, hex: whole } : undefined
}

/** `XSHA` is SHA-1, as `XCRC` is CRC32. */
function algorithmOf(word: string): string {
  const name = word.toUpperCase().replace(/^X/, '')
  if (name.startsWith('CRC')) return 'CRC32'
  if (!name.startsWith('SHA')) return name
  return `SHA-${/\d+/.exec(name)?.[0] ?? '1'}`
}

/** The text of a positive reply of one line. */
function onlyLine(reply: Reply): string | undefined {
  return isPositive(reply) && reply.lines.length === 1 ? reply.lines[0] : undefined
}

/** Undefined beyond 2^53 - 1: a number there would be another one. */
function wholeNumber(digits: string): number | undefined {
  const number = Number(digits)
  return Number.isSafeInteger(number) ? number : undefined
}

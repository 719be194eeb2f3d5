/** The charsets that servers use which aren't UTF-8: what a user is offered, and what a name would look like in each. */

import { printable } from '../base/printable.ts'
import { loadCharset, utf8 } from '../ftp/charset.ts'

/** Likely ones first. */
export const likelyCharsets = [
  'windows-1252',
  'ISO-8859-1',
  'ISO-8859-15',
  'windows-1250',
  'windows-1251',
  'KOI8-R',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'cp437',
  'cp850',
  'cp866',
  'Shift_JIS',
  'EUC-JP',
  'GBK',
  'Big5',
  'EUC-KR',
] as const

export type LikelyCharset = (typeof likelyCharsets)[number]

/** The name, as UTF-8 could not read it, read in this charset. Rejects for a charset that can't be a server's. */
export async function readIn(charset: string, name: string): Promise<string> {
  const { decode } = await loadCharset(charset)
  return printable(decode(utf8.encode(name)))
}

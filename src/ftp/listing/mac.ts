/**
 * Servers of the classic Mac (NetPresenz, Peter Lewis's FTPd): `ls -l` with a resource fork.
 *
 * Folders have the word `folder` and a count of what is in them, files the sizes of both forks, resource and data, and their sum:
 * `-rw-r--r--    54149       27826    81975 Jul 22  2010 a.jpg`. What RETR sends of both is the server's choice. No links, owner or group.
 */

import type { Dialect, ParsedLine } from './dialect.ts'
import { parseUnixLine } from './unix.ts'
import { wordsOf } from './words.ts'

export const mac: Dialect = { parseLine: parseMacLine }

export function parseMacLine(line: string, now: Date): ParsedLine {
  const [mode, first, second, third] = wordsOf(line, 4)
  if (!mode || !first || !second || !third) return undefined
  const isFolder = mode.text.startsWith('d')
  const isMac = isFolder ? first.text === 'folder' : isSum(first.text, second.text, third.text)
  const entry = isMac ? parseUnixLine(line, now) : undefined
  if (typeof entry !== 'object') return entry
  const { name, type, size, modified, permissions, linkTarget } = entry
  return {
    name,
    type,
    ...(modified && { modified }),
    ...(permissions !== undefined && { permissions }),
    ...(size !== undefined && !isFolder && { size }),
    ...(size !== undefined && !isFolder && first.text !== '0' && { isApproximateSize: true }),
    ...(linkTarget !== undefined && { linkTarget }),
  }
}

function isSum(first: string, second: string, third: string): boolean {
  return [first, second, third].every((text) => /^\d{1,20}$/.test(text)) && BigInt(first) + BigInt(second) === BigInt(third)
}

/** Mailboxes of Sterling's Connect:Enterprise, flags in place of the mode: `-C--E-----FTP B QUA1I1      18128       41 Aug 12 13:56 QUADTEST`. */

import type { Dialect, ParsedLine } from './dialect.ts'
import { findTail } from './unix.ts'

// Ten flags and how the batch came, then its data type.
const flagsPattern = /^-[-A-Z]{9}[A-Z]*[ \t]+[A-Z](?=[ \t])/

export const connectEnterprise: Dialect = { parseLine: parseConnectEnterpriseLine }

export function parseConnectEnterpriseLine(line: string, now: Date): ParsedLine {
  const flags = flagsPattern.exec(line)
  const tail = flags ? findTail(line, flags[0].length, now) : undefined
  if (!tail || tail.rest === '') return undefined
  const [owner, group] = tail.people
  return {
    name: tail.rest,
    type: 'file',
    modified: tail.modified,
    ...(owner && { owner: owner.text }),
    ...(group && { group: group.text }),
    ...(tail.size !== undefined && { size: tail.size }),
    ...(tail.isRounded && { isApproximateSize: true }),
  }
}

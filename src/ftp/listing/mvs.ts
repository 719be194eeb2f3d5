/**
 * z/OS data sets: `SAVE01 3390   2004/06/23  1    1  FB     128  6144  PO    INCOMING.RPTBM024`, partitioned ones being folders.
 *
 * The date is when it was last used, not changed, and tracks and record lengths give no size in bytes, so there is neither.
 * Data sets on tape, migrated or without a catalogue entry have less to say, but always the name in the last column.
 */

import type { Dialect, ParsedLine } from './dialect.ts'

const heading = /^[ \t]*Volume[ \t]+(?:Unit|Referred)[ \t]/i
const name = "('?[^ \\t']+'?)[ \\t]*$"

// Volume, unit, last use, extents, tracks (which may touch, or be ???? or ++++), record format, lengths, organisation, name.
const onDisk = new RegExp(
  `^[ \\t]*\\S{1,6}[ \\t]+\\S{4,6}[ \\t]+(?:\\d{4}/\\d\\d/\\d\\d|\\*\\*NONE\\*\\*)[ \\t]+\\d{1,10}(?:[ \\t]+(?:\\d{1,9}|\\?+|\\++))?[ \\t]+(?:[A-Z]{1,5}[ \\t]+)?\\d{1,6}[ \\t]+\\d{1,6}[ \\t]+([A-Z]{2,4}(?:-[A-Z])?)[ \\t]+${name}`,
)
const catalogued = new RegExp(`^[ \\t]*\\S{1,6}[ \\t]+\\S{4,6}[ \\t]+(?:\\S+[ \\t]+)?(?:VSAM|PATH|DA|IS)[ \\t]+${name}`)
const elsewhere = new RegExp(
  `^[ \\t]*(?:Migrated|(?:\\S{1,6}[ \\t]+)?(?:Tape|Not Direct Access Device|Not Mounted)|Error determining attributes|User catalog connector)[ \\t]+${name}`,
  'i',
)
const qualifier = new RegExp(`^[ \\t]*Pseudo Directory[ \\t]+${name}`, 'i')

export const mvs: Dialect = { parseLine: parseMvsLine }

export function parseMvsLine(line: string): ParsedLine {
  const [, organisation, dataSet] = onDisk.exec(line) ?? []
  if (organisation !== undefined && dataSet !== undefined) return { name: dataSet, type: organisation.startsWith('PO') ? 'folder' : 'file' }
  const other = (catalogued.exec(line) ?? elsewhere.exec(line))?.[1]
  if (other !== undefined) return { name: other, type: 'file' }
  const folder = qualifier.exec(line)?.[1]
  if (folder !== undefined) return { name: folder, type: 'folder' }
  return heading.test(line) ? 'skip' : undefined
}

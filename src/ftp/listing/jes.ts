/**
 * Jobs of z/OS (SITE FILETYPE=JES), each to be retrieved by its id: `IBMUSER1  JOB01906  OUTPUT    3 Spool Files`, and at interface
 * level 2 with the owner in front of the status.
 */

import type { Dialect, ParsedLine } from './dialect.ts'

const heading = /^[ \t]*JOBNAME[ \t]+JOBID[ \t]+OWNER/i
const count = /^[ \t]*\d+ spool files?[ \t]*$/i
const linePattern =
  /^[ \t]*[^ \t]{1,8}[ \t]+((?:JOB|TSU|STC)\d{5}|[JTS]\d{7})[ \t]+(?:([^ \t]{1,8})[ \t]+)?(?:INPUT|HELD|ACTIVE|OUTPUT)(?=[ \t]|$)/

export const jes: Dialect = { parseLine: parseJobLine }

export function parseJobLine(line: string): ParsedLine {
  const [, name, owner] = linePattern.exec(line) ?? []
  if (name === undefined) return heading.test(line) || count.test(line) ? 'skip' : undefined
  return { name, type: 'file', ...(owner !== undefined && { owner }) }
}

/**
 * Every sample that other clients test their parsers with. Each row of data/listings.jsonl names the file it is from
 * (commons-net, jlaffaye/ftp, basic-ftp, curl, node-ftp, lftp, goftp, issue threads), what its author expects, and on what that
 * rests: `rejected-by-client` is one parser's choice, not the format's. Where we read a row otherwise, `differing` says why.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Entry } from '../../../src/base/entry.ts'
import { parseListing, type ListingFormat } from '../../../src/ftp/listing/parse.ts'

interface Expected {
  readonly name?: string
  readonly type?: 'file' | 'dir' | 'link' | 'other' | 'cdir' | 'pdir' | null
  readonly size?: number | string | null
  readonly modified?: string | null
  readonly modifiedPrecision?: string
  readonly permissions?: string | null
  readonly linkTarget?: string | null
  readonly owner?: string
  readonly group?: string
  readonly ownerGroup?: string
  /** Of a whole listing. */
  readonly entries?: number
}

interface Sample {
  readonly id: number
  readonly source: string
  readonly dialect: string
  readonly raw: string
  readonly rawHex?: string
  readonly now?: string
  readonly expect: Expected | readonly Expected[] | null
}

const windowOf12 = 'a day without a year is of the last twelve months, with a day of grace; that client looks half a year ahead too'
const parentOrSelf = 'the folder itself and its parent are no entries of it'
const emptyTarget = 'a target that is not said is none'
const anotherDialect = 'the line is sound in another dialect; that client was told to expect this one'

/** What we read in place of what is asserted; null for nothing. */
const differing: Readonly<Record<number, { readonly why: string; readonly expect: Expected | null }>> = {
  229: { why: "that client has no sizes for links; the line's is kept", expect: { name: 'bin', type: 'link', size: 7 } },
  230: { why: windowOf12, expect: { name: '!!!-Tipp des Haus!', type: 'dir', modified: '2016-08-15T05:49' } },
  231: { why: windowOf12, expect: { name: 'P0RN', type: 'dir', modified: '2016-08-11T20:32' } },
  233: { why: windowOf12, expect: { name: 'ls-lR.Z', size: 1803128, modified: '2016-07-10T10:18' } },
  236: { why: parentOrSelf, expect: null },
  237: { why: parentOrSelf, expect: null },
  250: { why: windowOf12, expect: { name: 'data.csv', size: 2080, modified: '2016-05-21T10:53' } },
  252: { why: anotherDialect, expect: { name: 'login', type: 'dir', size: 512, owner: 'supervisor', modified: '2017-01-16T18:53' } },
  253: { why: anotherDialect, expect: { name: 'cx.exe', type: 'file', size: 214059, owner: 'rhesus', modified: '2016-10-20T15:27' } },
  261: { why: windowOf12, expect: { modified: '2016-09-10T22:59' } },
  288: { why: emptyTarget, expect: { name: 'filename', type: 'link', linkTarget: null } },
  346: {
    why: "an ISO date without a clock is what GNU's iso style prints of old files",
    expect: { name: 'zxJDBC-2.0.1b1.zip', size: 190144, modified: '2001-04-27', modifiedPrecision: 'day' },
  },
  388: {
    why: 'the 20th can only be a day: the server puts it first',
    expect: { name: '.bash_history', size: 681, modified: '1997-05-20T15:31' },
  },
  390: { why: anotherDialect, expect: { name: 'Maintenance Desktop', type: 'dir', modified: '1997-05-12T16:52' } },
  494: {
    why: 'the number of links may be missing, and an owner may begin with a digit',
    expect: { name: 'einladung.zip', owner: '1PEP', size: 4019 },
  },
  506: { why: "IBM's manual lets the size be blank", expect: { name: 'RPGUNITC1.FILE', type: 'dir', modified: '2004-03-18T13:18:19' } },
  510: {
    why: 'a member may have a size and a date; the slash makes it unusable here',
    expect: { name: 'RPGUNITC1.FILE/RUCALLTST.MBR', size: 135168 },
  },
  512: { why: 'as 510', expect: { name: 'RPGUNITC1.FILE/RUCALLTST.MBR', modified: '2004-03-18T13:18:19' } },
  514: { why: parentOrSelf, expect: null },
  532: { why: 'NcFTPd writes so, after a draft of the RFC', expect: { name: 'missing-semicolon', type: 'dir' } },
  546: { why: 'the date is one, if unusual there', expect: { name: '_ADMIN', type: 'dir', size: 512, modified: '2001-10-04' } },
  566: { why: anotherDialect, expect: { name: 'absoft2', type: 'dir', modified: '1996-12-05T17:03' } },
  602: { why: 'February 29 was in neither year, so the line is unreadable', expect: null },
  603: { why: parentOrSelf, expect: null },
  604: { why: parentOrSelf, expect: null },
  618: { why: parentOrSelf, expect: null },
  619: { why: parentOrSelf, expect: null },
  641: { why: parentOrSelf, expect: null },
  642: { why: parentOrSelf, expect: null },
  651: { why: emptyTarget, expect: { name: 'access-logs', type: 'link', size: 32, permissions: '0777', linkTarget: null } },
}

const samples = readFileSync(new URL('data/listings.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Sample)

describe('samples of listings', () => {
  for (const sample of samples) {
    it(`${sample.id}, ${sample.dialect}, of ${sample.source}`, () => {
      const format = sample.dialect.startsWith('mlsd') ? 'facts' : 'list'
      const expected = differing[sample.id]?.expect ?? (sample.id in differing ? null : sample.expect)
      for (const told of [format, undefined] as const) check(expected, read(sample, told))
    })
  }

  it('are there for all that differ', () => {
    const ids = new Set(samples.map(({ id }) => id))
    for (const id of Object.keys(differing)) assert.ok(ids.has(Number(id)), id)
  })
})

function read(sample: Sample, format: ListingFormat | undefined): readonly Entry[] {
  // Some rows are a date only.
  const raw = sample.dialect === 'unix-date' ? `-rw-r--r--   1 me us 3 ${sample.raw} a` : sample.raw
  const bytes = sample.rawHex === undefined ? Buffer.from(raw) : Buffer.from(sample.rawHex, 'hex')
  return parseListing(bytes, { now: nowOf(sample), ...(format && { format }) }).entries
}

function nowOf({ now }: Sample): Date {
  return new Date(now === undefined ? '2017-03-10T23:00Z' : `${now.replace('Z', '')}Z`)
}

function check(expected: Sample['expect'], entries: readonly Entry[]): void {
  if (expected === null) return assert.deepEqual(entries, [])
  const all = isList(expected) ? expected : [expected]
  const [{ entries: count } = {}] = all
  if (count !== undefined) return assert.equal(entries.length, count)
  assert.equal(entries.length, all.length)
  for (const [at, one] of all.entries()) checkEntry(one, entries[at])
}

function isList(expected: Expected | readonly Expected[]): expected is readonly Expected[] {
  return Array.isArray(expected)
}

/** Null is "not said" of what a folder or a dialect need not have. */
function checkEntry(expected: Expected, entry: Entry | undefined): void {
  assert.ok(entry)
  if (expected.name !== undefined) assert.equal(entry.name, expected.name)
  if (expected.type) assert.equal(entry.type, expected.type === 'dir' ? 'folder' : expected.type)
  if (typeof expected.size === 'number' && !(expected.size === 0 && entry.type === 'folder')) assert.equal(entry.size, expected.size)
  if (expected.modified) assert.equal(timeText(expected.modified, entry), expected.modified)
  if (expected.modifiedPrecision !== undefined) assert.equal(entry.modified?.precision, expected.modifiedPrecision)
  if (expected.permissions) assert.equal(entry.permissions, expected.permissions)
  if (expected.linkTarget !== undefined) assert.equal(entry.linkTarget, expected.linkTarget ?? undefined)
  if (expected.owner !== undefined) assert.equal(entry.owner, expected.owner)
  if (expected.group !== undefined) assert.equal(entry.group, expected.group)
  if (expected.ownerGroup !== undefined) assert.equal([entry.group, entry.owner].filter(Boolean).join(','), expected.ownerGroup)
}

/** The entry's time, written as exactly and with the same blanks as the expected one. */
function timeText(expected: string, { modified }: Entry): string | undefined {
  if (!modified) return undefined
  const zone = expected.endsWith('Z') ? 'Z' : ''
  const iso = new Date(modified.ms).toISOString().slice(0, expected.length - zone.length)
  return expected.startsWith('????') ? `????${iso.slice(4)}` : `${iso}${zone}`
}

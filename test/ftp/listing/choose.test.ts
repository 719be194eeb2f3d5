import assert from 'node:assert/strict'
import { parseListing } from '../../../src/ftp/listing/parse.ts'

const now = new Date('2026-06-15T12:00:00Z')
const unixLine = '-rw-r--r--   1 me       us           3 Jan  1 10:00 a'

function read(...lines: string[]): { names: string[]; unreadable: readonly string[] } {
  const { entries, unreadable } = parseListing(Buffer.from(lines.join('\r\n')), { now })
  return { names: entries.map(({ name }) => name), unreadable }
}

describe('the dialect of a listing', () => {
  it('is not changed by a stray line', () => {
    const job = 'IBMUSER1  JOB01906  OUTPUT    3 Spool Files'
    assert.deepEqual(read(job, unixLine, unixLine), { names: ['a', 'a'], unreadable: [job] })
    assert.deepEqual(read('what is this', unixLine, ' b'), { names: ['a'], unreadable: ['what is this', ' b'] })
  })

  it('leaves lines to another that can not be mistaken', () => {
    const lines = [unixLine, '07-17-13  02:43PM       <DIR>          b', 'type=file;size=1; c', '+/,\td']
    assert.deepEqual(read(...lines), { names: ['a', 'b', 'c', 'd'], unreadable: [] })
  })

  it('tells by one line which of two numbers is the day', () => {
    const { entries } = parseListing(Buffer.from('02-03-13  02:43PM  1 a\r\n20-03-13  02:43PM  1 b\r\n'), { now })
    assert.deepEqual(
      entries.map(({ modified }) => new Date(modified?.ms ?? 0).getUTCMonth()),
      [2, 2],
    )
  })

  it('does not matter where a listing is empty', () => {
    for (const text of ['', '\r\n', 'total 0\r\n', '總計 0\n', 'Status of /pub:\r\n', 'Directory USER1:[TEMP]\r\n\r\n'])
      assert.deepEqual(parseListing(Buffer.from(text), { now }), { entries: [], unreadable: [] }, text)
  })
})

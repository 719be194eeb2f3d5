import assert from 'node:assert/strict'
import { parseMacLine } from '../../../src/ftp/listing/mac.ts'
import { parseListing } from '../../../src/ftp/listing/parse.ts'

const now = new Date('2026-06-15T12:00:00Z')

describe('lines of the classic Mac', () => {
  it('have the sizes of both forks and their sum', () => {
    assert.deepEqual(parseMacLine('-rw-r--r--    54149       27826    81975 Jul 22  2010 a b.jpg', now), {
      name: 'a b.jpg',
      type: 'file',
      size: 81975,
      isApproximateSize: true,
      modified: { ms: Date.parse('2010-07-22T00:00:00Z'), precision: 'day' },
      permissions: '-rw-r--r--',
    })
  })

  it('have an exact size only without a resource fork', () => {
    const parsed = parseMacLine('-rw-r--r--        0       27826    27826 Jul 22  2010 a', now)
    assert.ok(typeof parsed === 'object')
    assert.deepEqual([parsed.size, parsed.isApproximateSize], [27826, undefined])
  })

  it('count what is in a folder', () => {
    assert.deepEqual(parseMacLine('drwxr-xr-x               folder        2 May 10  1996 network', now), {
      name: 'network',
      type: 'folder',
      modified: { ms: Date.parse('1996-05-10T00:00:00Z'), precision: 'day' },
      permissions: 'drwxr-xr-x',
    })
  })

  it('have no size where it is 2^64-1', () => {
    const parsed = parseMacLine('-rw-r--r--        0   18446744073709551615 18446744073709551615 Nov 16  2006 a', now)
    assert.ok(typeof parsed === 'object' && parsed.size === undefined)
  })

  it('are told from those of Unix by the whole listing', () => {
    const text = '-rw-r--r-- 1 100 101 Jan  1 10:00 a\r\n-rw-r--r-- 1 100 500 Jan  1 10:00 b\r\n'
    assert.deepEqual(
      parseListing(Buffer.from(text), { now }).entries.map(({ owner }) => owner),
      ['100', '100'],
    )
  })
})

import assert from 'node:assert/strict'
import type { Entry } from '../../../src/base/entry.ts'
import { parseUnixLine } from '../../../src/ftp/listing/unix.ts'

const now = new Date('2026-06-15T12:00:00Z')

function entry(line: string, at = now): Entry {
  const parsed = parseUnixLine(line, at)
  assert.ok(parsed !== undefined && parsed !== 'skip', `not an entry: ${line}`)
  return parsed
}

const minute = (iso: string) => ({ ms: Date.parse(`${iso}:00Z`), precision: 'minute' })
const day = (iso: string) => ({ ms: Date.parse(`${iso}T00:00:00Z`), precision: 'day' })

describe('lines of ls -l', () => {
  it('say all there is to know of a file', () => {
    assert.deepEqual(entry('-rw-r--r--   1 www-data staff       12345 Mar  2 15:13 index.html'), {
      name: 'index.html',
      type: 'file',
      size: 12345,
      modified: minute('2026-03-02T15:13'),
      permissions: '-rw-r--r--',
      owner: 'www-data',
      group: 'staff',
    })
  })

  it('say what is a folder, a link, or something else', () => {
    assert.equal(entry('drwxr-xr-x    2 0        0            4096 Jan  1 10:00 pub').type, 'folder')
    assert.equal(entry('lrwxrwxrwx    1 0        0               3 Jan  1 10:00 now -> pub').type, 'link')
    assert.equal(entry('srwxrwxrwx    1 0        0               0 Jan  1 10:00 sock').type, 'other')
  })

  it('say where a link points', () => {
    const { name, linkTarget } = entry('lrwxrwxrwx    1 0        0               3 Jan  1 10:00 now -> ../a -> b')
    assert.deepEqual([name, linkTarget], ['now', '../a -> b'])
  })

  it('keep an arrow in the name of a file', () => {
    assert.equal(entry('-rw-r--r--    1 0        0               3 Jan  1 10:00 a -> b').name, 'a -> b')
  })

  it('end the date with one blank; further ones belong to the name', () => {
    assert.equal(entry('-rw-r--r--    1 0        0               3 Jan  1 10:00   a  b ').name, '  a  b ')
  })

  it('with a year are known to the day', () => {
    assert.deepEqual(entry('-rw-r--r--    1 0        0               3 Nov 30  2019 a').modified, day('2019-11-30'))
  })

  it('without a year are of the last twelve months', () => {
    assert.deepEqual(entry('-rw-r--r--    1 0        0               3 Dec 24 18:00 a').modified, minute('2025-12-24T18:00'))
    assert.deepEqual(entry('-rw-r--r--    1 0        0               3 Jun 15 11:59 a').modified, minute('2026-06-15T11:59'))
  })

  it('may be a day ahead of this computer', () => {
    assert.deepEqual(entry('-rw-r--r--    1 0        0               3 Jun 16 11:00 a').modified, minute('2026-06-16T11:00'))
    assert.deepEqual(entry('-rw-r--r--    1 0        0               3 Jun 17 11:00 a').modified, minute('2025-06-17T11:00'))
  })

  it('around New Year keep their year', () => {
    const newYear = new Date('2026-01-01T00:30:00Z')
    assert.deepEqual(entry('-rw-r--r--    1 0        0               3 Dec 31 23:59 a', newYear).modified, minute('2025-12-31T23:59'))
  })

  it('know February 29 in a leap year only', () => {
    const leap = new Date('2028-03-10T00:00:00Z')
    assert.deepEqual(entry('-rw-r--r--    1 0        0               3 Feb 29 10:00 a', leap).modified, minute('2028-02-29T10:00'))
    assert.equal(parseUnixLine('-rw-r--r--    1 0        0               3 Feb 29  2027 a', now), undefined)
  })

  it('may write the date as ISO does', () => {
    assert.deepEqual(entry('-rw-r--r--    1 0        0               3 2025-11-30 10:07 a').modified, minute('2025-11-30T10:07'))
  })

  for (const [what, line] of [
    ['an ACL mark', '-rw-r--r--+   1 0        0             123 Jan  1 10:00 a'],
    ['an ACL mark and no blank after it', '-rw-r--r--+1 0        0             123 Jan  1 10:00 a'],
    ['SELinux', '-rw-r--r--.   1 0        0             123 Jan  1 10:00 a'],
    ['blanks in front', '   -rw-r--r--   1 0        0             123 Jan  1 10:00 a'],
    ['a missing mode letter', '-rw-r--rw   1 0        0             123 Jan  1 10:00 a'],
    ['no links', '-rw-r--r--   0        0             123 Jan  1 10:00 a'],
    ['no group', '-rw-r--r--   1 someone             123 Jan  1 10:00 a'],
    ['neither owner nor group', '-rw-r--r--   1             123 Jan  1 10:00 a'],
    ['blanks in the group', '-rw-r--r--   1 someone domain users   123 Jan  1 10:00 a'],
  ] as const) {
    it(`are read with ${what}`, () => {
      const { name, size, type } = entry(line)
      assert.deepEqual({ name, size, type }, { name: 'a', size: 123, type: 'file' })
    })
  }

  it('with blanks in owner or group name neither, for nobody knows whose they are', () => {
    const { owner, group } = entry('-rw-r--r--   1 someone domain users   123 Jan  1 10:00 a')
    assert.deepEqual([owner, group], [undefined, undefined])
  })

  it('mark a size that is rounded', () => {
    for (const [text, size, isApproximateSize] of [
      ['33.5k', 34_304, true],
      ['155K', 158_720, true],
      ['123', 123, undefined],
      ['99999999P', undefined, undefined],
    ] as const) {
      const parsed = entry(`-rw-r--r--   1 0        0             ${text} Jan  1 10:00 a`)
      assert.deepEqual([parsed.size, parsed.isApproximateSize], [size, isApproximateSize], text)
    }
  })

  it('of a device have no size', () => {
    assert.equal(entry('crw-rw-rw-    1 root     root       1,   3 Jan  1 10:00 null').size, undefined)
  })

  it('for the folder itself and its parent are skipped, and so is the total', () => {
    for (const line of [
      'drwxr-xr-x    2 0        0            4096 Jan  1 10:00 .',
      'drwxr-xr-x    2 0        0            4096 Jan  1 10:00 ..',
      'total 12',
    ]) {
      assert.equal(parseUnixLine(line, now), 'skip')
    }
  })

  it('of another kind are not guessed at', () => {
    for (const line of [
      'Status of /pub:',
      '-rw-r--r-- 1 0 0 3 Jam 26 20:10 a',
      '-rw-r--r-- 1 0 0 33.5x Jan  1 10:00 a',
      '-rw-r--r-- 1 0 0 3 Jan  1 24:01 a',
      '-rw-r--r-- 1 0 0 3 Jan 32 10:00 a',
      '-rw-r--r-- 1 0 0 3 Jan  1 10:00 ',
      '-rw-r--r-- 1 0 0 3 Dec 02  209 a',
      '+i8388621.48594,m825718503,r,s280,\tdjb.html',
    ]) {
      assert.equal(parseUnixLine(line, now), undefined, line)
    }
  })
})

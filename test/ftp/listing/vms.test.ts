import assert from 'node:assert/strict'
import type { Entry } from '../../../src/base/entry.ts'
import { parseListing } from '../../../src/ftp/listing/parse.ts'
import { parseVmsLine } from '../../../src/ftp/listing/vms.ts'

const now = new Date('2026-06-15T12:00:00Z')

function entry(line: string): Entry {
  const parsed = parseVmsLine(line)
  assert.ok(typeof parsed === 'object', line)
  return parsed
}

describe('lines of VMS', () => {
  it('say all there is to know of a file', () => {
    assert.deepEqual(entry('CII-MANUAL.TEX;1  213/216  29-JAN-1996 03:33:12  [ANONYMOU,ANONYMOUS]   (RWED,RWED,,)'), {
      name: 'CII-MANUAL.TEX;1',
      type: 'file',
      size: 213 * 512,
      isApproximateSize: true,
      modified: { ms: Date.parse('1996-01-29T03:33:12Z'), precision: 'second' },
      group: 'ANONYMOU',
      owner: 'ANONYMOUS',
      permissions: '(RWED,RWED,,)',
    })
  })

  it('may be shorter, and in another order', () => {
    const size = 155 * 512
    for (const line of [
      'A.TXT;2   [ROOT,ROOT]    155   2-JUL-2003 10:30:13.64',
      'A.TXT;2   2-JUL-2003 10:30:13 155',
      'A.TXT;2  (1234,5,0)  155  2-JUL-2003 10:30:13 [ROOT,ROOT (RWED, RWED, , )',
    ]) {
      assert.equal(entry(line).size, size, line)
      assert.deepEqual(entry(line).modified, { ms: Date.parse('2003-07-02T10:30:13Z'), precision: 'second' }, line)
    }
    assert.equal(entry('A.TXT;2  3KB  2-JUL-2003 10:30').size, 3072)
  })

  it('of what may not be looked at have the name', () => {
    assert.deepEqual(entry('PRIV.DIR;1   insufficient privilege or object protection violation'), { name: 'PRIV.DIR;1', type: 'folder' })
  })

  it('keep the escapes of a name: a command needs them', () => {
    assert.equal(entry('A^.B.C;1  3  1-JAN-2000 00:00').name, 'A^.B.C;1')
  })

  it('around the files are skipped', () => {
    for (const line of ['Directory USER1:[TEMP]', 'Total of 6 files, 123/456 blocks', 'Total 6 files', '%DIRECT-W-NOFILES, no files found'])
      assert.equal(parseVmsLine(line), 'skip')
  })

  it('of another kind are not guessed at', () => {
    for (const line of ['A.TXT', 'A.TXT;1 what', 'A.TXT;1 a/9 2-JUN-1998 07:32', 'A.TXT;1 9/9 31-JUN-1998 07:32', 'A.TXT;1 9/9'])
      assert.equal(parseVmsLine(line), undefined, line)
  })
})

describe('listings of VMS', () => {
  it('have the newest version by its plain name, which is what RETR means by that, and the others by their whole one', () => {
    const text = [
      'Directory USER1:[TEMP]',
      '',
      'A.LIS;1   9/9   3-JUN-1998 07:32:04  [G,O]    (RWED,RWED,RWED,)',
      'A.LIS;10  9/9   7-JUN-1998 07:32:04  [G,O]    (RWED,RWED,RWED,)',
      'A.LIS;9   9/9   6-JUN-1998 07:32:04  [G,O]    (RWED,RWED,RWED,)',
      'B.DIR;1   1/9   6-JUN-1998 07:32:04  [G,O]    (RWED,RWED,RWED,)',
      'Total of 4 files',
    ].join('\r\n')
    const { entries, unreadable } = parseListing(Buffer.from(text), { now })
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['A.LIS;1', 'A.LIS', 'A.LIS;9', 'B.DIR'],
    )
    assert.deepEqual(unreadable, [])
  })

  it('may wrap a line behind a long name', () => {
    const text =
      'UNZIP_AND_ATTACH_FILES.COM;12\r\n              14/15     24-JUL-2002 14:35:40  [T]    (RWE,RWE,RWE,RE)\r\nB.TXT;1  1/1  24-JUL-2002 14:35:40\r\n'
    const { entries, unreadable } = parseListing(Buffer.from(text), { now })
    assert.deepEqual(
      entries.map(({ name, size }) => [name, size]),
      [
        ['UNZIP_AND_ATTACH_FILES.COM', 14 * 512],
        ['B.TXT', 512],
      ],
    )
    assert.deepEqual(unreadable, [])
  })
})

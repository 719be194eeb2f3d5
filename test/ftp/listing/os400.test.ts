import assert from 'node:assert/strict'
import type { Entry } from '../../../src/base/entry.ts'
import { parseOs400Line } from '../../../src/ftp/listing/os400.ts'
import { parseListing } from '../../../src/ftp/listing/parse.ts'

const now = new Date('2026-06-15T12:00:00Z')
const second = (iso: string) => ({ ms: Date.parse(`${iso}Z`), precision: 'second' })

function entry(line: string): Entry {
  const parsed = parseOs400Line(line, 'mdy')
  assert.ok(typeof parsed === 'object', line)
  return parsed
}

describe('lines of OS/400', () => {
  it('say all there is to know of a file', () => {
    assert.deepEqual(entry('BAILEYSE     5263360 06/11/97 12:27:39 *FILE      BPTFSAVF'), {
      name: 'BPTFSAVF',
      type: 'file',
      size: 5263360,
      isApproximateSize: true,
      modified: second('1997-06-11T12:27:39'),
      owner: 'BAILEYSE',
    })
  })

  it('have an exact size for stream files', () => {
    const { size, isApproximateSize } = entry('ME            26 06/11/97 12:27:39 *STMF      a')
    assert.deepEqual([size, isApproximateSize], [26, undefined])
  })

  it('tell the type', () => {
    for (const [text, type] of [
      ['*DIR       a/', 'folder'],
      ['*LIB       a', 'folder'],
      ['*FILE      A.FILE', 'folder'],
      ['*FILE      A.SAVF', 'file'],
      ['*STMF      a', 'file'],
      ['*SYMLNK    a', 'link'],
      ['*SOCKET    a', 'other'],
    ] as const) {
      assert.equal(entry(`QSYS            77824 02/23/00 15:09:55 ${text}`).type, type, text)
    }
  })

  it('may lack the owner, the size, the date', () => {
    assert.deepEqual(entry('                77824 02/23/00 15:09:55 *STMF a b').owner, undefined)
    assert.equal(entry('QSYS                  02/23/00 15:09:55 *STMF a b').size, undefined)
    assert.deepEqual(entry('QPGMR                                   *MEM       A.FILE/B.MBR'), {
      name: 'A.FILE/B.MBR',
      type: 'file',
      owner: 'QPGMR',
    })
  })

  it('may separate dates and clocks by other signs', () => {
    assert.deepEqual(entry('QSYS 1 23.02.00 15.09.55 *STMF a').modified, second('2000-02-23T15:09:55'))
    assert.deepEqual(entry('QSYS 1 02,23,00 15,09,55 *STMF a').modified, second('2000-02-23T15:09:55'))
  })

  it('may hold a whole path', () => {
    assert.equal(entry('ZFTPDEV 9069 05/20/15 15:36:52 *STMF /DRV/AUDWRKSHET/A.PDF').name, 'A.PDF')
  })

  it('of another kind are not guessed at', () => {
    for (const line of [
      'PEP 422 03/24 14:06:26 *STMF a',
      'PEP USR 1 04/03/24 14:06:34 *DIR a/',
      'PEP 1 04/03/18 30:06:29 *FILE a',
      'PEP 1 a',
    ])
      assert.equal(parseOs400Line(line, 'ymd'), undefined, line)
  })
})

describe('listings of OS/400', () => {
  const days = (...dates: string[]) => {
    const lines = dates.map((date) => `PEP               422 ${date} 14:06:26 *STMF      a`)
    const { entries } = parseListing(Buffer.from(lines.join('\n')), { now })
    return entries.map(({ modified }) => new Date(modified?.ms ?? 0).toISOString().slice(0, 10))
  }

  it('put in one order what all their dates can be read in', () => {
    assert.deepEqual(days('04/03/24', '04/03/31'), ['2004-03-24', '2004-03-31'])
    assert.deepEqual(days('04/03/24', '03/18/03'), ['2024-04-03', '2003-03-18'])
    assert.deepEqual(days('04/03/24', '24/03/96'), ['2024-03-04', '1996-03-24'])
  })
})

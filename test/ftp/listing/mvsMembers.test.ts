import assert from 'node:assert/strict'
import { parseMemberLine } from '../../../src/ftp/listing/mvsMembers.ts'
import { parseListing } from '../../../src/ftp/listing/parse.ts'

const heading = ' Name     VV.MM   Created       Changed      Size  Init   Mod   Id'

describe('members of a data set', () => {
  it('may have statistics; lines are no bytes', () => {
    assert.deepEqual(parseMemberLine('SAVE03    01.03 2002/09/12 2002/10/11 09:37    11    11     0 KIL001'), {
      name: 'SAVE03',
      type: 'file',
      modified: { ms: Date.parse('2002-10-11T09:37:00Z'), precision: 'minute' },
    })
  })

  it('of a load library have their bytes in hexadecimal', () => {
    const expected = { name: 'IEFBR14', type: 'file', size: 0xeb00, isApproximateSize: true }
    assert.deepEqual(parseMemberLine('IEFBR14   00EB00   000307          00 FO RN RU                  31    ANY'), expected)
    assert.deepEqual(parseMemberLine('IEFBR14   00EB00   000307 OTHER    01                           24    24'), expected)
  })

  it('may be bare names, but only under the heading', () => {
    const { entries, unreadable } = parseListing(Buffer.from(`${heading}\r\nAAA\r\n$B2\r\nnot one\r\n`))
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['AAA', '$B2'],
    )
    assert.deepEqual(unreadable, ['not one'])
    assert.deepEqual(parseListing(Buffer.from('AAA\r\n')), { entries: [], unreadable: ['AAA'] })
  })
})

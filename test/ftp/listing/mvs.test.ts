import assert from 'node:assert/strict'
import { parseMvsLine } from '../../../src/ftp/listing/mvs.ts'
import { parseListing } from '../../../src/ftp/listing/parse.ts'

describe('lines of data sets', () => {
  for (const [what, line, expected] of [
    ['sequential', 'PSMLC1 3390   2005/04/04  1    1  VB   27994 27998  PS    A.B', { name: 'A.B', type: 'file' }],
    ['partitioned', 'SAVE01 3390   2004/06/23  1    1  FB     128  6144  PO    A.B', { name: 'A.B', type: 'folder' }],
    ['extended', 'SAVE01 3390   2004/06/23  1    1  FB     128  6144  PO-E  A.B', { name: 'A.B', type: 'folder' }],
    ['never used', 'SAVE01 3390   **NONE**    1    1  FB     128  6144  PO    A.B', { name: 'A.B', type: 'folder' }],
    ['of unknown use', 'SAVE01 3390   2006/06/26  1 ++++ U        0  6447  PO-E  A.B', { name: 'A.B', type: 'folder' }],
    ['with columns that touch', 'SAVE01 3390   2005/06/06 213000 U        0 27998  PO    A.B', { name: 'A.B', type: 'folder' }],
    ['of VSAM', 'SAVE01 3390                                      VSAM  A.B', { name: 'A.B', type: 'file' }],
    ['migrated', 'Migrated                                                A.B', { name: 'A.B', type: 'file' }],
    ['on tape', 'ARCIVE Not Direct Access Device                         A.B', { name: 'A.B', type: 'file' }],
    ['that are a qualifier', 'Pseudo Directory                                        A', { name: 'A', type: 'folder' }],
  ] as const) {
    it(`are read if ${what}`, () => assert.deepEqual(parseMvsLine(line), expected))
  }

  it('of another kind are not guessed at', () => {
    for (const line of ['PSMLC133902005/04/041VB2799427998PSfile1.I', 'A B C D', 'Migrated A.B C.D']) {
      assert.equal(parseMvsLine(line), undefined, line)
    }
  })

  it('come under a heading', () => {
    const text =
      'Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname\r\nSAVE01 3390   2004/06/23  1    1  FB     128  6144  PO    A.B\r\n'
    const { entries, unreadable } = parseListing(Buffer.from(text))
    assert.deepEqual([entries.length, unreadable.length], [1, 0])
  })
})

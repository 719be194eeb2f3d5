import assert from 'node:assert/strict'
import { parseEplfLine } from '../../../src/ftp/listing/eplf.ts'

describe('lines of EPLF', () => {
  it('say all there is to know of a file', () => {
    assert.deepEqual(parseEplfLine('+i8388621.48594,m825718503,r,s280,up644,\t a\tb '), {
      name: ' a\tb ',
      type: 'file',
      size: 280,
      modified: { ms: 825718503000, precision: 'second' },
      permissions: '644',
    })
  })

  it('tell folders, and what is neither', () => {
    assert.deepEqual(parseEplfLine('+/,\tpub'), { name: 'pub', type: 'folder' })
    assert.deepEqual(parseEplfLine('+\tpub'), { name: 'pub', type: 'other' })
  })

  it('of another kind are not guessed at', () => {
    for (const line of ['+i1,r, a', '+i1,r,\t', 'i1,r,\ta']) assert.equal(parseEplfLine(line), undefined, line)
  })
})

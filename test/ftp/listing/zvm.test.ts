import assert from 'node:assert/strict'
import { parseZvmLine } from '../../../src/ftp/listing/zvm.ts'

const modified = { ms: Date.parse('1997-04-02T12:33:20Z'), precision: 'second' }

describe('lines of z/VM', () => {
  it('have a size where all records are of one length', () => {
    const line = 'PROFILE  EXEC     F         80         26          1 1997-04-02 12:33:20 TCP291'
    assert.deepEqual(parseZvmLine(line), { name: 'PROFILE.EXEC', type: 'file', modified, size: 2080 })
    assert.deepEqual(parseZvmLine(line.replace(' F ', ' V ')), { name: 'PROFILE.EXEC', type: 'file', modified })
  })

  it('may be of a folder', () => {
    assert.deepEqual(parseZvmLine('SUB               DIR        -          -          - 1997-04-02 12:33:20 -'), {
      name: 'SUB',
      type: 'folder',
      modified,
    })
  })

  it('of another kind are not guessed at', () => {
    for (const line of ['A B X 1 1 1 1997-04-02 12:33:20 D', 'A B F 1 1 1 1997-13-02 12:33:20 D', 'A B']) {
      assert.equal(parseZvmLine(line), undefined, line)
    }
  })
})

import assert from 'node:assert/strict'
import { parseNonStopLine } from '../../../src/ftp/listing/nonStop.ts'

describe('lines of NonStop', () => {
  it('say all there is to know of a file', () => {
    const expected = {
      name: 'ACCTFILE',
      type: 'file',
      size: 528,
      modified: { ms: Date.parse('2007-04-06T14:21:18Z'), precision: 'second' },
      permissions: 'oooo',
      owner: '7',
      group: '255',
    }
    assert.deepEqual(parseNonStopLine('ACCTFILE          101             528  6-Apr-07 14:21:18  255,  7 "oooo"'), expected)
    assert.deepEqual(parseNonStopLine('ACCTFILE   O      101P            528  6-Apr-2007 14:21:18 255,7 oooo'), expected)
  })

  it('above them are skipped', () => {
    assert.equal(parseNonStopLine('File         Code             EOF  Last Modification    Owner  RWEP'), 'skip')
  })

  it('of another kind are not guessed at', () => {
    for (const line of ['A 101 528 6-Apr-07 14:21:18', 'A 101 528 31-Apr-07 14:21:18 255,7 "oooo"', 'A B']) {
      assert.equal(parseNonStopLine(line), undefined, line)
    }
  })
})

import assert from 'node:assert/strict'
import { parseOs9Line } from '../../../src/ftp/listing/os9.ts'

describe('lines of OS-9', () => {
  it('have the year first', () => {
    assert.deepEqual(parseOs9Line('1.20  01/03/13 0950   d-ewrewr   1A2B      128 CMDS'), {
      name: 'CMDS',
      type: 'folder',
      size: 128,
      modified: { ms: Date.parse('2001-03-13T09:50:00Z'), precision: 'minute' },
      permissions: 'd-ewrewr',
      owner: '20',
      group: '1',
    })
  })

  it('above them are skipped', () => {
    assert.equal(parseOs9Line(' Owner    Last modified  attributes sector bytecount name'), 'skip')
  })

  it('of another kind are not guessed at', () => {
    for (const line of ['1.20 01/13/13 0950 d-ewrewr 1A2B 128 a', '1.20 01/03/13 2550 d-ewrewr 1A2B 128 a', 'a b']) {
      assert.equal(parseOs9Line(line), undefined, line)
    }
  })
})

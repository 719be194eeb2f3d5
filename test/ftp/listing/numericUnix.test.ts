import assert from 'node:assert/strict'
import { parseNumericUnixLine } from '../../../src/ftp/listing/numericUnix.ts'

describe('lines of Unix by numbers', () => {
  it('say all there is to know of a file', () => {
    assert.deepEqual(parseNumericUnixLine('0100644   500  101   12345    1089207168       a b'), {
      name: 'a b',
      type: 'file',
      size: 12345,
      modified: { ms: 1089207168000, precision: 'second' },
      permissions: '0100644',
      owner: '500',
      group: '101',
    })
  })

  it('tell the type by the upper bits of the mode', () => {
    for (const [mode, type] of [
      ['040755', 'folder'],
      ['0120777', 'link'],
      ['020666', 'other'],
    ] as const) {
      const parsed = parseNumericUnixLine(`${mode} 0 0 1 1 a`)
      assert.equal(typeof parsed === 'object' && parsed.type, type)
    }
  })

  it('of another kind are not guessed at', () => {
    for (const line of ['0100944 0 0 1 1 a', '0100644 me us 1 1 a', '0100644 0 0 1 1'])
      assert.equal(parseNumericUnixLine(line), undefined, line)
  })
})

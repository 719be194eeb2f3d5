import assert from 'node:assert/strict'
import { parseVshellLine } from '../../../src/ftp/listing/vshell.ts'

describe('lines of VShell', () => {
  it('end a folder with a slash', () => {
    const modified = { ms: Date.parse('2000-04-04T21:06:00Z'), precision: 'minute' }
    assert.deepEqual(parseVshellLine('206876  Apr 04, 2000 21:06 a b'), { name: 'a b', type: 'file', modified, size: 206876 })
    assert.deepEqual(parseVshellLine('0       Apr 04, 2000 21:06 a b/'), { name: 'a b', type: 'folder', modified, size: 0 })
  })

  it('of another kind are not guessed at', () => {
    for (const line of ['1 Xyz 04, 2000 21:06 a', '1 Apr 34, 2000 21:06 a', '1 Apr 04, 2000 21:06 /', '1 a']) {
      assert.equal(parseVshellLine(line), undefined, line)
    }
  })
})

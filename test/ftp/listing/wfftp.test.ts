import assert from 'node:assert/strict'
import { parseWfftpLine } from '../../../src/ftp/listing/wfftp.ts'

describe('lines of WFTPD', () => {
  it('have the name first', () => {
    const expected = { name: 'A.TXT', type: 'file', size: 1234, modified: { ms: Date.parse('1998-06-07T17:43:00Z'), precision: 'minute' } }
    assert.deepEqual(parseWfftpLine('A.TXT        1234  06/07/98  Sun. 17:43'), expected)
    assert.deepEqual(parseWfftpLine('A.TXT        1234  06-07-1998  Sun. 5:43PM'), expected)
  })

  it('of another kind are not guessed at', () => {
    for (const line of ['A.TXT 1234 06/07/98 Sun 17:43', 'A.TXT 1234 16/17/98 Sun. 17:43', 'A.TXT']) {
      assert.equal(parseWfftpLine(line), undefined, line)
    }
  })
})

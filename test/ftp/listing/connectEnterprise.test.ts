import assert from 'node:assert/strict'
import { parseConnectEnterpriseLine } from '../../../src/ftp/listing/connectEnterprise.ts'

const now = new Date('2026-06-15T12:00:00Z')

describe('lines of Connect:Enterprise', () => {
  it('say all there is to know of a batch', () => {
    assert.deepEqual(parseConnectEnterpriseLine('-C--E-----FTP B QUA1I1      18128       41 Aug 12 13:56 QUADTEST', now), {
      name: 'QUADTEST',
      type: 'file',
      size: 41,
      modified: { ms: Date.parse('2025-08-12T13:56:00Z'), precision: 'minute' },
      owner: 'QUA1I1',
      group: '18128',
    })
  })

  it('mark a size that is rounded', () => {
    const parsed = parseConnectEnterpriseLine('-C--E-----FTP B QUA1I1      18128       41K Aug 12 13:56 a', now)
    assert.ok(typeof parsed === 'object')
    assert.equal(parsed.isApproximateSize, true)
  })

  it('of another kind are not guessed at', () => {
    for (const line of ['-rw-r--r-- B a b 41 Aug 12 13:56 a', '-C--E-----FTP B a b 41 Aug 32 13:56 a']) {
      assert.equal(parseConnectEnterpriseLine(line, now), undefined, line)
    }
  })
})

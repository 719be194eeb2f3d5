import assert from 'node:assert/strict'
import { parseNetwareLine } from '../../../src/ftp/listing/netware.ts'

const now = new Date('2026-06-15T12:00:00Z')

describe('lines of NetWare', () => {
  it('say all there is to know of a file', () => {
    assert.deepEqual(parseNetwareLine('- [R----F--] rhesus             214059       Oct 20 15:27 a b.exe', now), {
      name: 'a b.exe',
      type: 'file',
      size: 214059,
      modified: { ms: Date.parse('2025-10-20T15:27:00Z'), precision: 'minute' },
      permissions: '[R----F--]',
      owner: 'rhesus',
    })
  })

  it('may have no blank before the rights and links behind them', () => {
    const parsed = parseNetwareLine('d[RWCEAFMS]  1 supervis      512 Jan 16 2005 a', now)
    assert.ok(typeof parsed === 'object')
    assert.deepEqual([parsed.name, parsed.type, parsed.owner, parsed.size], ['a', 'folder', 'supervis', 512])
  })

  it('for the folder itself are skipped', () => {
    assert.equal(parseNetwareLine('d [RWCEAFMS] a 512 Jan 16 18:53 .', now), 'skip')
  })

  it('mark a size that is rounded', () => {
    const parsed = parseNetwareLine('- [R----F--] rhesus             155K       Oct 20 15:27 a', now)
    assert.ok(typeof parsed === 'object')
    assert.equal(parsed.isApproximateSize, true)
  })

  it('of another kind are not guessed at', () => {
    for (const line of ['d [RWXXAFMS] a 512 Jan 16 18:53 a', 'x [RWCEAFMS] a 512 Jan 16 18:53 a', 'd [RWCEAFMS] a 512 Jan 16 18:53 ']) {
      assert.equal(parseNetwareLine(line, now), undefined, line)
    }
  })
})

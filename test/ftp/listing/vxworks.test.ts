import assert from 'node:assert/strict'
import { parseVxworksLine } from '../../../src/ftp/listing/vxworks.ts'

const modified = { ms: Date.parse('1980-01-01T00:00:00Z'), precision: 'second' }

describe('lines of VxWorks', () => {
  it('mark folders behind the name', () => {
    assert.deepEqual(parseVxworksLine('     512    Jan-01-1980  00:00:00   a b               <DIR>'), {
      name: 'a b',
      type: 'folder',
      modified,
      size: 512,
    })
    assert.deepEqual(parseVxworksLine('     512    JAN-01-1980  00:00:00   a b'), { name: 'a b', type: 'file', modified, size: 512 })
  })

  it('for the folder itself, and above, are skipped', () => {
    for (const line of [
      '512 Jan-01-1980 00:00:00 . <DIR>',
      '  size          date       time       name',
      '--------       ------     ------    --------',
    ])
      assert.equal(parseVxworksLine(line), 'skip')
  })

  it('keep what a name ends with, if it is no blank or tab', () => {
    const parsed = parseVxworksLine('512 Jan-01-1980 00:00:00 a\u00a0  <DIR>\t ')
    assert.ok(typeof parsed === 'object')
    assert.equal(parsed.name, 'a\u00a0')
  })

  it('of another kind are not guessed at', () => {
    for (const line of ['512 Xyz-01-1980 00:00:00 a', '512 Jan-32-1980 00:00:00 a', '512 Jan-01-1980 00:00:00 <DIR>']) {
      assert.equal(parseVxworksLine(line), undefined, line)
    }
  })
})

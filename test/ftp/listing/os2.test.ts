import assert from 'node:assert/strict'
import { parseOs2Line } from '../../../src/ftp/listing/os2.ts'

const modified = { ms: Date.parse('1997-11-25T09:42:00Z'), precision: 'minute' }

describe('lines of OS/2', () => {
  it('name folders', () => {
    assert.deepEqual(parseOs2Line('     0           DIR   11-25-97   09:42  a b'), { name: 'a b', type: 'folder', modified, size: 0 })
    assert.deepEqual(parseOs2Line('     0     RSA   DIR   11-25-97   09:42  a b'), { name: 'a b', type: 'folder', modified, size: 0 })
  })

  it('name files, with attributes or without', () => {
    const expected = { name: 'a b', type: 'file', modified, size: 33280 }
    assert.deepEqual(parseOs2Line(' 33280      A          11-25-97   09:42  a b'), expected)
    assert.deepEqual(parseOs2Line(' 33280                 11-25-1997 09:42  a b'), expected)
  })

  it('may count the years from 1900', () => {
    const parsed = parseOs2Line('     1     04-23-103   10:57  a')
    assert.deepEqual(typeof parsed === 'object' && parsed.modified?.ms, Date.parse('2003-04-23T10:57:00Z'))
  })

  it('of another kind are not guessed at', () => {
    for (const line of ['DIR 12-30-97 12:32 a', '0 dir 05-12-97 16:44 a', '1 RSA DIR Jan-08-97 13:58 a', '1 A 13-30-97 12:32 a']) {
      assert.equal(parseOs2Line(line), undefined, line)
    }
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { columnsOf, fitted, inOneLine, visible, wrapped } from '../../../src/diagnosis/drawing/textLayout.ts'

describe('text in columns', () => {
  it('counts what is wide, and what stands on another character', () => {
    assert.equal(columnsOf('abc'), 3)
    assert.equal(columnsOf('日本'), 4)
    assert.equal(columnsOf('e\u0301'), 1)
  })

  it('is shortened in its middle, where names differ least', () => {
    assert.equal(fitted('ftp.example.org', 15), 'ftp.example.org')
    assert.equal(fitted('ftp.a-long-name.example.org', 15), 'ftp.a-l…ple.org')
  })

  it('is broken at blanks, and in words that are wider than a line', () => {
    assert.deepEqual(wrapped('one two three', 8), ['one two', 'three'])
    assert.deepEqual(wrapped('a abcdefghij', 4), ['a', 'abcd', 'efgh', 'ij'])
  })

  it('keeps whole what it is told to, on a line of its own if need be', () => {
    assert.deepEqual(wrapped('is ab:cd:ef:gh it', 6, /:/), ['is', 'ab:cd:ef:gh', 'it'])
    assert.deepEqual(wrapped('ab:cd:ef:gh', 6, /:/), ['ab:cd:ef:gh'])
  })

  it('is never wider than asked for, and loses nothing when it is broken', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 60 }), (text, columns) => {
        assert.ok(columnsOf(fitted(text, columns)) <= columns)
        const lines = wrapped(text, columns)
        assert.ok(lines.every((line) => columnsOf(line) <= columns))
        assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''))
      }),
    )
  })

  it('shows what is invisible, of any length, and keeps its lines', () => {
    assert.equal(visible('a\u001b[31m\u202e\r\n\tb'), 'a\\u{1b}[31m\\u{202e}\n\tb')
    assert.equal(visible('x'.repeat(2000)), 'x'.repeat(2000))
    assert.equal(visible('\u202e'.repeat(600)), '\\u{202e}'.repeat(600))
    assert.equal(inOneLine(' a\r\n  b '), 'a b')
  })
})

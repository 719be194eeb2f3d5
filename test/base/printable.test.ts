import assert from 'node:assert/strict'
import fc from 'fast-check'
import { printable } from '../../src/base/printable.ts'

describe('printable', () => {
  for (const [text, shown] of [
    ['', ''],
    ['plain, äöü, 日本語, 🚢', 'plain, äöü, 日本語, 🚢'],
    ['two\r\nlines', 'two\\u{d}\\u{a}lines'],
    ['\u001b[2Jgone', '\\u{1b}[2Jgone'],
    ['\u009b2J', '\\u{9b}2J'],
    ['nul\0', 'nul\\u{0}'],
    ['tab\t', 'tab\\u{9}'],
    ['invoice\u202egnp.exe', 'invoice\\u{202e}gnp.exe'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['\u2066isolate\u2069', '\\u{2066}isolate\\u{2069}'],
    ['\ufeffmark', '\\u{feff}mark'],
    ['\u061cletter', '\\u{61c}letter'],
    ['line\u2028separator', 'line\\u{2028}separator'],
    ['half \ud800', 'half \\u{d800}'],
    ['half \udd00', 'half \\u{dd00}'],
    ['raw \udce9', 'raw \\xE9'],
    ['raw \udc80\udcff', 'raw \\x80\\xFF'],
    ['❤️', '❤️'],
  ] as const) {
    it(`shows ${JSON.stringify(text)} as ${shown}`, () => assert.equal(printable(text), shown))
  }

  it('cuts long text and says so', () => {
    assert.equal(printable('x'.repeat(500)), 'x'.repeat(500))
    assert.equal(printable('x'.repeat(501)), `${'x'.repeat(500)}…`)
    assert.equal(printable('\u001b'.repeat(10_000)).length, 501)
  })

  it('leaves nothing that moves a cursor, hides or reorders text, and stays short', () => {
    const nasty = fc.constantFrom(
      '\r',
      '\n',
      '\u001b',
      '\u0085',
      '\u200f',
      '\u202e',
      '\u2067',
      '\u2060',
      '\ufeff',
      '\u061c',
      '\u2029',
      '\udc00',
    )
    const text = fc.array(fc.oneof(nasty, fc.string({ unit: 'binary' }))).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (foreign) => {
        const shown = printable(foreign)
        assert.ok(shown.length <= 501)
        assert.doesNotMatch(shown, /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Surrogate}\u200b-\u200f\u2060-\u2064\ufeff]/u)
      }),
    )
  })

  it('never cuts a character in two', () => {
    assert.doesNotMatch(printable(`x${'🚢'.repeat(300)}`), /\p{Surrogate}/u)
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { hasRawBytes } from '../../src/base/rawText.ts'
import { fromTyped, fromUriText, proposedName, toTyped, toUriText } from '../../src/workbench/rawNames.ts'

const unit = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  fc.integer({ min: 0xd800, max: 0xdfff }).map((code) => String.fromCharCode(code)), // halves, and pairs by chance
  fc.integer({ min: 0x10d7f0, max: 0x10e00f }).map((code) => String.fromCodePoint(code)),
  fc.constantFrom('a', '/', '.', '\\x', '\\xE9', '\\x5C', '\u{10d7ff}', '\udce9'),
)
const text = fc.array(unit, { maxLength: 12 }).map((units) => units.join(''))

describe('A name in a URI', () => {
  it('has no half characters, whatever bytes it has, and is had back', () => {
    fc.assert(
      fc.property(text, (name) => {
        const shown = toUriText(name)
        assert.equal(/\p{Surrogate}/u.test(shown), false)
        assert.equal(fromUriText(decodeURIComponent(encodeURIComponent(shown))), name)
      }),
      { numRuns: 2000 },
    )
  })

  it('stays as it is without raw bytes', () => {
    for (const name of ['café.txt', '日本', '🚢', '\ufffd', '\u{f00e9}']) assert.equal(toUriText(name), name)
  })

  it('shows a raw byte as a private character, and tells such a character in a name from it', () => {
    assert.equal(toUriText('caf\udce9'), 'caf\u{10dce9}')
    assert.equal(toUriText('caf\u{10dce9}'), 'caf\u{10d7ff}\u{10dce9}')
    assert.equal(toUriText('\u{10d7ff}'), '\u{10d7ff}\u{10d7ff}')
  })

  it('has the same slashes', () => {
    fc.assert(
      fc.property(text, (path) => {
        const names = path.split('/')
        assert.deepEqual(toUriText(path).split('/'), names.map(toUriText))
      }),
    )
  })

  it('that somebody made up is read as some name', () => {
    assert.equal(fromUriText('\u{10d7ff}a'), '\u{10d7ff}a')
    assert.equal(fromUriText('a\u{10d7ff}'), 'a\u{10d7ff}')
  })
})

describe('A name to be edited', () => {
  it('shows raw bytes in ASCII, and is had back', () => {
    assert.equal(toTyped('caf\udce9.txt'), 'caf\\xE9.txt')
    assert.equal(fromTyped('caf\\xE9s.txt', 'caf\udce9.txt'), 'caf\udce9s.txt')
    fc.assert(
      fc.property(text, (name) => {
        assert.equal(fromTyped(toTyped(name), name), name)
        assert.equal(hasRawBytes(toTyped(name)), false)
      }),
      { numRuns: 2000 },
    )
  })

  it('means what stands there if it had no raw bytes', () => {
    assert.equal(toTyped('a\\xE9'), 'a\\xE9')
    assert.equal(fromTyped('b\\xE9', 'a'), 'b\\xE9')
  })
})

describe('A name proposed for this computer', () => {
  it('is text, without control characters', () => {
    assert.equal(proposedName('caf\udce9 \udc80\udc9f.txt'), 'café __.txt')
  })
})

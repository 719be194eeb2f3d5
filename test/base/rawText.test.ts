import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decodeRaw, encodeRaw, hasNoBytes, hasRawBytes, rawAsLatin1, rawByteOf, rawCharOf } from '../../src/base/rawText.ts'

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

describe('text with raw bytes', () => {
  it('has a character of its own for each byte from 0x80 on', () => {
    for (let byte = 0x80; byte <= 0xff; byte++) {
      const char = rawCharOf(byte)
      assert.equal(char.length, 1)
      assert.equal(rawByteOf(char), byte)
      assert.equal(hasRawBytes(`a${char}b`), true)
    }
    assert.equal(new Set(Array.from({ length: 128 }, (_, at) => rawCharOf(at + 128))).size, 128)
  })

  for (const text of ['', 'a', 'é', '🚢', '\ud83d\udea2', '\u{100fe}', '\udc7f', '\udd00', '\ud800']) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.equal(hasRawBytes(text), false)
      assert.equal(rawByteOf(text), undefined)
      assert.equal(rawAsLatin1(text), text)
    })
  }

  it('has bytes, unlike half a character that stands for none', () => {
    for (const text of ['', 'a', '🚢', '\udc80', 'a\udcff\udc80é']) assert.equal(hasNoBytes(text), false, JSON.stringify(text))
    for (const text of ['\ud800', '\udc7f', '\udd00', '\udc80\ud83d', '\udc00a']) assert.equal(hasNoBytes(text), true, JSON.stringify(text))
  })

  it('is shown as Latin-1', () => assert.equal(rawAsLatin1('\udcfcbung 🚢'), 'übung 🚢'))

  it('is written with its raw bytes as they are, and the rest as its charset says', () => {
    const parts: string[] = []
    const bytes = encodeRaw('a\udcfc\udc80b', (part) => {
      parts.push(part)
      return latin1(part.toUpperCase())
    })
    assert.deepEqual(bytes, latin1('A\xfc\x80B'))
    assert.deepEqual(parts, ['a', 'b'])
  })

  it('is read by the shortest piece that is known, or left raw', () => {
    const known: Readonly<Record<string, string>> = { '\x81\x5c': '表', '\xc1': 'チ', '\x84\x31\x95\x33': '🚢' }
    const read = (piece: Uint8Array): string | undefined => known[Buffer.from(piece).toString('latin1')]
    assert.equal(decodeRaw(latin1('a\x81\x5c\\\xc1\x84\x31\x95\x33'), read), 'a表\\チ🚢')
    assert.equal(decodeRaw(latin1('\x81\x81\x5c\x84\x31'), read), '\udc81表\udc841')
  })

  it('of any bytes is written as the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = decodeRaw(bytes, () => undefined)
        assert.deepEqual(
          encodeRaw(text, (part) => Buffer.from(part)),
          Buffer.from(bytes),
        )
      }),
    )
  })
})

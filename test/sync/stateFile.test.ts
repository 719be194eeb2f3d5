/** The text of what was agreed on: it comes back whole or not at all. */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Agreed, AgreedEntry } from '../../src/sync/agreed.ts'
import { decodeState, encodeState } from '../../src/sync/stateFile.ts'
import '../support/unhandledRejections.ts'

const sha256 = 'a'.repeat(64)
const file: AgreedEntry = {
  kind: 'file',
  sha256,
  local: { size: 12, modified: { ms: 1_700_000_000_123, precision: 'millisecond' }, seenAt: 1_700_000_001_000 },
  remote: { size: 12, seenAt: 1_700_000_002_000 },
}
const agreed: Agreed = {
  identity: 'me and you',
  rules: 'all',
  entries: new Map<string, AgreedEntry>([
    ['css', { kind: 'folder' }],
    ['css/"odd" ü\u2028 .css', file],
    ['minute', { ...file, kind: 'file', remote: { size: 0, modified: { ms: -60_000, precision: 'minute' }, seenAt: 5 } }],
  ]),
}

describe('The file of what was agreed on', () => {
  it('gives back what was put into it', () => {
    const { text, checksum } = encodeState(agreed)
    assert.deepEqual(decodeState(text, 'me and you'), { kind: 'whole', agreed, checksum })
  })

  it('is of no use for other folders', () => {
    assert.deepEqual(decodeState(encodeState(agreed).text, 'me and somebody else'), { kind: 'otherFolders' })
  })

  it('is damaged if any byte of it is another', () => {
    const bytes = Buffer.from(encodeState(agreed).text)
    for (let index = 0; index < bytes.length; index++) {
      for (const bit of [1, 16, 128]) {
        const flipped = Buffer.from(bytes)
        flipped[index] = (flipped[index] ?? 0) ^ bit
        assert.deepEqual(decodeState(flipped.toString('utf8'), 'me and you'), { kind: 'damaged' }, `byte ${index}, bit ${bit}`)
      }
    }
  })

  it('is damaged if it is cut off anywhere', () => {
    const { text } = encodeState(agreed)
    for (let length = 0; length < text.length; length++)
      assert.deepEqual(decodeState(text.slice(0, length), 'me and you'), { kind: 'damaged' })
  })

  it('is damaged if it is of another version', () => {
    const text = encodeState(agreed).text.replace('"version":1', '"version":2')
    assert.deepEqual(decodeState(text, 'me and you'), { kind: 'damaged' })
  })

  it('does not lead out of the folder, whoever has written it', () => {
    const outside = encodeState({ ...agreed, entries: new Map([['../outside', file]]) })
    assert.deepEqual(decodeState(outside.text, 'me and you'), { kind: 'damaged' })
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.json(), (text, json) => {
        assert.notEqual(decodeState(text, '').kind, 'whole')
        assert.notEqual(decodeState(`${json}\n${text}`, '').kind, 'whole')
      }),
    )
  })

  it('is written and read in a moment, also of a hundred thousand files', () => {
    const entries = new Map<string, AgreedEntry>()
    for (let index = 0; index < 100_000; index++) entries.set(`folder ${index % 100}/some file ${index}.html`, file)
    const began = performance.now()
    const decoded = decodeState(encodeState({ ...agreed, entries }).text, 'me and you')
    assert.equal(decoded.kind, 'whole')
    assert.ok(performance.now() - began < 5000, `${performance.now() - began} ms`)
  })
})

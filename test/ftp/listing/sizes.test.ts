import assert from 'node:assert/strict'
import { isRounded, sizeOf } from '../../../src/ftp/listing/sizes.ts'

describe('sizes', () => {
  for (const [text, size] of [
    ['0', 0],
    ['5000000000', 5_000_000_000],
    ['9,730', 9730],
    ['1.234.567', 1_234_567],
    ['33.5k', 34_304],
    ['2,5M', 2_621_440],
    ['1GiB', 1_073_741_824],
    ['12B', 12],
    ['18446744073709551615', undefined],
    ['9,73', undefined],
    ['1x', undefined],
    ['-1', undefined],
    ['', undefined],
  ] as const) {
    it(`of ${JSON.stringify(text)} is ${size ?? 'not known'}`, () => assert.equal(sizeOf(text), size))
  }

  it('with a unit of more than a byte are rounded', () => {
    for (const text of ['33.5k', '155K', '2,5M', '1GiB', '3KB']) assert.equal(isRounded(text), true, text)
    for (const text of ['0', '9,730', '1.234.567', '12B']) assert.equal(isRounded(text), false, text)
  })

  it('in blocks are of blocks only if no unit is named', () => {
    assert.deepEqual([sizeOf('3', 512), sizeOf('3K', 512)], [1536, 3072])
  })
})

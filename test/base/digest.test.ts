import assert from 'node:assert/strict'
import { digestSum, sameDigest, type DigestAlgorithm } from '../../src/base/digest.ts'

/** Of "hello". */
const known: Readonly<Record<DigestAlgorithm, string>> = {
  'SHA-512':
    '9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca72323c3d99ba5c11d7c7acc6e14b8c5da0c4663475c2e5c3adef46f73bcdec043',
  'SHA-256': '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
  'SHA-1': 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d',
  MD5: '5d41402abc4b2a76b9719d911017c592',
  CRC32: '3610a686',
}
const algorithms = Object.keys(known) as DigestAlgorithm[]

describe('A digest', () => {
  for (const algorithm of algorithms) {
    it(`of ${algorithm} is added up from pieces`, () => {
      const sum = digestSum(algorithm)
      for (const piece of ['he', '', 'llo']) sum.update(Buffer.from(piece))
      assert.equal(sum.hex(), known[algorithm])
    })
  }

  it('of CRC32 has all its digits', () => {
    assert.equal(digestSum('CRC32').hex(), '00000000')
  })

  it('is the same as another with the same algorithm and digits', () => {
    const one = { algorithm: 'MD5', hex: known.MD5 } as const
    assert.equal(sameDigest(one, { ...one }), true)
    assert.equal(sameDigest(one, { ...one, algorithm: 'SHA-1' }), false)
    assert.equal(sameDigest(one, { ...one, hex: known.CRC32 }), false)
  })
})

/** What the bytes of a file come to, under the names that HASH has for it (draft-bryan-ftpext-hash). */

import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

export type DigestAlgorithm = 'SHA-512' | 'SHA-256' | 'SHA-1' | 'MD5' | 'CRC32'

export interface Digest {
  readonly algorithm: DigestAlgorithm
  /** Lower case. */
  readonly hex: string
}

export function sameDigest(a: Digest, b: Digest): boolean {
  return a.algorithm === b.algorithm && a.hex === b.hex
}

/** A digest that is being added up. */
export interface DigestSum {
  update(chunk: Uint8Array): void
  /** Lower case. To be called once. */
  hex(): string
}

export function digestSum(algorithm: DigestAlgorithm): DigestSum {
  return algorithm === 'CRC32' ? crc32Sum() : hashSum(algorithm.replace('-', '').toLowerCase())
}

function hashSum(name: string): DigestSum {
  const hash = createHash(name)
  return { update: (chunk) => void hash.update(chunk), hex: () => hash.digest('hex') }
}

function crc32Sum(): DigestSum {
  let sum = 0
  const update = (chunk: Uint8Array) => {
    sum = crc32(chunk, sum)
  }
  return { update, hex: () => sum.toString(16).padStart(8, '0') }
}

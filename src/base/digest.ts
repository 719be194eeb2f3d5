/** What the bytes of a file come to, under the names that HASH has for it (draft-bryan-ftpext-hash). */

export type DigestAlgorithm = 'SHA-512' | 'SHA-256' | 'SHA-1' | 'MD5' | 'CRC32'

export interface Digest {
  readonly algorithm: DigestAlgorithm
  /** Lower case. */
  readonly hex: string
}

export function sameDigest(a: Digest, b: Digest): boolean {
  return a.algorithm === b.algorithm && a.hex === b.hex
}

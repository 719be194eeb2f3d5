/**
 * The memory of a sync: what both sides last had in common. With it a deletion here is told from a new file there. Times are
 * only ever compared with what the same side said before, never with the other side's clock.
 */

import type { Timestamp } from '../base/entry.ts'

/** How a side described a file when it was agreed on. */
export interface Trace {
  /** Bytes. */
  readonly size: number
  readonly modified?: Timestamp
  /** When it was looked at, by this computer's clock, in milliseconds since 1970. */
  readonly seenAt: number
}

export type AgreedEntry = { readonly kind: 'folder' } | AgreedFile

export interface AgreedFile {
  readonly kind: 'file'
  readonly local: Trace
  readonly remote: Trace
  /** SHA-256 of the content, in lower-case hex. */
  readonly sha256: string
}

export interface Agreed {
  /** Which two folders this is about: the state of others is of no use. */
  readonly identity: string
  /** What the rules came to: with other rules, what is missing may only have been left out. */
  readonly rules: string
  /** By relative path, in this computer's spelling. */
  readonly entries: ReadonlyMap<string, AgreedEntry>
}

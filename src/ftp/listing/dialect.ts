/** What a dialect of listings is: one small file each, a pure function from a line to what it says. */

import type { Entry } from '../../base/entry.ts'

/** What one line says: an entry, `skip` for what is no entry (a heading, the folder itself, its parent), undefined if it can't be read. */
export type ParsedLine = Entry | 'skip' | undefined

/** For the two dialects that nearly all listings are in: filling an entry in takes a quarter less than spreading its parts. */
export type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] }

export interface Dialect {
  readonly parseLine: (line: string, now: Date) => ParsedLine
  /** A heading without which a listing isn't of this dialect: for those whose lines could be anything. */
  readonly heading?: RegExp
  /** True if the entry that begins in `line` goes on in `next`. */
  readonly isWrapped?: (line: string, next: string) => boolean
  /** What `finish` has to know of an entry's line besides the entry: of the rest of the line nothing is kept. */
  readonly noteOf?: (line: string) => string
  /** What only the whole listing tells, once all lines are read. Each entry has its note, if the dialect makes any. */
  readonly finish?: (entries: readonly Entry[], notes: readonly string[]) => readonly Entry[]
}

/** What a scan has found on one side, and what it could not find out. */

import type { Entry } from '../base/entry.ts'

export interface Snapshot {
  /** By their relative paths, folders included, the root not. What the rules leave out is not in it. */
  readonly entries: ReadonlyMap<string, Entry>
  /**
   * Folders of which not everything is known, each with the reason; the root is ''. What is missing from `entries` below them
   * may be there all the same: nothing there may count as deleted.
   */
  readonly gaps: ReadonlyMap<string, Error>
  /** What has a name that can't be used: shown, never acted on. */
  readonly unusable: readonly UnusableName[]
  /** `A.txt` and `a.txt` are one file here. */
  readonly foldsCase: boolean
  /** How many files and folders the rules have left out, by the rule. */
  readonly leftOut: ReadonlyMap<string, number>
}

export interface UnusableName {
  /** Printable. */
  readonly path: string
  readonly error: Error
}

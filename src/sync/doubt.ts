/**
 * What listings alone can't tell, as questions to be answered by looking closer: at exact times, at digests, in the end at the
 * bytes. `compare` asks them, `investigate` answers, and `compare` is run again with the answers.
 */

import type { Entry } from '../base/entry.ts'
import type { AgreedFile } from './agreed.ts'
import type { Side } from './side.ts'

export type Doubt =
  /** The size is the agreed one, and the time doesn't settle it. Does the file still hold what was agreed on? */
  | {
      readonly kind: 'sameAsAgreed'
      /** The row it is about. */
      readonly path: string
      readonly side: Side
      /** As that side spells it. */
      readonly found: FoundFile
      readonly agreed: AgreedFile
    }
  /** Two files of one size, and no common past that helps. Do they hold the same? */
  | { readonly kind: 'alike'; readonly path: string; readonly local: FoundFile; readonly remote: FoundFile }

export interface FoundFile {
  /** Relative, in that side's spelling. */
  readonly path: string
  readonly entry: Entry
}

/** By `doubtKey`. What isn't in it hasn't been asked. */
export type Answers = ReadonlyMap<string, boolean>

export function doubtKey(doubt: Doubt): string {
  return doubt.kind === 'alike' ? `alike ${doubt.path}` : `${doubt.side} ${doubt.path}`
}

/** Of every doubt that there can be about a row. */
export function allDoubtKeys(path: string): readonly string[] {
  return [`alike ${path}`, `local ${path}`, `remote ${path}`]
}

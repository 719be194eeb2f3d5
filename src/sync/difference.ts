/** One path on both sides, and what has become of it on each since the two last agreed. */

import type { Entry } from '../base/entry.ts'
import type { AgreedEntry } from './agreed.ts'
import type { Side } from './side.ts'

/**
 * - `same`: as it was agreed on.
 * - `absent`: not there, and never agreed on.
 * - `new`: there, and never agreed on.
 * - `changed`: a file with another content than was agreed on.
 * - `deleted`: agreed on, and not there any more.
 * - `retyped`: agreed on as a file, and a folder now, or the other way round.
 * - `unknown`: not seen, but its folder could not be listed for certain.
 */
export type Change = 'same' | 'absent' | 'new' | 'changed' | 'deleted' | 'retyped' | 'unknown'

export interface State {
  /** Relative, as this side spells it. */
  readonly path: string
  readonly change: Change
  /** What is there. */
  readonly entry?: Entry
  /** A folder of which, or of a folder in which, not everything is known. */
  readonly hasGaps?: true
}

export interface Difference {
  /** Names the row: this computer's spelling, or the server's where it isn't here. */
  readonly path: string
  readonly local: State
  readonly remote: State
  readonly agreed?: AgreedEntry
  /** Both hold the same: two folders, or two files with one content. Also where both are gone. */
  readonly isEqual: boolean
  /** It took a closer look to know: remembering it anew saves that the next time. */
  readonly isStale?: true
  /** Why this path can't be synced at all. */
  readonly obstacle?: Obstacle
}

export type Obstacle =
  /** Links are not followed, and not written through. */
  | { readonly kind: 'link'; readonly side: Side }
  /** A device, a socket, something unknown. */
  | { readonly kind: 'special'; readonly side: Side }
  /** Names that are one file on a side that doesn't tell upper from lower case, or one form of a letter from another. */
  | { readonly kind: 'twins'; readonly paths: readonly string[] }

export function stateOn(difference: Difference, side: Side): State {
  return side === 'local' ? difference.local : difference.remote
}

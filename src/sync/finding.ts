/**
 * What speaks against carrying out a plan, found before the first change. Each says what was seen; whoever shows it says what
 * to do about it.
 */

import type { Side } from './side.ts'

export type Finding =
  /** Nothing that was agreed on is there any more: an unmounted disk, another folder, a listing that lies. */
  | { readonly kind: 'sideEmpty'; readonly side: Side; readonly agreed: number }
  | { readonly kind: 'manyDeletes'; readonly side: Side; readonly deletes: number; readonly of: number }
  /** Every file has changed at once: more likely its times have. */
  | { readonly kind: 'allChanged'; readonly side: Side; readonly files: number }
  /** Folders that could not be listed: nothing below them is deleted. */
  | { readonly kind: 'notListed'; readonly side: Side; readonly folders: readonly { readonly path: string; readonly error: Error }[] }
  /** The folder on the server isn't there yet: it is made with the first upload. */
  | { readonly kind: 'folderMissing'; readonly path: string }
  /** There is no memory of these two folders: nothing is deleted this time. */
  | { readonly kind: 'firstTime' }
  /** The memory could not be read, or was of other folders. The same as `firstTime`. */
  | { readonly kind: 'memoryLost'; readonly why: 'damaged' | 'otherFolders' }
  /** What is missing may only have been left out before, or now: nothing of it is deleted this time. */
  | { readonly kind: 'rulesChanged' }
  /** An earlier sync was interrupted. What it has done was looked at. */
  | { readonly kind: 'interrupted'; readonly actions: number }
  /** Another machine has left its mark on the server: it is syncing, or was interrupted. */
  | { readonly kind: 'markOnServer'; readonly path: string; readonly since?: number }

/** `stop`: nothing is done until a person has confirmed this very finding. `note`: it is said, and taken into account. */
export function weightOf({ kind }: Finding): 'stop' | 'note' {
  switch (kind) {
    case 'sideEmpty':
    case 'manyDeletes':
    case 'allChanged':
    case 'markOnServer':
      return 'stop'
    case 'notListed':
    case 'folderMissing':
    case 'firstTime':
    case 'memoryLost':
    case 'rulesChanged':
    case 'interrupted':
      return 'note'
  }
}

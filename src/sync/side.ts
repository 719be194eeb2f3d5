/** The two ends of a sync. Whatever is decided for one holds for the other with the sides exchanged. */

import type { FileSystem } from '../files/fileSystem.ts'
import { join } from '../base/posixPath.ts'

/** `local` is this computer, `remote` the server. */
export type Side = 'local' | 'remote'

export const sides: readonly Side[] = ['local', 'remote']

export function otherSide(side: Side): Side {
  return side === 'local' ? 'remote' : 'local'
}

/** A folder on one side. */
export interface Replica {
  readonly files: FileSystem
  /** Absolute. */
  readonly root: string
}

/** The two folders that are to be kept in step. */
export type Pair = Readonly<Record<Side, Replica>>

/** Where `path`, which is relative to the root, is on that side. */
export function placeOf({ root }: Replica, path: string): string {
  return path === '' ? root : join(root, path)
}

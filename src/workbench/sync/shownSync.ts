/** A preview that is on the screen: what it is of, how it was asked for, and what has become of it. */

import { isDeepStrictEqual } from 'node:util'
import type { FolderMapping } from '../folderMapping.ts'
import type { Direction } from '../../sync/plan.ts'
import type { Checklist } from './checklist.ts'

/** What somebody wants to see or do. */
export interface SyncRequest {
  readonly mapping: FolderMapping
  readonly direction: Direction
  /** Relative paths; all without it. */
  readonly scope?: readonly string[]
}

export interface ShownSync {
  readonly request: SyncRequest
  /** Those that were looked at: see `foldersOf`. */
  readonly folders: string
  readonly checklist: Checklist
  /** What was done last, as a sentence. */
  readonly done?: string
}

/** What tells one from another. */
interface Look extends Pick<ShownSync, 'folders'> {
  readonly request: Pick<SyncRequest, 'direction' | 'scope'> & { readonly mapping: Pick<FolderMapping, 'key'> }
}

/** True if both are of the same folders, asked for in the same way. */
export function isSameLook(one: Look, other: Look): boolean {
  return isDeepStrictEqual(identityOf(one), identityOf(other))
}

function identityOf({ request: { mapping, direction, scope }, folders }: Look): readonly unknown[] {
  return [mapping.key, direction, scope && [...scope].sort(), folders]
}

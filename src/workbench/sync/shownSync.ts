/** A preview that is on the screen: what it is of, how it was asked for, and what has become of it. */

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

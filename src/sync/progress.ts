/** How far a sync has come. */

export type SyncPhase = 'scanning' | 'comparing' | 'applying' | 'undoing'

export interface SyncProgress {
  readonly phase: SyncPhase
  /** Files and folders that are through. */
  readonly items: number
  /** Of how many; undefined while that isn't known. */
  readonly totalItems?: number
  /** Bytes moved, and of how many. */
  readonly bytes: number
  readonly totalBytes?: number
  /** What is at work: a relative path. */
  readonly path?: string
}

export interface SyncWork {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: SyncProgress) => void
}

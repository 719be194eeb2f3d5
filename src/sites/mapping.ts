/** What a folder's project file says of itself: which folder here belongs to which folder on which site. */

export interface Mapping {
  /** Relative to the workspace folder, with `/`; '' is the folder itself. Never outside of it. */
  readonly local: string
  /** A site's name, of the same file or of the user's settings, or its id. */
  readonly site: string
  /** Absolute. */
  readonly remote: string
  readonly direction: SyncDirection
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly gitignore: boolean
  /** In octal digits. */
  readonly fileMode?: string
  readonly folderMode?: string
  /** Counts only while this environment is the active one; always without it. */
  readonly environment?: string
  /** Never sync without showing what will happen. */
  readonly alwaysPreview: boolean
}

export type SyncDirection = 'up' | 'down' | 'both'

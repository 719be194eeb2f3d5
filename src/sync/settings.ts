/** What a person may say about a sync. */

import type { Direction } from './plan.ts'

/** What is synced and what is not. Globs are minimatch's, on paths relative to the root; `css/` stands for all below it. */
export interface RuleSettings {
  /** Where there are any, only what they match is synced. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Honour the `.gitignore` files of this computer's side. `.portsideignore` files always count. */
  readonly gitignore: boolean
  /** Sync also what is left out by default: `.git`, `node_modules`, keys, `.env`. */
  readonly withoutDefaults?: boolean
}

export interface SyncSettings {
  readonly direction: Direction
  readonly rules: RuleSettings
  /** Modes for what is made on the server, in octal digits. */
  readonly fileMode?: string
  readonly folderMode?: string
  /** Of what is replaced or deleted, so many bytes are kept for an undo, in all; 0 keeps nothing. */
  readonly undoBytes: number
}

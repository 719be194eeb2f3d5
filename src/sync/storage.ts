/** Where a pair of folders keeps what it remembers: a folder of its own on this computer. */

import type { AppendLog } from '../files/appendLog.ts'
import type { FileSystem } from '../files/fileSystem.ts'
import type { Lock, LockHolder } from '../files/lock.ts'

export interface SyncStorage {
  /** The folder may not exist yet. Nothing outside of it is written. */
  readonly files: FileSystem
  readonly root: string
  /** A log in the folder, by its file name. */
  log(name: string): AppendLog
  /** Takes the folder for this process until it is released. Gives who holds it instead, if somebody does. */
  lock(): Promise<Lock | LockHolder>
}

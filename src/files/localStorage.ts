/** A folder of this computer that a program keeps its own things in: files, logs, and a lock on all of it. */

import { join } from '../base/posixPath.ts'
import type { AppendLog } from './appendLog.ts'
import type { FileSystem } from './fileSystem.ts'
import { LocalAppendLog } from './localAppendLog.ts'
import { LocalFileSystem } from './localFileSystem.ts'
import { takeLock } from './localLock.ts'
import type { Lock, LockHolder } from './lock.ts'

export interface LocalStorage {
  /** Nothing outside of the folder is read or written. */
  readonly files: FileSystem
  readonly root: string
  log(name: string): AppendLog
  lock(): Promise<Lock | LockHolder>
}

/** `folder` is in our form. It is made by the first who locks it, or writes to a log, and is this user's alone. */
export function localStorage(folder: string): LocalStorage {
  return {
    files: new LocalFileSystem({ root: folder }),
    root: folder,
    log: (name) => new LocalAppendLog(join(folder, name)),
    lock: () => takeLock(folder),
  }
}

/** A file on this computer for the time of one piece of work. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileSystem } from './fileSystem.ts'
import { LocalFileSystem } from './localFileSystem.ts'
import { fromNative } from './localPath.ts'

/** Gives `work` a place and a path in it that is free; both are gone when it has ended. */
export async function withSpool<T>(work: (local: FileSystem, path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'portside-'))
  try {
    return await work(new LocalFileSystem(), fromNative(join(folder, 'spool')))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

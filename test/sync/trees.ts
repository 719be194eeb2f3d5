/** Files and folders in memory, written short. */

import { dirname, join } from '../../src/base/posixPath.ts'
import { makeFolders } from '../../src/files/copy.ts'
import type { Replica } from '../../src/sync/side.ts'
import { MemoryFileSystem } from '../support/memoryFileSystem.ts'
import { writeBytes } from '../support/streams.ts'

export interface MemoryReplica extends Replica {
  readonly files: MemoryFileSystem
}

export const root = '/root'

/** A path that ends with a slash is a folder. All below `/root`. */
export async function treeOf(contents: Readonly<Record<string, string>>): Promise<MemoryReplica> {
  const files = new MemoryFileSystem()
  await makeFolders(files, root)
  for (const [path, text] of Object.entries(contents)) {
    const place = join(root, path)
    await makeFolders(files, path.endsWith('/') ? place : dirname(place))
    if (!path.endsWith('/')) await writeBytes(files, place, text)
  }
  return { files, root }
}

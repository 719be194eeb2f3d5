/** Uploads a file, or a folder with all in it, from this computer. */

import { copyFile, copyTree, type CopyFailure, type CopyTreeOptions } from '../../files/copy.ts'
import type { FileSystem } from '../../files/fileSystem.ts'
import { LocalFileSystem } from '../../files/localFileSystem.ts'

/** Gives what was left out. A file that was picked may be a link to anywhere; of a folder, only what lies in it was meant. */
export async function uploadOne(
  path: string,
  files: FileSystem,
  target: string,
  options: CopyTreeOptions,
): Promise<readonly CopyFailure[]> {
  const { type } = await new LocalFileSystem().stat(path, options)
  if (type === 'folder') return (await copyTree(new LocalFileSystem({ root: path }), path, files, target, options)).failed
  await copyFile(new LocalFileSystem(), path, files, target, options)
  return []
}

/**
 * Deletes a folder with all in it, or a single file or link.
 *
 * Everything is listed first, afresh. Unless every listing came and was complete, nothing at all is deleted: what can't be seen
 * can't have been meant. Links are removed, never followed.
 */

import type { Entry } from '../base/entry.ts'
import { isName, join } from '../base/posixPath.ts'
import { printable } from '../base/printable.ts'
import { FileError, isFileError } from './fileError.ts'
import type { FileSystem, ListOptions } from './fileSystem.ts'
import { inParallel } from './parallel.ts'

export interface DeleteTreeOptions {
  readonly signal?: AbortSignal
  /** Called as the deleting goes on, with all that has to go. */
  readonly onProgress?: (deleted: number, total: number) => void
}

export interface DeleteTreeResult {
  /** Files and links. */
  readonly files: number
  readonly folders: number
}

const concurrency = 4
const maxDepth = 128 // as in copyTree

interface Contents {
  readonly files: string[]
  /** Each folder before those in it. */
  readonly folders: string[]
}

export async function deleteTree(files: FileSystem, path: string, options: DeleteTreeOptions = {}): Promise<DeleteTreeResult> {
  const asking: ListOptions = { fresh: true, exactTypes: true, ...(options.signal && { signal: options.signal }) }
  const contents = await find(files, path, asking)
  const total = contents.files.length + contents.folders.length
  let deleted = 0
  const remove = async (removal: Promise<void>) => {
    await removal.catch(unlessGone)
    options.onProgress?.(++deleted, total)
  }
  await inParallel(contents.files, concurrency, (file) => remove(files.deleteFile(file, asking)))
  for (const folder of contents.folders.reverse()) await remove(files.deleteFolder(folder, asking))
  return { files: contents.files.length, folders: contents.folders.length }
}

async function find(files: FileSystem, path: string, asking: ListOptions): Promise<Contents> {
  const { type, isLink } = await files.stat(path, asking)
  const contents: Contents = { files: [], folders: [] }
  if (isLink || type !== 'folder') contents.files.push(path)
  else await findIn(files, path, asking, contents, 1)
  return contents
}

async function findIn(files: FileSystem, folder: string, asking: ListOptions, contents: Contents, depth: number): Promise<void> {
  if (depth > maxDepth) throw new FileError('unsupported', folder, `Nothing was deleted: ${folder} is too deep inside of folders.`)
  contents.folders.push(folder)
  const { entries, complete } = await files.list(folder, asking)
  if (!complete) throw new FileError('incomplete', folder, `Nothing was deleted: the listing of ${folder} is not complete.`)
  for (const entry of entries) {
    const path = pathOf(folder, entry)
    if (entry.type === 'folder') await findIn(files, path, asking, contents, depth + 1)
    else contents.files.push(path)
  }
}

function pathOf(folder: string, { name, unusable }: Entry): string {
  if (isName(name) && unusable === undefined) return join(folder, name)
  const why = unusable ?? 'It is not a name a file can have.'
  throw new FileError('badName', folder, `Nothing was deleted: "${printable(name)}" in ${folder} can't be named to the server. ${why}`)
}

/** Somebody else may have deleted it meanwhile. */
function unlessGone(error: unknown): void {
  if (!isFileError(error, 'notFound')) throw error
}

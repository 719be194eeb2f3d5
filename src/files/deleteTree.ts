/**
 * Deletes a folder with all in it, or a single file or link.
 *
 * Everything is listed first, afresh. Unless every listing came and was complete, nothing at all is deleted: what can't be seen
 * can't have been meant. Links are removed, never followed. Whoever asks a person first shows `contentsOf` and hands it on: what
 * has appeared since stays, and so does the folder it is in.
 */

import { join } from '../base/posixPath.ts'
import { FileError, isFileError } from './fileError.ts'
import type { FileSystem, ListOptions } from './fileSystem.ts'
import { inParallel } from './parallel.ts'
import { badName, maxDepth } from './tree.ts'

export interface ContentsOptions {
  readonly signal?: AbortSignal
}

export interface DeleteTreeOptions extends ContentsOptions {
  /** What was confirmed: that and no more is deleted. Without it, what is there now. */
  readonly contents?: Contents
  /** Called as the deleting goes on, with all that has to go. */
  readonly onProgress?: (deleted: number, total: number) => void
}

export interface DeleteTreeResult {
  /** Files and links. */
  readonly files: number
  readonly folders: number
}

const concurrency = 4

/** What goes with a path, itself included. */
export interface Contents {
  /** Files and links. */
  readonly files: readonly string[]
  /** Each folder before those in it. */
  readonly folders: readonly string[]
}

/** Throws if it can't be known for certain. */
export async function contentsOf(files: FileSystem, path: string, options: ContentsOptions = {}): Promise<Contents> {
  const asking = askingWith(options)
  const { type, isLink } = await files.stat(path, asking)
  if (isLink || type !== 'folder') return { files: [path], folders: [] }
  const contents = { files: [], folders: [] }
  await findIn(files, path, asking, contents, 1)
  return contents
}

/** Errors: those of `contentsOf`, and `notEmpty` where something has appeared since. */
export async function deleteTree(files: FileSystem, path: string, options: DeleteTreeOptions = {}): Promise<DeleteTreeResult> {
  const asking = askingWith(options)
  const contents = options.contents ?? (await contentsOf(files, path, options))
  const total = contents.files.length + contents.folders.length
  let deleted = 0
  const remove = async (removal: Promise<void>) => {
    await removal.catch(unlessGone)
    options.onProgress?.(++deleted, total)
  }
  await inParallel(contents.files, concurrency, (file) => remove(files.deleteFile(file, asking)))
  for (const folder of [...contents.folders].reverse()) await remove(files.deleteFolder(folder, asking))
  return { files: contents.files.length, folders: contents.folders.length }
}

function askingWith({ signal }: ContentsOptions): ListOptions {
  return { fresh: true, exactTypes: true, ...(signal && { signal }) }
}

interface Found {
  readonly files: string[]
  readonly folders: string[]
}

async function findIn(files: FileSystem, folder: string, asking: ListOptions, contents: Found, depth: number): Promise<void> {
  if (depth > maxDepth) throw new FileError('unsupported', folder, `Nothing was deleted: ${folder} is too deep inside of folders.`)
  contents.folders.push(folder)
  const { entries, complete } = await files.list(folder, asking)
  if (!complete) throw new FileError('incomplete', folder, `Nothing was deleted: the listing of ${folder} is not complete.`)
  for (const entry of entries) {
    const unnamed = badName(folder, entry, "can't be named to the server: nothing was deleted")
    if (unnamed) throw unnamed
    const path = join(folder, entry.name)
    if (entry.type === 'folder') await findIn(files, path, asking, contents, depth + 1)
    else contents.files.push(path)
  }
}

/** Somebody else may have deleted it meanwhile. */
function unlessGone(error: unknown): void {
  if (!isFileError(error, 'notFound')) throw error
}

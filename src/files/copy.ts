/**
 * Copies a file, or a folder with all in it, from any place to any other.
 *
 * The two ends of a file copy live and die together. What the far side calls its files is not trusted: a name that is not
 * plainly one is reported and never written. Links to files are copied as files; links to folders are not followed.
 */

import { isAbort } from '../base/abort.ts'
import type { Entry } from '../base/entry.ts'
import { dirname, join } from '../base/posixPath.ts'
import { hasRawBytes } from '../base/rawText.ts'
import { copyBytes, type KnownFile } from './copyBytes.ts'
import { FileError, isFileError } from './fileError.ts'
import type { FileSystem, OperationOptions, TransferOptions } from './fileSystem.ts'
import { inParallel } from './parallel.ts'
import { badName, maxDepth } from './tree.ts'

export interface CopyOptions extends TransferOptions {
  /** False refuses with `exists` when the name is taken. Default true. */
  readonly overwrite?: boolean
}

export interface CopyTreeOptions extends CopyOptions {
  /** Called for each file, when it is there or has failed. */
  readonly onFile?: (event: CopyEvent) => void
  /** Files under way at once. Default 4. */
  readonly concurrency?: number
}

/** `path` is the one on the side that is copied from. */
export type CopyEvent =
  | { readonly kind: 'copied'; readonly path: string; readonly bytes: number }
  | { readonly kind: 'failed'; readonly path: string; readonly error: Error }

export interface CopyFailure {
  readonly path: string
  readonly error: Error
}

export interface CopyResult {
  /** Files that are whole at the other end. */
  readonly files: number
  /** Bytes in these files. */
  readonly bytes: number
  /** What was left out, each with the reason. */
  readonly failed: readonly CopyFailure[]
}

const defaultConcurrency = 4

/** Copies one file, with its time where `to` keeps one. Resolves with the bytes. */
export async function copyFile(
  from: FileSystem,
  fromPath: string,
  to: FileSystem,
  toPath: string,
  options: CopyOptions = {},
): Promise<number> {
  const known = await from.stat(fromPath, options)
  const { bytes } = await copyBytes(from, fromPath, to, toPath, timeAndSize(known), options)
  return bytes
}

/**
 * Copies what is in the folder `fromPath` into the folder `toPath`, which is made if need be. One file that fails doesn't stop
 * the others; being aborted does, and so does a place that can't be reached any more.
 */
export async function copyTree(
  from: FileSystem,
  fromPath: string,
  to: FileSystem,
  toPath: string,
  options: CopyTreeOptions = {},
): Promise<CopyResult> {
  const copy = new TreeCopy(from, to, options)
  return await copy.run(fromPath, toPath)
}

/** Makes the folder and those above it that are missing. A folder that is there already is fine. */
export async function makeFolders(files: FileSystem, path: string, options: OperationOptions = {}): Promise<void> {
  if (path === '/') return
  try {
    await files.createFolder(path, options)
  } catch (error) {
    if (isFileError(error, 'exists')) return await assertFolder(files, path, options)
    if (!isFileError(error, 'notFound')) throw error
    await makeFolders(files, dirname(path), options)
    await makeFolders(files, path, options)
  }
}

async function assertFolder(files: FileSystem, path: string, options: OperationOptions): Promise<void> {
  const { type } = await files.stat(path, options)
  if (type !== 'folder') throw new FileError('notAFolder', path, `Could not make the folder ${path}: a file has that name.`)
}

/** What a tree copy knows of a file it is about to copy. */
interface FileToCopy extends KnownFile {
  readonly fromPath: string
  readonly toPath: string
}

/** One run of `copyTree`: folders one after the other, files a few at a time. */
class TreeCopy {
  private files = 0
  private bytes = 0
  private moved = 0
  private unavailableInARow = 0
  private readonly failed: CopyFailure[] = []
  private readonly from: FileSystem
  private readonly to: FileSystem
  private readonly options: CopyTreeOptions
  private readonly asking: OperationOptions

  constructor(from: FileSystem, to: FileSystem, options: CopyTreeOptions) {
    this.from = from
    this.to = to
    this.options = options
    this.asking = { priority: options.priority ?? 'transfer', ...(options.signal && { signal: options.signal }) }
  }

  async run(fromPath: string, toPath: string): Promise<CopyResult> {
    const { entries, complete } = await this.from.list(fromPath, this.asking)
    await makeFolders(this.to, toPath, this.asking)
    if (!complete) this.fail(fromPath, incompleteListing(fromPath))
    const work = (file: FileToCopy) => this.guarded(file.fromPath, () => this.copyOne(file))
    await inParallel(this.walk(entries, fromPath, toPath, 1), this.options.concurrency ?? defaultConcurrency, work)
    return { files: this.files, bytes: this.bytes, failed: this.failed }
  }

  /** The files to copy, each folder made before its files are named. */
  private async *walk(entries: readonly Entry[], fromFolder: string, toFolder: string, depth: number): AsyncGenerator<FileToCopy> {
    for (const entry of entries) {
      const unnamed = badName(fromFolder, entry, 'was left out')
      if (unnamed) this.fail(unnamed.path, unnamed)
      else if (entry.type === 'folder') yield* this.walkFolder(join(fromFolder, entry.name), join(toFolder, entry.name), depth)
      else {
        const file = await this.fileOf(entry, join(fromFolder, entry.name), join(toFolder, entry.name))
        if (file) yield file
      }
    }
  }

  private async *walkFolder(fromPath: string, toPath: string, depth: number): AsyncGenerator<FileToCopy> {
    if (depth >= maxDepth) return this.fail(fromPath, new FileError('unsupported', fromPath, `${fromPath} is too deep inside of folders.`))
    const entries = await this.guarded(fromPath, async () => {
      const listing = await this.from.list(fromPath, this.asking)
      await makeFolders(this.to, toPath, this.asking)
      if (!listing.complete) this.fail(fromPath, incompleteListing(fromPath))
      return listing.entries
    })
    if (entries) yield* this.walk(entries, fromPath, toPath, depth + 1)
  }

  private async fileOf(entry: Entry, fromPath: string, toPath: string): Promise<FileToCopy | undefined> {
    if (hasRawBytes(entry.name) && !(await this.guarded(fromPath, () => canHave(this.to, toPath, this.asking)))) return undefined
    const known = entry.type === 'link' ? await this.guarded(fromPath, () => this.from.stat(fromPath, this.asking)) : entry
    if (!known) return undefined
    if (known.type === 'file') return { fromPath, toPath, ...timeAndSize(known) }
    if (known.type === 'folder') {
      return this.fail(fromPath, new FileError('link', fromPath, `${fromPath} is a link to a folder; such links are not followed.`))
    }
    return this.fail(fromPath, new FileError('unsupported', fromPath, `${fromPath} is not a file.`))
  }

  private async copyOne(file: FileToCopy): Promise<void> {
    let before = 0
    const onProgress = (bytes: number) => {
      this.moved += bytes - before
      before = bytes
      this.options.onProgress?.(this.moved)
    }
    const { bytes } = await copyBytes(this.from, file.fromPath, this.to, file.toPath, timeAndSize(file), { ...this.options, onProgress })
    this.files++
    this.bytes += bytes
    this.options.onFile?.({ kind: 'copied', path: file.fromPath, bytes })
  }

  /** The outcome of `work`; its failure is noted, and thrown only if going on makes no sense. */
  private async guarded<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work()
      this.unavailableInARow = 0
      return result
    } catch (error) {
      this.options.signal?.throwIfAborted()
      if (isAbort(error)) throw error // a person has left the server: to go on would dial it again
      this.unavailableInARow = isFileError(error, 'unavailable') ? this.unavailableInARow + 1 : 0
      // With as many in a row as can be under way, it isn't this file: waiting for each of the others would take hours.
      if (this.unavailableInARow > (this.options.concurrency ?? defaultConcurrency)) throw error
      return this.fail(path, error instanceof Error ? error : new Error(String(error)))
    }
  }

  private fail(path: string, error: Error): undefined {
    this.failed.push({ path, error })
    this.options.onFile?.({ kind: 'failed', path, error })
  }
}

/** A disk can't have every name that a server has. It says so when it is asked, before any bytes are under way. */
async function canHave(files: FileSystem, path: string, options: OperationOptions): Promise<true> {
  try {
    await files.stat(path, options)
  } catch (error) {
    if (!isFileError(error, 'notFound')) throw error
  }
  return true
}

function timeAndSize({ size, modified }: KnownFile): KnownFile {
  return { ...(size !== undefined && { size }), ...(modified && { modified }) }
}

function incompleteListing(path: string): FileError {
  return new FileError('incomplete', path, `The listing of ${path} is not complete: some files in it may be missing from the copy.`)
}

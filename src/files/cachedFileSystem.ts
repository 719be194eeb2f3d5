/**
 * A file system that remembers what it was told a moment ago, so that nobody asks a second question.
 *
 * One listing of a folder answers every `stat` in it, absence included: that is what an editor's probing for `.vscode`,
 * `.git` or `package.json` costs. Those who want a listing that is under way join it. Own changes are entered at once.
 */

import type { Readable, Writable } from 'node:stream'
import type { Digest } from '../base/digest.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Entry } from '../base/entry.ts'
import { Emitter } from '../base/event.ts'
import { basename, dirname } from '../base/posixPath.ts'
import { FileError, isFileError } from './fileError.ts'
import {
  statOf,
  type CreateFolderOptions,
  type DigestOptions,
  type FileChange,
  type FileStat,
  type FileSystem,
  type Listing,
  type ListOptions,
  type OperationOptions,
  type TransferOptions,
  type WriteOptions,
} from './fileSystem.ts'
import { FolderCache } from './folderCache.ts'
import { SharedWork } from './sharedWork.ts'

export interface CacheOptions {
  /** How long a listing is believed. Default 30 s. */
  readonly ttlMs?: number
  readonly now?: () => number
}

const defaultTtlMs = 30_000

export class CachedFileSystem implements FileSystem, Disposable {
  private readonly changes = new Emitter<readonly FileChange[]>()
  /** After own changes, and when a new listing differs from the one remembered. */
  readonly onDidChange = this.changes.event
  private readonly listings = new SharedWork<Listing>()
  private readonly cache: FolderCache
  private readonly inner: FileSystem
  private ownChanges = 0

  constructor(inner: FileSystem, options: CacheOptions = {}) {
    this.inner = inner
    this.cache = new FolderCache(options.ttlMs ?? defaultTtlMs, options.now ?? Date.now)
  }

  async list(path: string, options: ListOptions = {}): Promise<Listing> {
    const known = options.fresh === true ? undefined : this.cache.listing(path)
    if (known) return known
    if (options.fresh === true) this.listings.detach((key) => key === path)
    return this.listings.join(path, options.signal, async (signal) => {
      const listing = await this.listInner(path, { ...options, signal })
      // An own change since has detached this work: the listing may have been made before it.
      if (this.listings.isRunning(path, signal)) this.fire(this.cache.remember(path, listing))
      return listing
    })
  }

  async stat(path: string, options: ListOptions = {}): Promise<FileStat> {
    if (path === '/') return { type: 'folder', isLink: false }
    const entry = (options.fresh === true ? undefined : this.cache.entry(path)) ?? (await this.look(path, options))
    if (entry === undefined) return this.inner.stat(path, options)
    if (entry === 'absent') throw new FileError('notFound', path, `${path} does not exist on the server.`)
    return entry.type === 'link' ? this.followLink(path, options) : statOf(entry)
  }

  read(path: string, destination: Writable, options?: TransferOptions): Promise<number> {
    return this.inner.read(path, destination, options)
  }

  write(path: string, source: Readable, options?: WriteOptions): Promise<FileStat> {
    const enter = (stat: FileStat): FileChange[] => {
      const before = this.cache.entry(path)
      const isKnownLink = before !== 'absent' && before?.type === 'link' // it stays one
      if (stat.isLink && !isKnownLink) this.cache.forget(dirname(path))
      else this.cache.put(path, isKnownLink ? before : entryOf(path, stat))
      return [{ type: before === 'absent' ? 'created' : 'changed', path }]
    }
    return this.change([path], () => this.inner.write(path, source, options), enter)
  }

  createFolder(path: string, options?: CreateFolderOptions): Promise<void> {
    const enter = (): FileChange[] => {
      this.cache.put(path, { name: basename(path), type: 'folder' })
      return [{ type: 'created', path }]
    }
    return this.change([path], () => this.inner.createFolder(path, options), enter)
  }

  deleteFile(path: string, options?: OperationOptions): Promise<void> {
    return this.remove(path, () => this.inner.deleteFile(path, options))
  }

  deleteFolder(path: string, options?: OperationOptions): Promise<void> {
    return this.remove(path, () => this.inner.deleteFolder(path, options))
  }

  rename(from: string, to: string, options?: OperationOptions & { readonly overwrite?: boolean }): Promise<void> {
    const enter = (): FileChange[] => {
      const entry = this.cache.entry(from)
      this.cache.put(from, undefined)
      if (entry && entry !== 'absent') this.cache.put(to, { ...entry, name: basename(to) })
      else this.cache.forget(dirname(to))
      return [
        { type: 'deleted', path: from },
        { type: 'created', path: to },
      ]
    }
    return this.change([from, to], () => this.inner.rename(from, to, options), enter)
  }

  examine(paths: readonly string[], options?: OperationOptions): Promise<readonly (Entry | undefined)[]> {
    return this.inner.examine(paths, options)
  }

  digest(path: string, options?: DigestOptions): Promise<Digest | undefined> {
    return this.inner.digest(path, options)
  }

  foldsCase(folder: string, options?: OperationOptions): Promise<boolean> {
    return this.inner.foldsCase(folder, options)
  }

  /** Forgets a folder and everything below it; all of it without a path. */
  invalidate(path = '/'): void {
    this.cache.forget(path)
    this.listings.detach((key) => key === path || key.startsWith(path === '/' ? '/' : `${path}/`))
  }

  dispose(): void {
    this.invalidate()
    this.changes.dispose()
  }

  /** A folder that can't be listed is not the one that is remembered; that there is none is remembered too. */
  private async listInner(path: string, options: ListOptions & { readonly signal: AbortSignal }): Promise<Listing> {
    try {
      return await this.inner.list(path, options)
    } catch (error) {
      if (isFileError(error)) this.cache.forget(path)
      if (isFileError(error, 'notFound', 'notAFolder') && this.listings.isRunning(path, options.signal)) this.cache.rememberMissing(path)
      throw error
    }
  }

  /** The entry at `path` by a listing of its folder. Undefined where even that can't tell. */
  private async look(path: string, options: ListOptions): Promise<Entry | 'absent' | undefined> {
    try {
      const { entries, complete } = await this.list(dirname(path), options)
      return entries.find(({ name }) => name === basename(path)) ?? (complete ? 'absent' : undefined)
    } catch (error) {
      if (!isFileError(error, 'notFound', 'notAFolder')) throw error
      return 'absent'
    }
  }

  private async followLink(path: string, options: ListOptions): Promise<FileStat> {
    const known = options.fresh === true ? undefined : this.cache.link(path)
    if (known) return known
    const { ownChanges } = this
    const stat = await this.inner.stat(path, options)
    if (ownChanges === this.ownChanges) this.cache.rememberLink(path, stat)
    return stat
  }

  private remove(path: string, remove: () => Promise<void>): Promise<void> {
    const enter = (): FileChange[] => {
      this.cache.put(path, undefined)
      return [{ type: 'deleted', path }]
    }
    return this.change([path], remove, enter)
  }

  /**
   * Does `work` and enters what it changed, in one go, before anybody is told. After a failure nothing is known of the folders
   * around `paths`.
   */
  private async change<T>(paths: readonly string[], work: () => Promise<T>, enter: (result: T) => readonly FileChange[]): Promise<T> {
    let result: T
    try {
      result = await work()
    } catch (error) {
      for (const path of paths) this.cache.forget(dirname(path))
      this.outdate(paths)
      throw error
    }
    const changes = enter(result)
    for (const path of paths) this.invalidate(path)
    this.outdate(paths)
    this.fire(changes)
    return result
  }

  /** What is being asked about the folders around `paths` may have been answered too early. */
  private outdate(paths: readonly string[]): void {
    this.ownChanges++
    const folders = paths.map(dirname)
    this.listings.detach((key) => folders.includes(key))
  }

  private fire(changes: readonly FileChange[]): void {
    if (changes.length > 0) this.changes.fire(changes)
  }
}

function entryOf(path: string, { type, size, modified, permissions }: FileStat): Entry {
  return {
    name: basename(path),
    type,
    ...(size !== undefined && { size }),
    ...(modified && { modified }),
    ...(permissions !== undefined && { permissions }),
  }
}

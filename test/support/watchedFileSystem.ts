/** A file system for tests of what stands in front of one: it notes what it is asked, and can be late, incomplete or fail. */

import type { Readable, Writable } from 'node:stream'
import { abortable, withResolvers } from '../../src/base/abort.ts'
import type { Digest } from '../../src/base/digest.ts'
import type { Entry } from '../../src/base/entry.ts'
import type {
  CreateFolderOptions,
  DigestOptions,
  FileStat,
  FileSystem,
  ListOptions,
  Listing,
  OperationOptions,
  TransferOptions,
  WriteOptions,
} from '../../src/files/fileSystem.ts'

export class WatchedFileSystem implements FileSystem {
  /** `list /www`, in order of arrival. */
  readonly calls: string[] = []
  /** The signals of the listings, in the same order. */
  readonly signals: (AbortSignal | undefined)[] = []
  /** Names that listings leave out, as if their lines could not be read. */
  readonly unreadable = new Set<string>()
  private readonly held = new Map<keyof FileSystem, Promise<void>>()
  private readonly failing = new Map<keyof FileSystem, Error>()
  private readonly inner: FileSystem

  /** What is done to `inner` directly is done behind the back of whoever asks this one. */
  constructor(inner: FileSystem) {
    this.inner = inner
  }

  /** From now on `operation` answers what is true when it is asked, but not before the returned function is called. */
  hold(operation: keyof FileSystem): () => void {
    const { promise, resolve } = withResolvers<void>()
    this.held.set(operation, promise)
    return () => {
      if (this.held.get(operation) === promise) this.held.delete(operation)
      resolve()
    }
  }

  /** From now on `operation` is done, and then fails with `error`; without one it works again. */
  fail(operation: keyof FileSystem, error?: Error): void {
    if (error) this.failing.set(operation, error)
    else this.failing.delete(operation)
  }

  list(path: string, options?: ListOptions): Promise<Listing> {
    this.signals.push(options?.signal)
    return this.watch('list', path, options, async () => {
      const { entries, complete } = await this.inner.list(path, options)
      const readable = entries.filter(({ name }) => !this.unreadable.has(name))
      return { entries: readable, complete: complete && readable.length === entries.length }
    })
  }

  stat(path: string, options?: ListOptions): Promise<FileStat> {
    return this.watch('stat', path, options, () => this.inner.stat(path, options))
  }

  read(path: string, destination: Writable, options?: TransferOptions): Promise<number> {
    return this.watch('read', path, options, () => this.inner.read(path, destination, options))
  }

  write(path: string, source: Readable, options?: WriteOptions): Promise<FileStat> {
    return this.watch('write', path, options, () => this.inner.write(path, source, options))
  }

  createFolder(path: string, options?: CreateFolderOptions): Promise<void> {
    return this.watch('createFolder', path, options, () => this.inner.createFolder(path, options))
  }

  deleteFile(path: string, options?: OperationOptions): Promise<void> {
    return this.watch('deleteFile', path, options, () => this.inner.deleteFile(path, options))
  }

  deleteFolder(path: string, options?: OperationOptions): Promise<void> {
    return this.watch('deleteFolder', path, options, () => this.inner.deleteFolder(path, options))
  }

  rename(from: string, to: string, options?: OperationOptions & { readonly overwrite?: boolean }): Promise<void> {
    return this.watch('rename', `${from} ${to}`, options, () => this.inner.rename(from, to, options))
  }

  examine(paths: readonly string[], options?: OperationOptions): Promise<readonly (Entry | undefined)[]> {
    return this.watch('examine', paths.join(' '), options, () => this.inner.examine(paths, options))
  }

  digest(path: string, options?: DigestOptions): Promise<Digest | undefined> {
    return this.watch('digest', path, options, () => this.inner.digest(path, options))
  }

  foldsCase(folder: string, options?: OperationOptions): Promise<boolean> {
    return this.watch('foldsCase', folder, options, () => this.inner.foldsCase(folder, options))
  }

  private async watch<T>(
    operation: keyof FileSystem,
    about: string,
    options: OperationOptions | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    this.calls.push(`${operation} ${about}`)
    const held = this.held.get(operation)
    const failing = this.failing.get(operation)
    const result = await work()
    if (held) await abortable(held, options?.signal)
    if (failing) throw failing
    return result
  }
}

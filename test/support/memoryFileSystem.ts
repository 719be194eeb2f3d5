/** Files and folders in memory: the simplest form of the interface, and the place other tests copy from and to. */

import type { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { isAbort, onAbort } from '../../src/base/abort.ts'
import { digestSum, type Digest } from '../../src/base/digest.ts'
import type { Entry, Timestamp } from '../../src/base/entry.ts'
import { basename, dirname, isInside, join } from '../../src/base/posixPath.ts'
import { FileError, isFileError, type FileErrorReason } from '../../src/files/fileError.ts'
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

type Item =
  | { readonly type: 'folder'; readonly mode?: string | undefined }
  | { readonly type: 'file'; readonly bytes: Buffer; readonly modified: Timestamp; readonly mode?: string | undefined }
  | { readonly type: 'link'; readonly target: string }

const maxLinks = 8

export class MemoryFileSystem implements FileSystem {
  private readonly items = new Map<string, Item>([['/', { type: 'folder' }]])
  private readonly now: () => number

  /** `now` gives the times of what is written, in milliseconds since 1970. */
  constructor({ now = Date.now }: { readonly now?: () => number } = {}) {
    this.now = now
  }

  async list(path: string, options?: ListOptions): Promise<Listing> {
    options?.signal?.throwIfAborted()
    const folder = this.end(path)
    if (this.need(folder).type !== 'folder') throw failure('notAFolder', path)
    const inside = [...this.items].filter(([other]) => other !== '/' && dirname(other) === folder)
    return { entries: inside.map(([other, item]) => entryOf(basename(other), item)), complete: true }
  }

  async stat(path: string, options?: OperationOptions): Promise<FileStat> {
    options?.signal?.throwIfAborted()
    const isLink = this.need(path).type === 'link'
    const item = this.items.get(this.end(path))
    if (!item || item.type === 'link') return { type: 'other', isLink }
    return { type: item.type, isLink, ...(item.type === 'file' && { size: item.bytes.length, modified: item.modified }) }
  }

  async read(path: string, destination: Writable, options: TransferOptions = {}): Promise<number> {
    options.signal?.throwIfAborted()
    const item = this.need(this.end(path))
    if (item.type !== 'file') throw failure('isAFolder', path)
    const listening = onAbort(options.signal, (reason) => destination.destroy(asError(reason)))
    destination.end(item.bytes)
    try {
      await finished(destination, { readable: false })
    } catch (error) {
      options.signal?.throwIfAborted()
      throw new FileError('unavailable', path, `Could not read ${path}.`, error)
    } finally {
      listening.dispose()
    }
    options.onProgress?.(item.bytes.length)
    return item.bytes.length
  }

  async write(path: string, source: Readable, options: WriteOptions = {}): Promise<FileStat> {
    source.on('error', () => {}) // the loop in collect hears of it
    try {
      options.signal?.throwIfAborted()
      const place = this.end(path)
      this.refuseToWrite(path, place, options)
      const bytes = await collect(path, source, options)
      options.signal?.throwIfAborted()
      this.refuseToWrite(path, place, options)
      this.items.set(place, {
        type: 'file',
        bytes,
        modified: options.modified ?? { ms: this.now(), precision: 'millisecond' },
        mode: options.mode ?? this.modeOf(place),
      })
    } finally {
      source.destroy()
    }
    return await this.stat(path)
  }

  async createFolder(path: string, options?: CreateFolderOptions): Promise<void> {
    options?.signal?.throwIfAborted()
    if (this.items.has(path)) throw failure('exists', path)
    this.needFolder(dirname(path))
    this.items.set(path, { type: 'folder', mode: options?.mode })
  }

  async deleteFile(path: string, options?: OperationOptions): Promise<void> {
    options?.signal?.throwIfAborted()
    if (this.need(path).type === 'folder') throw failure('isAFolder', path)
    this.items.delete(path)
  }

  async deleteFolder(path: string, options?: OperationOptions): Promise<void> {
    options?.signal?.throwIfAborted()
    if (this.need(path).type !== 'folder') throw failure('notAFolder', path)
    if ([...this.items.keys()].some((other) => other !== path && isInside(path, other))) throw failure('notEmpty', path)
    this.items.delete(path)
  }

  async rename(from: string, to: string, options: OperationOptions & { readonly overwrite?: boolean } = {}): Promise<void> {
    options.signal?.throwIfAborted()
    this.need(from)
    this.needFolder(dirname(to))
    if (this.items.has(to) && options.overwrite !== true) throw failure('exists', to)
    const moved = [...this.items].filter(([path]) => isInside(from, path))
    for (const [path] of moved) this.items.delete(path)
    for (const [path, item] of moved) this.items.set(to + path.slice(from.length), item)
  }

  async examine(paths: readonly string[], options?: OperationOptions): Promise<readonly (Entry | undefined)[]> {
    options?.signal?.throwIfAborted()
    return paths.map((path) => {
      const item = this.items.get(path)
      return item && entryOf(basename(path), item)
    })
  }

  async digest(path: string, { algorithm = 'SHA-256', signal }: DigestOptions = {}): Promise<Digest> {
    signal?.throwIfAborted()
    const item = this.need(this.end(path))
    if (item.type !== 'file') throw failure('isAFolder', path)
    const sum = digestSum(algorithm)
    sum.update(item.bytes)
    return { algorithm, hex: sum.hex() }
  }

  async foldsCase(folder: string, options?: OperationOptions): Promise<boolean> {
    options?.signal?.throwIfAborted()
    this.needFolder(folder)
    return false
  }

  /** Makes a link, which the interface can't. */
  link(target: string, path: string): void {
    this.items.set(path, { type: 'link', target })
  }

  /** The mode that `path` was given. */
  modeOf(path: string): string | undefined {
    const item = this.items.get(path)
    return item?.type === 'link' ? undefined : item?.mode
  }

  private refuseToWrite(path: string, place: string, options: WriteOptions): void {
    this.needFolder(dirname(place))
    const old = this.items.get(place)
    if (old?.type === 'folder') throw failure('isAFolder', path)
    if (old && options.overwrite === false) throw failure('exists', path)
  }

  private need(path: string): Item {
    const item = this.items.get(path)
    if (!item) throw failure('notFound', path)
    return item
  }

  private needFolder(path: string): void {
    if (this.need(this.end(path)).type !== 'folder') throw failure('notFound', path)
  }

  /** The path behind the links at `path`. */
  private end(path: string): string {
    let place = path
    for (let links = 0; links < maxLinks; links++) {
      const item = this.items.get(place)
      if (item?.type !== 'link') return place
      place = item.target.startsWith('/') ? item.target : join(dirname(place), item.target)
    }
    return place
  }
}

async function collect(path: string, source: Readable, options: WriteOptions): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  const listening = onAbort(options.signal, () => source.destroy())
  try {
    for await (const chunk of source) {
      chunks.push(Buffer.from(chunk as Uint8Array))
      bytes += (chunk as Uint8Array).length
      options.onProgress?.(bytes)
    }
  } catch (error) {
    options.signal?.throwIfAborted()
    throw isFileError(error) || isAbort(error) ? error : new FileError('incomplete', path, `${path}: the source broke off.`, error)
  } finally {
    listening.dispose()
  }
  if (options.size !== undefined && bytes !== options.size) throw failure('incomplete', path)
  return Buffer.concat(chunks)
}

function entryOf(name: string, item: Item): Entry {
  if (item.type === 'folder') return { name, type: 'folder' }
  if (item.type === 'link') return { name, type: 'link', linkTarget: item.target }
  return { name, type: 'file', size: item.bytes.length, modified: item.modified }
}

function failure(reason: FileErrorReason, path: string): FileError {
  return new FileError(reason, path, `${path}: ${reason}.`)
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

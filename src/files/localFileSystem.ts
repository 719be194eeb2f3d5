/**
 * The disk of this computer.
 *
 * A write goes to a temporary name in the same folder, is checked and flushed, and is renamed over, so that a crash leaves
 * the old file or the new one. A link is kept: what it points to is replaced. Given a `root`, nothing outside of it is read
 * or written, not through a link either.
 */

import { randomBytes } from 'node:crypto'
import { constants, type BigIntStats, type Stats } from 'node:fs'
import { link, lstat, mkdir, open, readdir, readlink, realpath, rename, rmdir, stat, unlink, type FileHandle } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep, dirname } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { isAbort, onAbort } from '../base/abort.ts'
import type { Entry, EntryType, Timestamp } from '../base/entry.ts'
import { FileError, isFileError } from './fileError.ts'
import { errorCode, localError } from './localError.ts'
import type { FileStat, FileSystem, Listing, OperationOptions, TransferOptions, WriteOptions } from './fileSystem.ts'
import { toNative } from './localPath.ts'

const blockBytes = 1024 * 1024 // with Node's usual 64 KiB an upload waits for the disk more than for the network

export interface LocalFileSystemOptions {
  /** Our form of the folder that nothing may lead out of. */
  readonly root?: string
}

export class LocalFileSystem implements FileSystem {
  private readonly root: string | undefined

  constructor(options: LocalFileSystemOptions = {}) {
    this.root = options.root
  }

  list(path: string, options?: OperationOptions): Promise<Listing> {
    return this.attempt('list', path, options, async (native) => {
      await this.confine(path, native)
      const names = await readdir(native, { encoding: 'buffer' })
      const entries = await Promise.all(names.map((name) => readEntry(native, name)))
      return { entries: entries.filter((entry) => entry !== undefined), complete: true }
    })
  }

  stat(path: string, options?: OperationOptions): Promise<FileStat> {
    return this.attempt('look up', path, options, statLocal)
  }

  read(path: string, destination: Writable, options: TransferOptions = {}): Promise<number> {
    return this.attempt('read', path, options, async (native) => {
      await this.confine(path, native)
      const file = await open(native, constants.O_RDONLY | constants.O_NONBLOCK) // or a pipe without a writer hangs
      destination.on('error', ignore) // it may fail while nobody else listens; the next write to it hears of it
      const listening = onAbort(options.signal, () => destination.destroy())
      try {
        return await readAll(path, file, destination, options)
      } catch (error) {
        destination.destroy()
        throw error
      } finally {
        listening.dispose()
        await file.close()
      }
    })
  }

  write(path: string, source: Readable, options: WriteOptions = {}): Promise<FileStat> {
    source.on('error', ignore) // it may fail while the file is being opened; the reading loop hears of it
    return this.attempt('write', path, options, async (native) => {
      try {
        const target = await linkEnd(native)
        await this.confine(path, target)
        await replaceFile(path, target, source, options)
        return await statLocal(native)
      } finally {
        source.destroy()
      }
    })
  }

  createFolder(path: string, options?: OperationOptions): Promise<void> {
    return this.attempt('create folder', path, options, async (native) => {
      try {
        await mkdir(native)
      } catch (error) {
        throw (await exists(native)) ? taken(path) : error // Windows says EPERM for a drive
      }
    })
  }

  deleteFile(path: string, options?: OperationOptions): Promise<void> {
    return this.attempt('delete', path, options, async (native) => {
      if ((await lstat(native)).isDirectory()) throw new FileError('isAFolder', path, `Could not delete ${path}: it is a folder.`)
      await unlink(native)
    })
  }

  deleteFolder(path: string, options?: OperationOptions): Promise<void> {
    return this.attempt('delete folder', path, options, async (native) => {
      if (!(await lstat(native)).isDirectory())
        throw new FileError('notAFolder', path, `Could not delete folder ${path}: it is not a folder.`)
      await rmdir(native)
    })
  }

  rename(from: string, to: string, options: OperationOptions & { readonly overwrite?: boolean } = {}): Promise<void> {
    return this.attempt('rename', from, options, async (native) => {
      const target = toNative(to)
      await this.confine(to, dirname(target))
      await lstat(native) // a missing source is what failed, whatever is at the other end
      const onlyCase = native.toLowerCase() === target.toLowerCase() // on many disks that is the same file
      if (options.overwrite !== true && !onlyCase && (await exists(target))) throw taken(to)
      await rename(native, target)
    })
  }

  /** Runs `work` with the native path. Fails with a `FileError`, or the reason of the signal if that was aborted. */
  private async attempt<T>(
    doing: string,
    path: string,
    options: OperationOptions | undefined,
    work: (native: string) => Promise<T>,
  ): Promise<T> {
    options?.signal?.throwIfAborted()
    try {
      const native = toNative(path)
      if (path !== this.root) await this.confine(path, dirname(native))
      return await work(native)
    } catch (error) {
      options?.signal?.throwIfAborted()
      throw isFileError(error) || isAbort(error) ? error : localError(error, doing, path)
    }
  }

  /** Throws if `native`, or the nearest folder above it that exists, is outside of the root once links are followed. */
  private async confine(path: string, native: string): Promise<void> {
    if (this.root === undefined) return
    const [root, place] = await Promise.all([nearestRealPath(toNative(this.root)), nearestRealPath(native)])
    const way = relative(root, place)
    if (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return
    throw new FileError('noPermission', path, `${path} was left alone: it leads out of ${this.root}.`)
  }
}

/** What a name in a folder is; undefined if it was deleted since. */
async function readEntry(folder: string, rawName: Buffer): Promise<Entry | undefined> {
  const name = rawName.toString('utf8')
  const place = Buffer.concat([Buffer.from(folder.endsWith(sep) ? folder : folder + sep), rawName])
  try {
    const stats = await lstat(place)
    const type = typeOf(stats)
    return {
      name,
      type,
      ...(type === 'file' && { size: stats.size }),
      modified: timeOf(stats),
      ...(type === 'link' && { linkTarget: await readlink(place) }),
      ...(!Buffer.from(name).equals(rawName) && { unusable: 'The name is not valid UTF-8.' }),
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    return { name, type: 'other' } // the folder may be listed but not looked into
  }
}

async function statLocal(native: string): Promise<FileStat> {
  const own = await lstat(native)
  if (!own.isSymbolicLink()) return { ...describe(own), isLink: false }
  try {
    return { ...describe(await stat(native)), isLink: true }
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ELOOP') throw error
    return { type: 'other', modified: timeOf(own), isLink: true } // it points nowhere
  }
}

function describe(stats: Stats): Omit<FileStat, 'isLink'> {
  const type = typeOf(stats)
  return { type: type === 'link' ? 'other' : type, ...(type === 'file' && { size: stats.size }), modified: timeOf(stats) }
}

function typeOf(stats: Stats): EntryType {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'folder'
  return stats.isSymbolicLink() ? 'link' : 'other'
}

function timeOf(stats: Stats): Timestamp {
  return { ms: Math.floor(stats.mtimeMs), precision: 'millisecond' }
}

/** Moves the file into `destination`, and ends that only if the file stayed the same meanwhile. */
async function readAll(path: string, file: FileHandle, destination: Writable, options: TransferOptions): Promise<number> {
  const before = await file.stat({ bigint: true })
  if (before.isDirectory()) throw new FileError('isAFolder', path, `Could not read ${path}: it is a folder.`)
  if (!before.isFile()) throw new FileError('unsupported', path, `Could not read ${path}: it is not a regular file.`)
  let bytes = 0
  const counted = (count: number) => {
    bytes += count
    options.onProgress?.(bytes)
  }
  await pipeline(blocksOf(file, counted), destination, { end: false })
  if (BigInt(bytes) === before.size && !changed(before, await file.stat({ bigint: true }))) {
    destination.end()
    await finished(destination, { readable: false })
    return bytes
  }
  throw new FileError('incomplete', path, `${path} changed while it was read. Try again when nothing writes to it.`)
}

async function* blocksOf(file: FileHandle, counted: (bytes: number) => void): AsyncGenerator<Buffer> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(blockBytes), 0, blockBytes, null)
    if (bytesRead === 0) return
    counted(bytesRead)
    yield buffer.subarray(0, bytesRead)
  }
}

function changed(before: BigIntStats, after: BigIntStats): boolean {
  return before.size !== after.size || before.mtimeNs !== after.mtimeNs
}

/** The safe write. Whatever goes wrong before the last step leaves the old file and no temporary one. */
async function replaceFile(path: string, target: string, source: Readable, options: WriteOptions): Promise<void> {
  const old = await lstatIfThere(target)
  if (old?.isDirectory()) throw new FileError('isAFolder', path, `Could not write ${path}: it is a folder.`)
  if (old && options.overwrite === false) throw taken(path)
  const temporary = resolve(dirname(target), `.portside-${randomBytes(8).toString('hex')}.part`)
  const file = await open(temporary, 'wx')
  try {
    try {
      const bytes = await writeAll(path, file, source, options)
      if (options.size !== undefined && bytes !== options.size) throw wrongSize(path, bytes, options.size)
      await dress(file, old, options.modified)
      await file.sync()
    } finally {
      await file.close()
    }
    options.signal?.throwIfAborted()
    await (options.overwrite === false ? moveToFreeName(temporary, target, path) : rename(temporary, target))
  } catch (error) {
    await unlink(temporary).catch(ignore) // the error that led here says more than this one
    throw error
  }
}

async function writeAll(path: string, file: FileHandle, source: Readable, options: WriteOptions): Promise<number> {
  let bytes = 0
  const listening = onAbort(options.signal, () => source.destroy())
  try {
    for await (const chunk of chunksOf(path, source)) {
      await file.writeFile(chunk)
      bytes += chunk.length
      if (options.size !== undefined && bytes > options.size) throw wrongSize(path, bytes, options.size)
      options.onProgress?.(bytes)
    }
  } finally {
    listening.dispose()
  }
  options.signal?.throwIfAborted()
  return bytes
}

/** The source's bytes, its failure told apart from the disk's. */
async function* chunksOf(path: string, source: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as string | Uint8Array)
  } catch (error) {
    if (isFileError(error) || isAbort(error)) throw error
    throw new FileError('incomplete', path, `Could not write ${path}: what was being copied broke off. The old file is kept.`, error)
  }
}

/** Gives the new file the time asked for, and the mode and owner of the old one as far as this user may. */
async function dress(file: FileHandle, old: Stats | undefined, modified: Timestamp | undefined): Promise<void> {
  if (old) {
    await file.chown(old.uid, old.gid).catch(ignore) // only root may give files away
    await file.chmod(old.mode & 0o7777).catch(ignore) // some disks have no modes
  }
  if (modified) await file.utimes(modified.ms / 1000, modified.ms / 1000)
}

/** A hard link refuses a taken name in one step; disks without them need a look first. */
async function moveToFreeName(temporary: string, target: string, path: string): Promise<void> {
  try {
    await link(temporary, target)
  } catch (error) {
    if (errorCode(error) === 'EEXIST' || (await exists(target))) throw taken(path)
    return rename(temporary, target)
  }
  await unlink(temporary)
}

function wrongSize(path: string, bytes: number, expected: number): FileError {
  return new FileError('incomplete', path, `Could not write ${path}: ${bytes} bytes came, ${expected} were expected. The old file is kept.`)
}

function taken(path: string): FileError {
  return new FileError('exists', path, `${path} already exists.`)
}

/** Where bytes for this path belong: the end of its links, or the path itself. */
async function linkEnd(native: string): Promise<string> {
  if (!(await lstatIfThere(native))?.isSymbolicLink()) return native
  try {
    return await realpath(native)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    return resolve(dirname(native), await readlink(native)) // it points to a file that is yet to be made
  }
}

async function nearestRealPath(native: string): Promise<string> {
  try {
    return await realpath(native)
  } catch (error) {
    const parent = dirname(native)
    if (errorCode(error) !== 'ENOENT' || parent === native) throw error
    return resolve(await nearestRealPath(parent), relative(parent, native))
  }
}

async function exists(native: string): Promise<boolean> {
  return (await lstatIfThere(native)) !== undefined
}

async function lstatIfThere(native: string): Promise<Stats | undefined> {
  try {
    return await lstat(native)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function ignore(): void {
  // the callers say why
}

/**
 * The disk of this computer.
 *
 * A write goes to a temporary name in the same folder, is checked and flushed, and is renamed over, so that a crash leaves
 * the old file or the new one. A link is kept: what it points to is replaced. Given a `root`, nothing outside of it is read
 * or written, not through a link either.
 */

import { randomBytes } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { chmod, link, lstat, mkdir, open, readdir, readlink, realpath, rename, rmdir, unlink, type FileHandle } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep, dirname } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { isAbort, onAbort } from '../base/abort.ts'
import type { Digest } from '../base/digest.ts'
import type { Entry } from '../base/entry.ts'
import { FileError, isFileError } from './fileError.ts'
import type {
  CreateFolderOptions,
  DigestOptions,
  FileStat,
  FileSystem,
  Listing,
  OperationOptions,
  TransferOptions,
  WriteOptions,
} from './fileSystem.ts'
import { foldsCaseLocal } from './localCase.ts'
import { entryAt, isAbsence, lstatIfThere, readEntry, statLocal } from './localEntry.ts'
import { errorCode, localError } from './localError.ts'
import { fromNative, toNative } from './localPath.ts'
import { digestAll, readAll } from './localRead.ts'
import { inParallel } from './parallel.ts'

const looksAtOnce = 8 // more wait for each other in Node's four threads

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
    return this.withFile('read', path, options, async (file) => {
      destination.on('error', ignore) // it may fail while nobody else listens; the next write to it hears of it
      const listening = onAbort(options.signal, () => destination.destroy())
      try {
        return await readAll(path, file, destination, options)
      } catch (error) {
        destination.destroy()
        throw error
      } finally {
        listening.dispose()
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

  createFolder(path: string, options: CreateFolderOptions = {}): Promise<void> {
    return this.attempt('create folder', path, options, async (native) => {
      const { mode } = options
      try {
        await mkdir(native, mode) // what is asked to be private is so from the first moment
      } catch (error) {
        throw (await exists(native)) ? taken(path) : error // Windows says EPERM for a drive
      }
      if (mode !== undefined) await chmod(native, mode).catch(ignore) // the umask took some away; some disks have no modes
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

  async examine(paths: readonly string[], options?: OperationOptions): Promise<readonly (Entry | undefined)[]> {
    const found: (Entry | undefined)[] = paths.map(() => undefined)
    await inParallel(paths.entries(), looksAtOnce, async ([index, path]) => {
      found[index] = await this.examineOne(path, options)
    })
    return found
  }

  digest(path: string, options: DigestOptions = {}): Promise<Digest> {
    return this.withFile('read', path, options, (file) => digestAll(path, file, options))
  }

  foldsCase(folder: string, options?: OperationOptions): Promise<boolean> {
    return this.attempt('list', folder, options, async (native) => {
      await this.confine(folder, native)
      return await foldsCaseLocal(native)
    })
  }

  private async examineOne(path: string, options: OperationOptions | undefined): Promise<Entry | undefined> {
    try {
      return await this.attempt('look up', path, options, entryAt)
    } catch (error) {
      if (isFileError(error) && isAbsence(error.cause)) return undefined
      throw error
    }
  }

  /** Runs `work` with the file open, links followed. */
  private withFile<T>(doing: string, path: string, options: OperationOptions, work: (file: FileHandle) => Promise<T>): Promise<T> {
    return this.attempt(doing, path, options, async (native) => {
      await this.confine(path, native)
      const file = await open(native, constants.O_RDONLY | constants.O_NONBLOCK) // or a pipe without a writer hangs
      try {
        return await work(file)
      } finally {
        await file.close()
      }
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

/** The safe write. Whatever goes wrong before the last step leaves the old file and no temporary one. */
async function replaceFile(path: string, target: string, source: Readable, options: WriteOptions): Promise<void> {
  const old = await lstatIfThere(target)
  if (old?.isDirectory()) throw new FileError('isAFolder', path, `Could not write ${path}: it is a folder.`)
  if (old && options.overwrite === false) throw taken(path)
  const temporary = resolve(dirname(target), `.portside-${randomBytes(8).toString('hex')}.part`)
  await options.onTemporary?.(fromNative(temporary))
  const file = await open(temporary, 'wx')
  try {
    try {
      const bytes = await writeAll(path, file, source, options)
      if (options.size !== undefined && bytes !== options.size) throw wrongSize(path, bytes, options.size)
      await dress(file, old, options)
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

/** Gives the new file the time and mode asked for, and else the mode, and the owner, of the old one as far as this user may. */
async function dress(file: FileHandle, old: Stats | undefined, { modified, mode }: WriteOptions): Promise<void> {
  if (old) await file.chown(old.uid, old.gid).catch(ignore) // only root may give files away
  const wanted = mode ?? (old && old.mode & 0o7777)
  if (wanted !== undefined) await file.chmod(wanted).catch(ignore) // some disks have no modes
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

function ignore(): void {
  // the callers say why
}

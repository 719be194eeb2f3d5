/**
 * Files and folders on an FTP server.
 *
 * A file is written under a temporary name in its folder, its size is verified, and it is renamed over the old one: at every
 * moment the name holds the complete old or the complete new bytes. What a 550 meant is found out by looking at the parent
 * folder, never by reading the text.
 */

import type { Readable, Writable } from 'node:stream'
import { isAbort, withDeadline } from '../base/abort.ts'
import type { Entry } from '../base/entry.ts'
import type { Logger } from '../base/log.ts'
import { basename, dirname } from '../base/posixPath.ts'
import { printable } from '../base/printable.ts'
import { isFtpError } from '../ftp/ftpError.ts'
import type { SessionPool } from '../ftp/pool.ts'
import type { Session } from '../ftp/session.ts'
import { FileError, isFileError, type FileErrorReason } from './fileError.ts'
import type { FileStat, FileSystem, Listing, ListOptions, OperationOptions, TransferOptions, WriteOptions } from './fileSystem.ts'
import { fileErrorOf } from './ftpFileErrors.ts'
import { behindLinks, find, followLink, isSendable, listing, statOf } from './ftpLook.ts'
import { isThere, recover, recoverAside, replace, replacementFor, type Replacement } from './ftpReplace.ts'

/** A write under way, as far as it must be known if the connection breaks. */
interface WriteProgress {
  replacement?: Replacement
  /** Bytes of the new file, once it is complete under its temporary name. */
  size?: number
  isBroken?: boolean
}

const tidyMs = 300 // a cancelled write doesn't keep people waiting for longer

export class FtpFileSystem implements FileSystem {
  private readonly pool: SessionPool
  private readonly log: Logger

  constructor(pool: SessionPool, log: Logger) {
    this.pool = pool
    this.log = log
  }

  list(path: string, options: ListOptions = {}): Promise<Listing> {
    const meaning = (entry: Entry) => (entry.type === 'file' ? 'notAFolder' : 'noPermission')
    return this.use(path, options, true, (session) =>
      this.explained(session, path, options, meaning, () => listing(session, path, options)),
    )
  }

  stat(path: string, options: ListOptions = {}): Promise<FileStat> {
    return this.use(path, options, true, async (session) => {
      const entry = await find(session, path, options)
      if (!entry) throw notFound(path)
      return entry.type === 'link' ? followLink(session, path, options) : statOf(entry)
    })
  }

  read(path: string, destination: Writable, options: TransferOptions = {}): Promise<number> {
    destination.on('error', () => {}) // the returned promise tells; nobody else may be listening when it is destroyed
    return this.use(path, options, false, (session) =>
      this.explained(session, path, options, fileMeaning, () => session.retrieve(path, destination, options)),
    )
  }

  async write(path: string, source: Readable, options: WriteOptions = {}): Promise<FileStat> {
    const progress: WriteProgress = {}
    source.on('error', () => {}) // whoever reads it hears of it; nobody does before there is a connection
    try {
      return await this.use(path, options, false, async (session) => {
        const replacement = replacementFor(await this.writableTarget(session, path, options))
        progress.replacement = replacement
        try {
          return await this.writeSafely(session, replacement, source, options, progress)
        } catch (error) {
          if (session.error === undefined) await this.removeQuietly(session, replacement.temporary)
          else progress.isBroken = true
          throw isFtpError(error, 'refused')
            ? new FileError('noPermission', path, `${path} could not be written. ${error.message}`, error)
            : error
        }
      })
    } catch (error) {
      source.destroy()
      const replaced = progress.isBroken ? await this.putRightSoon(progress, options.signal) : undefined
      if (replaced) return replaced
      throw error
    }
  }

  createFolder(path: string, options: OperationOptions = {}): Promise<void> {
    return this.use(path, options, false, async (session) => {
      try {
        await session.makeFolder(path, options)
        await assertNamed(session, path)
      } catch (error) {
        if (!isFtpError(error, 'refused')) throw error
        if (await find(session, path, options)) throw new FileError('exists', path, `${path} exists already.`, error)
        if (!(await find(session, dirname(path), options))) throw notFound(dirname(path), error)
        throw error
      }
    })
  }

  deleteFile(path: string, options: OperationOptions = {}): Promise<void> {
    return this.use(path, options, false, (session) =>
      this.explained(session, path, options, fileMeaning, () => session.deleteFile(path, options)),
    )
  }

  deleteFolder(path: string, options: OperationOptions = {}): Promise<void> {
    return this.use(path, options, false, (session) => {
      const meaning = async (entry: Entry) => {
        if (entry.type !== 'folder') return 'notAFolder'
        return (await listing(session, path, options)).entries.length > 0 ? 'notEmpty' : 'noPermission'
      }
      return this.explained(session, path, options, meaning, () => session.removeFolder(path, options))
    })
  }

  async rename(from: string, to: string, options: OperationOptions & { readonly overwrite?: boolean } = {}): Promise<void> {
    refuseBadName(to)
    const replacement = { ...replacementFor(to), temporary: from }
    const progress = { isBroken: false }
    try {
      await this.use(from, options, false, async (session) => {
        const taken = await find(session, to, options)
        if (taken && options.overwrite !== true) throw new FileError('exists', to, `${to} exists already.`)
        if (taken?.type === 'folder') throw new FileError('isAFolder', to, `${to} is a folder, which is never replaced.`)
        if (taken && !(await find(session, from, options))) throw notFound(from)
        const meaning = async () => ((await find(session, dirname(to), options)) ? 'noPermission' : 'notFound') as FileErrorReason
        const rename = () => (taken ? replace(session, replacement, this.log) : session.rename(from, to, options))
        try {
          await this.explained(session, from, options, meaning, rename)
          await assertNamed(session, to)
        } finally {
          progress.isBroken = taken !== undefined && session.error !== undefined
        }
      })
    } catch (error) {
      if (progress.isBroken) await this.recoverRename(replacement)
      throw error
    }
  }

  /** Where the bytes of `path` really go: behind its links, into a folder that is there. */
  private async writableTarget(session: Session, path: string, options: WriteOptions): Promise<string> {
    const existing = await find(session, path, { ...options, exactTypes: true })
    if (existing && options.overwrite === false) throw new FileError('exists', path, `${path} exists already.`)
    if (existing?.type === 'file') return path
    const target = await behindLinks(session, path, options)
    if (!(await find(session, dirname(target), options))) throw notFound(dirname(target))
    return target
  }

  private async writeSafely(
    session: Session,
    replacement: Replacement,
    source: Readable,
    options: WriteOptions,
    progress: WriteProgress,
  ): Promise<FileStat> {
    const { target, temporary } = replacement
    const size = await session.store(temporary, source, options)
    if (options.size !== undefined && size !== options.size) {
      throw new FileError('incomplete', target, `${target} was not replaced: ${options.size} bytes were announced, but ${size} came.`)
    }
    if (options.modified) await session.setModified(temporary, options.modified, options)
    options.signal?.throwIfAborted()
    progress.size = size
    await replace(session, replacement, this.log) // from here on it is too late to cancel
    await assertNamed(session, target)
    const modified = await session.modified(target)
    return { type: 'file', isLink: false, size, ...(modified && { modified }) }
  }

  /** Waits for `putRight`; after a cancel not for long, it then goes on by itself. */
  private async putRightSoon(progress: WriteProgress, signal: AbortSignal | undefined): Promise<FileStat | undefined> {
    const puttingRight = this.putRight(progress)
    if (!signal?.aborted) return puttingRight
    try {
      return await withDeadline(puttingRight, tidyMs, () => new Error('not yet'))
    } catch {
      return undefined // what comes of it is in the log
    }
  }

  /** The connection broke during a write: what came of it is looked up with another one. A stat if the new file is in place. */
  private async putRight({ replacement, size }: WriteProgress): Promise<FileStat | undefined> {
    if (!replacement) return undefined
    const { target, aside, temporary } = replacement
    return this.afterBreak(`${target}: look for ${aside} and ${temporary}`, async (session) => {
      if (!(await recover(session, replacement, size !== undefined, this.log))) return undefined
      const entry = await find(session, target, {})
      const found = entry?.size ?? (await session.size(target))
      if (found !== size) return undefined // a name that can't be seen, or somebody else's file
      const modified = entry?.modified ?? (await session.modified(target))
      return { type: 'file', isLink: false, size, ...(modified && { modified }) }
    })
  }

  /** The connection broke while a file was renamed over another: the other must not stay aside. */
  private async recoverRename(replacement: Replacement): Promise<void> {
    const { temporary, target, aside } = replacement
    await this.afterBreak(`${target}: look for ${aside}`, async (session) => {
      await recoverAside(session, replacement, !(await isThere(session, temporary)), this.log)
    })
  }

  /** Does with another connection what has to be done because one broke. */
  private async afterBreak<T>(advice: string, work: (session: Session) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.pool.use({ repeatable: true }, work)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      this.log.warn(`The connection broke during a change, and the server can't be asked now (${message}). ${advice}.`)
      return undefined
    }
  }

  private async removeQuietly(session: Session, temporary: string): Promise<void> {
    try {
      await session.deleteFile(temporary)
    } catch (error) {
      // It may never have been created; if it stays, its name says what it is.
      this.log.debug(`${temporary} was not removed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  private async use<T>(path: string, options: OperationOptions, repeatable: boolean, work: (session: Session) => Promise<T>): Promise<T> {
    refuseBadName(path)
    try {
      return await this.pool.use({ priority: options.priority, signal: options.signal, repeatable }, work)
    } catch (error) {
      throw isAbort(error) || isFileError(error) ? error : fileErrorOf(error, path)
    }
  }

  /** Runs `work`; if it is refused, looks at `path` to say why. */
  private async explained<T>(
    session: Session,
    path: string,
    options: OperationOptions,
    meaning: (entry: Entry) => FileErrorReason | Promise<FileErrorReason>,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!isFtpError(error, 'refused')) throw error
      const entry = await find(session, path, options)
      throw entry ? new FileError(await meaning(entry), path, error.message, error) : notFound(path, error)
    }
  }
}

const fileMeaning = (entry: Entry): FileErrorReason => (entry.type === 'folder' ? 'isAFolder' : 'noPermission')

/** Pure-FTPd changes blanks at the ends of a name, and says it is done. */
async function assertNamed(session: Session, path: string): Promise<void> {
  const name = basename(path)
  if (name === name.trim() || (await find(session, path, {}))) return
  throw new FileError(
    'badName',
    path,
    `The server does not keep the blanks at the ends of "${name}", and chose another name. Look for it in ${dirname(path)}.`,
  )
}

/** Before anything is sent: a name is refused as a whole, not after the bytes were carried there under another. */
function refuseBadName(path: string): void {
  if (!isSendable(path)) throw new FileError('badName', path, `${printable(path)} can't be sent to a server: it holds control characters.`)
}

function notFound(path: string, cause?: unknown): FileError {
  return new FileError('notFound', path, `${path} does not exist on the server.`, cause)
}

/**
 * Files and folders on an FTP server.
 *
 * A file is written under a temporary name in its folder, its size is verified, and it is renamed over the old one: at every
 * moment the name holds the complete old or the complete new bytes. What a 550 meant is found out by looking at the parent
 * folder, never by reading the text.
 */

import type { Readable, Writable } from 'node:stream'
import { isAbort } from '../base/abort.ts'
import type { Entry } from '../base/entry.ts'
import type { Logger } from '../base/log.ts'
import { dirname } from '../base/posixPath.ts'
import { isFtpError } from '../ftp/ftpError.ts'
import type { SessionPool } from '../ftp/pool.ts'
import type { Session } from '../ftp/session.ts'
import { FileError, isFileError, type FileErrorReason } from './fileError.ts'
import type { FileStat, FileSystem, Listing, ListOptions, OperationOptions, TransferOptions, WriteOptions } from './fileSystem.ts'
import { fileErrorOf } from './ftpFileErrors.ts'
import { behindLinks, find, followLink, listing, statOf } from './ftpLook.ts'
import { recover, replace, replacementFor, type Replacement } from './ftpReplace.ts'

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
    return this.use(path, options, false, (session) =>
      this.explained(session, path, options, fileMeaning, () => session.retrieve(path, destination, options)),
    )
  }

  async write(path: string, source: Readable, options: WriteOptions = {}): Promise<FileStat> {
    const progress: { replacement?: Replacement; isBroken?: boolean } = {}
    try {
      return await this.use(path, options, false, async (session) => {
        const replacement = replacementFor(await this.writableTarget(session, path, options))
        progress.replacement = replacement
        try {
          return await this.writeSafely(session, replacement, source, options)
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
      const { replacement, isBroken } = progress
      const replaced = replacement && isBroken ? await this.putRight(replacement) : undefined
      if (replaced) return replaced
      throw error
    }
  }

  createFolder(path: string, options: OperationOptions = {}): Promise<void> {
    return this.use(path, options, false, async (session) => {
      try {
        await session.makeFolder(path, options)
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

  rename(from: string, to: string, options: OperationOptions & { readonly overwrite?: boolean } = {}): Promise<void> {
    return this.use(from, options, false, async (session) => {
      const taken = await find(session, to, options)
      if (taken && options.overwrite !== true) throw new FileError('exists', to, `${to} exists already.`)
      if (taken?.type === 'folder') throw new FileError('isAFolder', to, `${to} is a folder, which is never replaced.`)
      const meaning = async () => ((await find(session, dirname(to), options)) ? 'noPermission' : 'notFound') as FileErrorReason
      const rename = () => (taken ? replace(session, { ...replacementFor(to), temporary: from }) : session.rename(from, to, options))
      await this.explained(session, from, options, meaning, rename)
    })
  }

  /** Where the bytes of `path` really go: behind its links, into a folder that is there. */
  private async writableTarget(session: Session, path: string, options: WriteOptions): Promise<string> {
    const existing = await find(session, path, options)
    if (existing && options.overwrite === false) throw new FileError('exists', path, `${path} exists already.`)
    if (existing?.type === 'file') return path
    const target = await behindLinks(session, path, options)
    if (!existing && !(await find(session, dirname(target), options))) throw notFound(dirname(target))
    return target
  }

  private async writeSafely(session: Session, replacement: Replacement, source: Readable, options: WriteOptions): Promise<FileStat> {
    const { target, temporary } = replacement
    const size = await session.store(temporary, source, options)
    if (options.size !== undefined && size !== options.size) {
      throw new FileError('incomplete', target, `${target} was not replaced: ${options.size} bytes were announced, but ${size} came.`)
    }
    if (options.modified) await session.setModified(temporary, options.modified, options)
    await replace(session, replacement)
    const modified = await session.modified(target, options)
    return { type: 'file', isLink: false, size, ...(modified && { modified }) }
  }

  /** The connection broke during a write: what came of it is looked up with another one. A stat if the new file is in place. */
  private async putRight(replacement: Replacement): Promise<FileStat | undefined> {
    const { target } = replacement
    try {
      return await this.pool.use({ repeatable: true }, async (session) => {
        if (!(await recover(session, replacement))) return undefined
        const entry = await find(session, target, {})
        return entry && statOf(entry)
      })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      this.log.warn(
        `${target}: the connection broke while it was written, and the server can't be asked now (${message}). Look for ${replacement.aside} and ${replacement.temporary}.`,
      )
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

function notFound(path: string, cause?: unknown): FileError {
  return new FileError('notFound', path, `${path} does not exist on the server.`, cause)
}

/**
 * Files and folders on an FTP server.
 *
 * A file is written under a temporary name in its folder, its size is verified, and it is renamed over the old one: at every
 * moment the name holds the complete old or the complete new bytes. What a 550 meant is found out by looking at the parent
 * folder, never by reading the text.
 */

import type { Readable, Writable } from 'node:stream'
import { isAbort, withDeadline, withResolvers } from '../base/abort.ts'
import type { Digest } from '../base/digest.ts'
import type { Entry } from '../base/entry.ts'
import { modeOf } from '../base/fileMode.ts'
import type { Logger } from '../base/log.ts'
import { basename, dirname } from '../base/posixPath.ts'
import { printable } from '../base/printable.ts'
import { isFtpError } from '../ftp/ftpError.ts'
import type { SessionPool } from '../ftp/pool.ts'
import type { Session } from '../ftp/session.ts'
import { FileError, isFileError, type FileErrorReason } from './fileError.ts'
import {
  statOf,
  type CreateFolderOptions,
  type DigestOptions,
  type FileStat,
  type FileSystem,
  type Listing,
  type ListOptions,
  type OperationOptions,
  type TransferOptions,
  type WriteOptions,
} from './fileSystem.ts'
import { foldsCase } from './ftpCase.ts'
import { digestOnServer } from './ftpDigest.ts'
import { examine } from './ftpExamine.ts'
import { fileErrorOf } from './ftpFileErrors.ts'
import { behindLinks, type Place } from './ftpLinks.ts'
import { find, findSized, findTaken, followLink, isSendable, listing, look } from './ftpLook.ts'
import { recover, recoverRename, replace, replacementFor, type Replacement } from './ftpReplace.ts'

/** A write under way, as far as it must be known if the connection breaks. */
interface WriteProgress {
  readonly path: string
  replacement?: Replacement | undefined
  /** The temporary name of a first try, whose connection was lost: vsftpd makes the file before it opens the data connection. */
  abandoned?: string | undefined
  /** Bytes of the new file, once it is complete under its temporary name. */
  size?: number
  isBroken?: boolean
}

// A cancelled write doesn't keep people waiting for longer: for a server that may be gone, and for one that answers.
const tidyConnectMs = 700
const tidyMs = 300

export class FtpFileSystem implements FileSystem {
  private readonly pool: SessionPool
  private readonly log: Logger
  /** Whether temporary names may have a leading dot here, once it was tried. */
  private hidesTemporaries: boolean | undefined

  constructor(pool: SessionPool, log: Logger) {
    this.pool = pool
    this.log = log
  }

  list(path: string, options: ListOptions = {}): Promise<Listing> {
    return this.use(path, options, true, (session) =>
      this.explained(session, path, options, listMeaning, () => listing(session, path, options)),
    )
  }

  stat(path: string, options: ListOptions = {}): Promise<FileStat> {
    return this.use(path, options, true, async (session) => {
      const entry = await find(session, path, options)
      if (!entry) throw notFound(path)
      return entry.type === 'link' ? followLink(session, path, options) : statOf(entry)
    })
  }

  async read(path: string, destination: Writable, options: TransferOptions = {}): Promise<number> {
    destination.on('error', () => {}) // the returned promise tells; nobody else may be listening when it is destroyed
    let received = 0
    const onProgress = (bytes: number) => {
      received = bytes
      options.onProgress?.(bytes)
    }
    const isUntouched = () => received === 0 && !destination.destroyed
    try {
      return await this.use(path, options, isUntouched, (session) =>
        this.explained(session, path, options, fileMeaning, () =>
          session.retrieve(path, destination, { ...options, onProgress, isFollowed: this.pool.waitingTransfers > 0 }),
        ),
      )
    } catch (error) {
      destination.destroy(error instanceof Error ? error : undefined)
      throw error
    }
  }

  async write(path: string, source: Readable, options: WriteOptions = {}): Promise<FileStat> {
    const progress: WriteProgress = { path }
    const isUntouched = () => !source.readableDidRead && !source.destroyed
    source.on('error', () => {}) // whoever reads it hears of it; nobody does before there is a connection
    try {
      return await this.use(path, options, isUntouched, async (session) => {
        try {
          const stat = await this.writeOn(session, source, options, progress)
          progress.replacement = undefined // it has been renamed
          return stat
        } finally {
          progress.isBroken = session.error !== undefined
          if (!progress.isBroken) await this.removeTemporaries(session, progress)
        }
      })
    } catch (error) {
      source.destroy()
      const replaced = progress.isBroken ? await this.putRightSoon(progress, options.signal) : undefined
      if (replaced) return replaced
      throw error
    }
  }

  createFolder(path: string, options: CreateFolderOptions = {}): Promise<void> {
    return this.use(path, options, false, async (session) => {
      try {
        await session.makeFolder(path, options)
        await assertNamed(session, path)
        if (options.mode !== undefined) await session.setMode(path, options.mode, options)
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
    const replacement = { ...replacementFor(to, this.hidesTemporaries), temporary: from }
    const progress = { isBroken: false }
    try {
      await this.use(from, options, true, async (session) => {
        session.checkPath(to)
        // IIS knows a file under any case of its name: to SIZE the new name is the old file's.
        const taken = await (isSameButCase(from, to) ? find : findTaken)(session, to, options)
        if (taken && options.overwrite !== true) throw new FileError('exists', to, `${to} exists already.`)
        if (taken?.type === 'folder') throw new FileError('isAFolder', to, `${to} is a folder, which is never replaced.`)
        if (taken && !(await findTaken(session, from, options))) throw notFound(from)
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
      if (progress.isBroken) await this.afterBreak(replacement, (session) => recoverRename(session, replacement, this.log))
      throw error
    }
  }

  async examine(paths: readonly string[], options: OperationOptions = {}): Promise<readonly (Entry | undefined)[]> {
    const [first] = paths
    if (first === undefined) return []
    for (const path of paths) refuseBadName(path)
    return this.use(first, options, true, (session) => examine(session, paths, options))
  }

  digest(path: string, options: DigestOptions = {}): Promise<Digest | undefined> {
    return this.use(path, options, true, (session) => digestOnServer(session, path, options))
  }

  foldsCase(folder: string, options: OperationOptions = {}): Promise<boolean> {
    return this.use(folder, options, true, (session) =>
      this.explained(session, folder, options, listMeaning, () => foldsCase(session, folder, options)),
    )
  }

  private async writeOn(session: Session, source: Readable, options: WriteOptions, progress: WriteProgress): Promise<FileStat> {
    const { path } = progress
    const place = await this.writablePlace(session, path, options)
    try {
      return await this.writeSafely(session, place, source, options, progress)
    } catch (error) {
      throw isFtpError(error, 'refused')
        ? new FileError('noPermission', path, `${path} could not be written. ${error.message}`, error)
        : error
    }
  }

  /** Where the bytes of `path` really go: behind its links, into a folder that is there. */
  private async writablePlace(session: Session, path: string, options: WriteOptions): Promise<Place> {
    const first = await look(session, path, { ...options, exactTypes: true })
    if (options.overwrite === false && (first.entry ?? (await findSized(session, path, options))))
      throw new FileError('exists', path, `${path} exists already.`)
    const place = await behindLinks(session, path, first, options)
    if (!place.isFolderThere) throw notFound(dirname(place.target))
    return place
  }

  private async writeSafely(
    session: Session,
    { target, entry }: Place,
    source: Readable,
    options: WriteOptions,
    progress: WriteProgress,
  ): Promise<FileStat> {
    const { size, replacement } = await this.storeBeside(session, target, source, options, progress)
    if (options.size !== undefined && size !== options.size) {
      throw new FileError('incomplete', target, `${target} was not replaced: ${options.size} bytes were announced, but ${size} came.`)
    }
    const mode = options.mode ?? modeOf(entry?.permissions) // a script must stay one
    if (mode !== undefined) await session.setMode(replacement.temporary, mode, options)
    if (options.modified) await session.setModified(replacement.temporary, options.modified, options)
    options.signal?.throwIfAborted()
    progress.size = size
    // From here on it is too late to cancel. A name that was free must be so still: a server that won't rename over says no.
    await (options.overwrite === false ? session.rename(replacement.temporary, target) : replace(session, replacement, this.log))
    await assertNamed(session, target)
    return this.stateOf(session, progress.path, target, size)
  }

  /** Stores under a temporary name. Pure-FTPd with -x and others refuse a leading dot (553): then without, from then on. */
  private async storeBeside(
    session: Session,
    target: string,
    source: Readable,
    options: WriteOptions,
    progress: WriteProgress,
  ): Promise<{ size: number; replacement: Replacement }> {
    const isNew = this.hidesTemporaries === undefined
    progress.abandoned = progress.replacement?.temporary
    const store = async (isHidden: boolean) => {
      const replacement = replacementFor(target, isHidden)
      await Promise.all([replacement.temporary, replacement.aside].map(async (name) => options.onTemporary?.(name)))
      progress.replacement = replacement
      const size = await session.store(replacement.temporary, source, {
        ...options,
        waitsForConsent: isNew,
        isFollowed: this.pool.waitingTransfers > 0,
      })
      this.hidesTemporaries = isHidden
      return { size, replacement }
    }
    try {
      return await store(this.hidesTemporaries ?? true)
    } catch (error) {
      if (!isNew || source.destroyed || !isFtpError(error, 'refused')) throw error
      return store(false)
    }
  }

  /** As a later look will say it: where listings are in local time and MDTM is not (IIS), one can't be compared to the other. */
  private async stateOf(session: Session, path: string, target: string, size: number): Promise<FileStat> {
    const isLink = path !== target
    const looksAtTimes = isLink || session.features.has('MLST')
    const listed = looksAtTimes ? undefined : await findQuietly(session, target)
    if (listed?.type === 'file') return { ...statOf(listed), size }
    const modified = await session.modified(target)
    return { type: 'file', isLink, size, ...(modified && { modified }) }
  }

  /** Waits for `putRight`; after a cancel not for long, it then goes on by itself. */
  private async putRightSoon(progress: WriteProgress, signal: AbortSignal | undefined): Promise<FileStat | undefined> {
    const { promise: connected, resolve: onConnected } = withResolvers<void>()
    const puttingRight = this.putRight(progress, onConnected)
    if (!signal?.aborted) return puttingRight
    const late = () => new Error('not yet')
    try {
      await withDeadline(Promise.race([connected, puttingRight]), tidyConnectMs, late)
      return await withDeadline(puttingRight, tidyMs, late)
    } catch {
      return undefined // what comes of it is in the log
    }
  }

  /** The connection broke during a write: what came of it is looked up with another one. A stat if the new file is in place. */
  private async putRight(progress: WriteProgress, onConnected: () => void): Promise<FileStat | undefined> {
    const { path, replacement, abandoned, size } = progress
    if (!replacement) return undefined
    const { target } = replacement
    const tidying = this.afterBreak(replacement, async (session) => {
      onConnected()
      if (size === undefined) return this.removeTemporaries(session, progress)
      const isReplaced = await recover(session, replacement, this.log)
      if (abandoned !== undefined) await this.removeQuietly(session, abandoned)
      if (!isReplaced) return undefined
      const found = (await session.size(target)) ?? exactSize(await findQuietly(session, target))
      return found === size ? this.stateOf(session, path, target, size) : undefined // or it can't be seen, or is somebody else's
    })
    if (size !== undefined) return (await tidying) ?? undefined
    await tidying.catch(() => {}) // the old file is in its place; what may be left of the new one is in the log
    return undefined
  }

  /** Does with another connection what has to be done because one broke. Throws, and logs, what the user must do where it can't. */
  private async afterBreak<T>({ target, temporary, aside }: Replacement, work: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await this.pool.use({ repeatable: true }, work)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const advice = `If ${target} is missing, ${aside} is the old file and ${temporary} the new one.`
      const lost = `The connection broke during a change of ${target}, and the server can't be asked now (${message}). ${advice}`
      const failure = isFileError(error) ? error : new FileError('unavailable', target, lost, error)
      this.log.warn(failure.message)
      throw failure
    }
  }

  private async removeTemporaries(session: Session, { abandoned, replacement }: WriteProgress): Promise<undefined> {
    for (const temporary of [abandoned, replacement?.temporary]) if (temporary !== undefined) await this.removeQuietly(session, temporary)
  }

  private async removeQuietly(session: Session, temporary: string): Promise<undefined> {
    try {
      await session.deleteFile(temporary)
    } catch (error) {
      // It may never have been created; if it stays, its name says what it is.
      this.log.debug(`${temporary} was not removed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** Repeatable is what a connection that is dead before any reply can't have done, or half done. */
  private async use<T>(
    path: string,
    options: OperationOptions,
    repeatable: boolean | (() => boolean),
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    refuseBadName(path)
    try {
      return await this.pool.use({ priority: options.priority, signal: options.signal, repeatable }, async (session) => {
        session.checkPath(path) // or a whole upload would be for nothing
        return work(session)
      })
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

const listMeaning = (entry: Entry): FileErrorReason => (entry.type === 'file' ? 'notAFolder' : 'noPermission')
const fileMeaning = (entry: Entry): FileErrorReason => (entry.type === 'folder' ? 'isAFolder' : 'noPermission')

/** What a listing says of a file that is known to be there. */
async function findQuietly(session: Session, path: string): Promise<Entry | undefined> {
  try {
    return await find(session, path, {})
  } catch (error) {
    if (!isFtpError(error, 'refused') && !isFileError(error)) throw error
    return undefined
  }
}

function exactSize(entry: Entry | undefined): number | undefined {
  return entry?.isApproximateSize === true ? undefined : entry?.size
}

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

function isSameButCase(from: string, to: string): boolean {
  return from !== to && from.toLowerCase() === to.toLowerCase()
}

/** Before anything is sent: a name is refused as a whole, not after the bytes were carried there under another. */
function refuseBadName(path: string): void {
  if (!isSendable(path)) throw new FileError('badName', path, `${printable(path)} can't be sent to a server: it holds control characters.`)
}

function notFound(path: string, cause?: unknown): FileError {
  return new FileError('notFound', path, `${path} does not exist on the server.`, cause)
}

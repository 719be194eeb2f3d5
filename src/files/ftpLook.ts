/** Looking at a server's folders to learn what a path is: an FTP reply alone doesn't say. */

import type { Entry } from '../base/entry.ts'
import { basename, dirname, isName } from '../base/posixPath.ts'
import { hasNoBytes } from '../base/rawText.ts'
import { isFtpError } from '../ftp/ftpError.ts'
import type { SessionOptions } from '../ftp/dialogue.ts'
import type { FolderListing, ListSessionOptions } from '../ftp/folders.ts'
import type { Session } from '../ftp/session.ts'
import { FileError } from './fileError.ts'
import type { FileStat, Listing } from './fileSystem.ts'

/** True if all names in `path` can stand in a command. The others are shown and never acted on. */
export function isSendable(path: string): boolean {
  return path === '/' || (path.split('/').slice(1).every(isName) && !hasNoBytes(path))
}

export async function listing(session: Session, path: string, options: ListSessionOptions): Promise<Listing> {
  const { entries, unreadable, isRefused, notUtf8 } = await session.list(path, options)
  return { entries, complete: unreadable.length === 0 && isRefused !== true, ...(notUtf8 && { notUtf8 }) }
}

/** What a look at a folder has told of one name in it. */
export interface Look {
  /** Links not followed; undefined if it is not there as far as the server shows. */
  readonly entry: Entry | undefined
  readonly isFolderThere: boolean
}

/** The entry at `path`, links not followed; undefined if it is not there. */
export async function find(session: Session, path: string, options: ListSessionOptions): Promise<Entry | undefined> {
  return (await look(session, path, options)).entry
}

export async function look(session: Session, path: string, options: ListSessionOptions): Promise<Look> {
  if (path === '/') return { entry: { name: '', type: 'folder' }, isFolderThere: true }
  const folder = await listParent(session, path, options)
  if (!folder) return { entry: undefined, isFolderThere: false }
  const listed = folder.entries.find(({ name }) => name === basename(path))
  return { entry: listed ?? (await findUnlisted(session, path, options, folder)), isFolderThere: true }
}

/**
 * The entry at `path`, for whoever must not overwrite: names with a leading dot are missing in many listings, and vsftpd shows
 * a folder that may not be read as an empty one. A file that isn't listed has a size all the same.
 */
export async function findTaken(session: Session, path: string, options: ListSessionOptions): Promise<Entry | undefined> {
  return (await find(session, path, options)) ?? (await findSized(session, path, options))
}

export async function findSized(session: Session, path: string, options: SessionOptions): Promise<Entry | undefined> {
  const size = await session.size(path, options)
  return size === undefined ? undefined : { name: basename(path), type: 'file', size }
}

/** Undefined if there is no such folder. */
export async function listParent(session: Session, path: string, options: ListSessionOptions): Promise<FolderListing | undefined> {
  try {
    return await session.list(dirname(path), options)
  } catch (error) {
    if (!isFtpError(error, 'refused')) throw error
    const folder = await find(session, dirname(path), options)
    if (folder && folder.type !== 'file') throw error // it is there and closed to us: nobody knows what is in it
    return undefined
  }
}

/** What a listing leaves out may be one of its lines that can't be read; in a folder that is closed or empty, trying tells. */
async function findUnlisted(
  session: Session,
  path: string,
  options: SessionOptions,
  { unreadable, isRefused }: FolderListing,
): Promise<Entry | undefined> {
  if (unreadable.length === 0 && isRefused !== true) return undefined
  const sized = isRefused === true ? await findSized(session, path, options) : undefined
  if (sized) return sized
  if (unreadable.length > 0 || session.features.of('SIZE') === 'no')
    throw new FileError('unavailable', path, `Whether ${path} exists is not certain: the server's listing can't be read, or is refused.`)
  return (await canEnter(session, path, options)) ? { name: basename(path), type: 'folder' } : undefined
}

/** What a link leads to, by trying: a folder can be entered, a file has a size. Anything else is a dead end. */
export async function followLink(session: Session, path: string, options: SessionOptions): Promise<FileStat> {
  if (await canEnter(session, path, options)) return { type: 'folder', isLink: true }
  const size = await session.size(path, options)
  if (size === undefined) return { type: 'other', isLink: true }
  const modified = await session.modified(path, options)
  return { type: 'file', isLink: true, size, ...(modified && { modified }) }
}

/** By trying. */
export async function canEnter(session: Session, path: string, options: SessionOptions): Promise<boolean> {
  try {
    await session.visit(path, options)
    return true
  } catch (error) {
    if (!isFtpError(error, 'refused', 'unsupported')) throw error
    return false
  }
}

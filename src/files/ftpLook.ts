/** Looking at a server's folders to learn what a path is: an FTP reply alone doesn't say. */

import type { Entry } from '../base/entry.ts'
import { basename, dirname, isName, join, normalize } from '../base/posixPath.ts'
import { isFtpError } from '../ftp/ftpError.ts'
import type { ListSessionOptions, Session, SessionOptions } from '../ftp/session.ts'
import { FileError } from './fileError.ts'
import type { FileStat, Listing } from './fileSystem.ts'

const maxLinks = 8 // as many as Linux is patient with, and then some

/** True if all names in `path` can stand in a command. The others are shown and never acted on. */
export function isSendable(path: string): boolean {
  return path === '/' || (path.split('/').slice(1).every(isName) && !/\p{Surrogate}/u.test(path))
}

export async function listing(session: Session, path: string, options: ListSessionOptions): Promise<Listing> {
  const { entries, unreadable } = await session.list(path, options)
  return { entries, complete: unreadable.length === 0 }
}

/** The entry at `path`, links not followed; undefined if it is certainly not there. */
export async function find(session: Session, path: string, options: ListSessionOptions): Promise<Entry | undefined> {
  if (path === '/') return { name: '', type: 'folder' }
  const { entries, complete } = await listParent(session, path, options)
  const entry = entries.find(({ name }) => name === basename(path))
  if (entry || complete) return entry
  throw new FileError('unavailable', path, `Whether ${path} exists is not certain: parts of the server's listing can't be read.`)
}

async function listParent(session: Session, path: string, options: ListSessionOptions): Promise<Listing> {
  try {
    return await listing(session, dirname(path), options)
  } catch (error) {
    if (!isFtpError(error, 'refused')) throw error
    const folder = await find(session, dirname(path), options)
    if (folder && folder.type !== 'file') throw error // it is there and closed to us: nobody knows what is in it
    return { entries: [], complete: true }
  }
}

export function statOf(entry: Entry): FileStat {
  const { size, modified, permissions } = entry
  return {
    type: entry.type === 'link' ? 'other' : entry.type,
    isLink: entry.type === 'link',
    ...(size !== undefined && { size }),
    ...(modified && { modified }),
    ...(permissions !== undefined && { permissions }),
  }
}

/** What a link leads to, by trying: a folder can be entered, a file has a size. Anything else is a dead end. */
export async function followLink(session: Session, path: string, options: SessionOptions): Promise<FileStat> {
  if (await canEnter(session, path, options)) return { type: 'folder', isLink: true }
  const size = await session.size(path, options)
  if (size === undefined) return { type: 'other', isLink: true }
  const modified = await session.modified(path, options)
  return { type: 'file', isLink: true, size, ...(modified && { modified }) }
}

async function canEnter(session: Session, path: string, options: SessionOptions): Promise<boolean> {
  try {
    await session.visit(path, options)
    return true
  } catch (error) {
    if (!isFtpError(error, 'refused', 'unsupported')) throw error
    return false
  }
}

/** The file behind a chain of links, which need not exist yet. A folder or a chain without end throws. */
export async function behindLinks(session: Session, path: string, options: SessionOptions): Promise<string> {
  let target = path
  for (let links = 0; links < maxLinks; links++) {
    const entry = await find(session, target, { ...options, exactTypes: true })
    if (entry?.type === 'folder') throw new FileError('isAFolder', path, `${path} is a folder.`)
    if (entry?.type !== 'link') return target
    const next = entry.linkTarget ?? (await session.linkTarget(target, options))
    if (next === undefined)
      throw new FileError('unsupported', path, `${path} is a link, and the server doesn't say where it leads. Open the file it leads to.`)
    target = next.startsWith('/') ? normalize(next) : join(dirname(target), next)
  }
  throw new FileError('unsupported', path, `${path} is a link that leads in a circle.`)
}

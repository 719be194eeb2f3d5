/**
 * What many paths are at this moment, for whoever is about to replace or delete there.
 *
 * SIZE and MDTM follow links, and a few servers answer them for folders too. So what a name is, is looked up: each folder is
 * listed once for all the paths in it, by the listing that tells links from what they lead to. The times, which that one has
 * to the minute or to the day, are then asked for all files together.
 */

import type { Entry } from '../base/entry.ts'
import { basename, dirname } from '../base/posixPath.ts'
import type { SessionOptions } from '../ftp/dialogue.ts'
import type { FolderListing } from '../ftp/folders.ts'
import type { Session } from '../ftp/session.ts'
import { FileError } from './fileError.ts'
import { canEnter, findSized, listParent } from './ftpLook.ts'

/** In the order of `paths`; undefined where nothing is. Throws if for one of them it can't be found out. */
export async function examine(session: Session, paths: readonly string[], options: SessionOptions): Promise<(Entry | undefined)[]> {
  const folders = new Map<string, FolderListing | undefined>()
  const found: (Entry | undefined)[] = []
  for (const path of paths) {
    session.checkPath(path)
    const parent = dirname(path)
    if (path !== '/' && !folders.has(parent)) folders.set(parent, await listParent(session, path, { ...options, exactTypes: true }))
    found.push(path === '/' ? { name: '', type: 'folder' } : await entryAt(session, path, folders.get(parent), options))
  }
  return withExactFacts(session, paths, found, options)
}

async function entryAt(
  session: Session,
  path: string,
  folder: FolderListing | undefined,
  options: SessionOptions,
): Promise<Entry | undefined> {
  return folder && (folder.entries.find(({ name }) => name === basename(path)) ?? (await unlistedAt(session, path, folder, options)))
}

/** Names with a leading dot are missing in many listings, those in another case in all, and of some lines nothing can be read. */
async function unlistedAt(session: Session, path: string, folder: FolderListing, options: SessionOptions): Promise<Entry | undefined> {
  const name = basename(path)
  const sized = await findSized(session, path, options)
  if ((sized ?? mayBeHidden(name, folder)) && (await canEnter(session, path, options))) return { name, type: 'folder' }
  if (sized) return sized
  if (folder.unreadable.length === 0 && !(folder.isRefused && session.features.of('SIZE') === 'no')) return undefined
  throw new FileError('unavailable', path, `Whether ${path} exists is not certain: the server's listing can't be read, or is refused.`)
}

/** Where nothing speaks for it the name isn't tried: Pure-FTPd answers each CWD that fails a little later than the one before. */
function mayBeHidden(name: string, { entries, isRefused }: FolderListing): boolean {
  const folded = name.toLowerCase()
  const isDotHidden = name.startsWith('.') && !entries.some((entry) => entry.name.startsWith('.'))
  return isRefused === true || isDotHidden || entries.some((entry) => entry.name.toLowerCase() === folded)
}

/** Of files the size in bytes and the time to the second, where the listing doesn't have them and the server can say. */
async function withExactFacts(
  session: Session,
  paths: readonly string[],
  entries: readonly (Entry | undefined)[],
  options: SessionOptions,
): Promise<(Entry | undefined)[]> {
  const unsized = paths.filter((_, index) => isFile(entries[index]) && !hasExactSize(entries[index]))
  const untimed = paths.filter((_, index) => isFile(entries[index]) && !hasExactTime(entries[index]))
  const sizes = byPath(unsized, await session.sizeOfEach(unsized, options))
  const times = byPath(untimed, await session.modifiedOfEach(untimed, options))
  return entries.map((entry, index) => entry && exactly(entry, sizes.get(paths[index] ?? ''), times.get(paths[index] ?? '')))
}

function exactly({ isApproximateSize, ...entry }: Entry, size: Entry['size'], modified: Entry['modified']): Entry {
  if (size !== undefined) return { ...entry, size, ...(modified && { modified }) }
  return { ...entry, ...(isApproximateSize && { isApproximateSize }), ...(modified && { modified }) }
}

function byPath<T>(paths: readonly string[], values: readonly T[]): ReadonlyMap<string, T | undefined> {
  return new Map(paths.map((path, index) => [path, values[index]]))
}

function isFile(entry: Entry | undefined): boolean {
  return entry?.type === 'file'
}

function hasExactSize(entry: Entry | undefined): boolean {
  return entry?.size !== undefined && entry.isApproximateSize !== true
}

function hasExactTime(entry: Entry | undefined): boolean {
  return entry?.modified?.precision === 'second' || entry?.modified?.precision === 'millisecond'
}

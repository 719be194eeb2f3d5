/** What this computer's disk says of one name: of an entry as such, and of what is behind its links. */

import type { Stats } from 'node:fs'
import { lstat, readlink, stat } from 'node:fs/promises'
import { basename, sep } from 'node:path'
import type { Entry, EntryType, Timestamp } from '../base/entry.ts'
import type { FileStat } from './fileSystem.ts'
import { errorCode } from './localError.ts'

/** What a name in a folder is; undefined if it was deleted since. */
export async function readEntry(folder: string, rawName: Buffer): Promise<Entry | undefined> {
  const name = rawName.toString('utf8')
  const place = Buffer.concat([Buffer.from(folder.endsWith(sep) ? folder : folder + sep), rawName])
  try {
    return { name, ...(await ownEntry(place)), ...(!Buffer.from(name).equals(rawName) && { unusable: 'The name is not valid UTF-8.' }) }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    return { name, type: 'other' } // the folder may be listed but not looked into
  }
}

/** What is at `native`, links not followed. */
export async function entryAt(native: string): Promise<Entry> {
  return { name: basename(native), ...(await ownEntry(native)) }
}

/** True if an error of this computer means that there is no such path. */
export function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error))
}

/** Links not followed. */
async function ownEntry(place: string | Buffer): Promise<Omit<Entry, 'name'>> {
  const stats = await lstat(place)
  const type = typeOf(stats)
  return {
    type,
    ...(type === 'file' && { size: stats.size, changedAt: Math.floor(stats.ctimeMs) }),
    modified: timeOf(stats),
    ...(type === 'link' && { linkTarget: await readlink(place) }),
  }
}

export async function statLocal(native: string): Promise<FileStat> {
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

export async function lstatIfThere(native: string): Promise<Stats | undefined> {
  try {
    return await lstat(native)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

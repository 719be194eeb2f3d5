/** What is remembered of one file system's folders: their listings, for a while, and what its links lead to. */

import type { Entry } from '../base/entry.ts'
import { sameTime } from '../base/entry.ts'
import { basename, dirname, isInside, join } from '../base/posixPath.ts'
import type { FileChange, FileStat, Listing } from './fileSystem.ts'

const maxFolders = 2000 // a tree expanded by hand has dozens

interface Folder {
  readonly entries: Map<string, Entry>
  /** Seen earlier and left out by an incomplete listing since: nobody knows. */
  readonly unlisted: Map<string, Entry>
  readonly complete: boolean
  readonly notUtf8: true | undefined
  readonly at: number
  readonly links: Map<string, FileStat>
}

export class FolderCache {
  private readonly folders = new Map<string, Folder>()
  /** When it was found that no such folder exists. Editors look for files below `.vscode` and others by the dozen. */
  private readonly missing = new Map<string, number>()
  private readonly ttlMs: number
  private readonly now: () => number

  constructor(ttlMs: number, now: () => number) {
    this.ttlMs = ttlMs
    this.now = now
  }

  listing(path: string): Listing | undefined {
    const folder = this.fresh(path)
    if (!folder) return undefined
    const { entries, complete, notUtf8 } = folder
    return { entries: [...entries.values()], complete, ...(notUtf8 && { notUtf8 }) }
  }

  /** `absent` only if a complete listing, of the parent or of a folder further up, says so, or there is no such folder. Undefined: ask. */
  entry(path: string): Entry | 'absent' | undefined {
    for (let child = path; child !== '/'; child = dirname(child)) {
      const folder = this.fresh(dirname(child))
      if (!folder && this.isMissing(dirname(child))) return 'absent'
      if (!folder) continue
      const entry = folder.entries.get(basename(child))
      if (child === path) return entry ?? (folder.complete ? 'absent' : undefined)
      return (entry === undefined && folder.complete) || entry?.type === 'file' ? 'absent' : undefined
    }
    return undefined
  }

  link(path: string): FileStat | undefined {
    return this.fresh(dirname(path))?.links.get(basename(path))
  }

  rememberLink(path: string, stat: FileStat): void {
    this.fresh(dirname(path))?.links.set(basename(path), stat)
  }

  /** Takes a new listing and tells what it changes. A folder seen for the first time changes nothing. */
  remember(path: string, listing: Listing): FileChange[] {
    const before = this.folders.get(path)
    const known = new Map(before && [...before.unlisted, ...before.entries])
    const entries = new Map(listing.entries.map((entry) => [entry.name, entry]))
    const unlisted = new Map(listing.complete ? [] : [...known].filter(([name]) => !entries.has(name)))
    for (const folder of this.missing.keys()) if (folder === path || dirname(folder) === path) this.missing.delete(folder)
    this.folders.delete(path) // so that it is the youngest
    const { complete, notUtf8 } = listing
    this.folders.set(path, { entries, unlisted, complete, notUtf8, at: this.now(), links: new Map() })
    dropOldest(this.folders)
    return before ? [...differences(path, known, entries, listing.complete)] : []
  }

  rememberMissing(path: string): void {
    this.missing.delete(path) // so that it is the youngest
    this.missing.set(path, this.now())
    dropOldest(this.missing)
  }

  /** Our own change to one name, so that nobody has to ask again. Any link may have led there. */
  put(path: string, entry: Entry | undefined): void {
    for (const { links } of this.folders.values()) links.clear()
    const folder = this.folders.get(dirname(path))
    folder?.unlisted.delete(basename(path))
    if (entry) folder?.entries.set(basename(path), entry)
    else folder?.entries.delete(basename(path))
  }

  /** Forgets a folder and everything below it. */
  forget(path: string): void {
    for (const known of [...this.folders.keys()]) if (isInside(path, known)) this.folders.delete(known)
    for (const known of [...this.missing.keys()]) if (isInside(path, known)) this.missing.delete(known)
  }

  private fresh(path: string): Folder | undefined {
    const folder = this.folders.get(path)
    return folder && this.now() - folder.at <= this.ttlMs ? folder : undefined
  }

  private isMissing(path: string): boolean {
    const at = this.missing.get(path)
    return at !== undefined && this.now() - at <= this.ttlMs
  }
}

function dropOldest(folders: Map<string, unknown>): void {
  const [oldest] = folders.keys()
  if (folders.size > maxFolders && oldest !== undefined) folders.delete(oldest)
}

function* differences(
  path: string,
  before: ReadonlyMap<string, Entry>,
  after: ReadonlyMap<string, Entry>,
  isComplete: boolean,
): Iterable<FileChange> {
  for (const [name, entry] of after) {
    const old = before.get(name)
    if (!old) yield { type: 'created', path: join(path, name) }
    else if (!isSame(old, entry)) yield { type: 'changed', path: join(path, name) }
  }
  if (!isComplete) return // what isn't listed may still be there
  for (const name of before.keys()) if (!after.has(name)) yield { type: 'deleted', path: join(path, name) }
}

/** As far as both know: what one of them doesn't say is no difference. */
function isSame(a: Entry, b: Entry): boolean {
  if (a.type !== b.type || differ(a.size, b.size) || differ(a.linkTarget, b.linkTarget) || differ(a.permissions, b.permissions))
    return false
  return !a.modified || !b.modified || sameTime(a.modified, b.modified)
}

function differ<T>(a: T | undefined, b: T | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b
}

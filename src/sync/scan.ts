/**
 * What is on one side, or on both at once. Links are told and not followed. What can't be found out is a gap, and never counts as
 * missing; what the rules leave out isn't gone into.
 */

import { setImmediate as nextTurn } from 'node:timers/promises'
import { isAbort } from '../base/abort.ts'
import type { Entry } from '../base/entry.ts'
import { isName } from '../base/posixPath.ts'
import { printable } from '../base/printable.ts'
import { hasRawBytes } from '../base/rawText.ts'
import { FileError, isFileError } from '../files/fileError.ts'
import type { Listing, ListOptions } from '../files/fileSystem.ts'
import { inParallel } from '../files/parallel.ts'
import { badName, maxDepth } from '../files/tree.ts'
import { examineMany } from './examineMany.ts'
import type { SyncWork } from './progress.ts'
import { below, foldersAbove, parentOf } from './relativePath.ts'
import type { Rules } from './rules.ts'
import { otherSpellings } from './scopeSpelling.ts'
import { placeOf, type Replica } from './side.ts'
import type { Snapshot, UnusableName } from './snapshot.ts'

export interface ScanOptions extends SyncWork {
  /** Files and folders, relative to the root, each with all below it. All there is without it. */
  readonly scope?: readonly string[]
  /** Folders listed at once. Default 4. */
  readonly concurrency?: number
}

const defaultConcurrency = 4
const maxEntries = 1_000_000 // a server that makes up folders would fill the memory
const entriesPerTurn = 500 // rules take time, and others want to go on too

/** Throws where the root can't be listed, and where a side can't be reached any more. */
export async function scan(replica: Replica, rules: Rules, options: ScanOptions = {}): Promise<Snapshot> {
  const foldsCase = await replica.files.foldsCase(replica.root, { ...(options.signal && { signal: options.signal }) })
  const scanning = new Scan(replica, rules, foldsCase, options)
  await scanning.run()
  return scanning.snapshot()
}

/** One run of a scan. What it has found may still be changed before the snapshot is taken. */
export class Scan {
  readonly entries = new Map<string, Entry>()
  readonly gaps = new Map<string, Error>()
  /** The rule by the path. */
  readonly leftOut = new Map<string, string>()
  private readonly unusable: UnusableName[] = []
  private unavailableInARow = 0
  private readonly replica: Replica
  private readonly rules: Rules
  private readonly foldsCase: boolean
  private readonly options: ScanOptions
  private readonly asking: ListOptions

  constructor(replica: Replica, rules: Rules, foldsCase: boolean, options: ScanOptions) {
    this.replica = replica
    this.rules = rules
    this.foldsCase = foldsCase
    this.options = options
    this.asking = { fresh: true, exactTypes: true, priority: 'transfer', ...(options.signal && { signal: options.signal }) }
  }

  async run(): Promise<void> {
    const scope = outermost(this.options.scope ?? [''])
    await this.walk(scope.includes('') ? [''] : await this.enterScope(scope))
  }

  snapshot(): Snapshot {
    const { entries, gaps, unusable, foldsCase } = this
    return { entries, gaps, unusable, foldsCase, leftOut: countByRule(this.leftOut) }
  }

  /** Level by level: nothing waits on the stack, however deep it goes. */
  private async walk(folders: readonly string[]): Promise<void> {
    for (let level = folders; level.length > 0;) {
      const next: string[] = []
      await inParallel(level, this.options.concurrency ?? defaultConcurrency, async (folder) => {
        for (const inner of await this.look(folder)) next.push(inner)
      })
      level = next
    }
  }

  /** Notes what lies in `folder`. The folders in it, which are yet to be looked at. */
  private async look(folder: string): Promise<readonly string[]> {
    if (depthOf(folder) >= maxDepth) return this.gap(folder, tooDeep(this.placeOf(folder)))
    if (!(await this.isPrepared(folder))) return []
    const listing = await this.list(folder)
    if (!listing) return []
    if (!listing.complete) this.gap(folder, incomplete(this.placeOf(folder)))
    const folders = await this.take(folder, listing.entries)
    const { onProgress } = this.options
    onProgress?.({ phase: 'scanning', items: this.entries.size, bytes: 0, path: folder })
    return folders
  }

  private async isPrepared(folder: string): Promise<boolean> {
    try {
      await this.rules.prepare(folder, this.asking)
      return true
    } catch (error) {
      this.options.signal?.throwIfAborted()
      if (!isFileError(error)) throw error
      this.gap(folder, error)
      return false
    }
  }

  /** Undefined if it can't be listed, which is noted. */
  private async list(folder: string): Promise<Listing | undefined> {
    try {
      const listing = await this.replica.files.list(this.placeOf(folder), this.asking)
      this.unavailableInARow = 0
      return listing
    } catch (error) {
      this.options.signal?.throwIfAborted()
      if (folder === '' || isAbort(error) || !isFileError(error)) throw error
      this.unavailableInARow = error.reason === 'unavailable' ? this.unavailableInARow + 1 : 0
      // With as many in a row as can be under way, it isn't this folder: waiting for each of the others would take hours.
      if (this.unavailableInARow > (this.options.concurrency ?? defaultConcurrency)) throw error
      if (error.reason === 'notFound') this.entries.delete(folder)
      else this.gap(folder, error)
      return undefined
    }
  }

  /** Those of `entries` that are folders and count. */
  private async take(folder: string, entries: readonly Entry[]): Promise<readonly string[]> {
    const folders: string[] = []
    for (const [index, entry] of entries.entries()) {
      if (index % entriesPerTurn === entriesPerTurn - 1) await nextTurn()
      this.options.signal?.throwIfAborted()
      const path = below(folder, entry.name)
      if (this.note(folder, path, entry)) folders.push(path)
    }
    return folders
  }

  /** True for a folder that counts. */
  private note(folder: string, path: string, entry: Entry): boolean {
    if (this.entries.size + this.unusable.length + this.leftOut.size >= maxEntries) throw tooMany(this.replica.root)
    const error = this.unusableName(folder, entry)
    if (error) this.unusable.push({ path: printable(path), error })
    else if (this.entries.has(path)) this.gap(folder, listedTwice(this.placeOf(path)))
    else return this.noteUsable(path, entry)
    return false
  }

  private noteUsable(path: string, entry: Entry): boolean {
    const isFolder = entry.type === 'folder'
    // What a rule only lets through as a folder may lie behind a link: it isn't seen there, and it isn't missing.
    const rule = this.rules.leftOut(path, isFolder || (entry.type === 'link' && this.rules.leftOut(path, false) !== undefined))
    if (rule === undefined) this.entries.set(path, entry)
    else this.leftOut.set(path, rule)
    return isFolder && rule === undefined
  }

  private unusableName(folder: string, entry: Entry): FileError | undefined {
    const place = this.placeOf(folder)
    const unusable = hasRawBytes(entry.name) ? { ...entry, unusable: entry.unusable ?? notInCharset } : entry
    return badName(place, unusable, 'is not synced')
  }

  /** Notes what is at the paths of the scope, and the folders above them. Those of them that are folders. */
  private async enterScope(scope: readonly string[]): Promise<readonly string[]> {
    await this.assertRoot()
    for (const path of scope) assertRelative(path)
    const found = await this.lookUp(scope)
    const missing = scope.filter((path) => !found.has(path))
    const spelt = (await otherSpellings(this.replica, missing, this.rules.foldsCase, this.asking)).filter((path) => !scope.includes(path))
    const all = spelt.length > 0 ? new Map([...found, ...(await this.lookUp(spelt))]) : found
    const folders: string[] = []
    for (const path of [...scope, ...spelt]) if (await this.reach(path, all)) folders.push(path)
    return folders
  }

  /** What is at the paths and above them. */
  private lookUp(paths: readonly string[]): Promise<ReadonlyMap<string, Entry>> {
    return examineMany(
      this.replica,
      paths.flatMap((path) => [path, ...foldersAbove(path)]),
      this.asking,
    )
  }

  /** A server takes what isn't there for an empty folder at times; then all that is to be found in it would seem deleted. */
  private async assertRoot(): Promise<void> {
    const { type } = await this.replica.files.stat(this.replica.root, this.asking)
    if (type !== 'folder') throw new FileError('notAFolder', this.replica.root, `${this.replica.root} is not a folder.`)
  }

  /** Goes from the root to `path`, and no further than to what is no folder or is left out. True if `path` is a folder that counts. */
  private async reach(path: string, found: ReadonlyMap<string, Entry>): Promise<boolean> {
    for (const step of [...[...foldersAbove(path)].reverse(), path]) {
      const entry = found.get(step)
      const folder = parentOf(step)
      if (!entry || !(await this.isPrepared(folder))) return false
      const isFolder = this.entries.has(step) ? entry.type === 'folder' : this.note(folder, step, entry)
      if (!isFolder) return false
    }
    return true
  }

  private gap(folder: string, error: Error): readonly string[] {
    if (!this.gaps.has(folder)) this.gaps.set(folder, error)
    return []
  }

  private placeOf(path: string): string {
    return placeOf(this.replica, path)
  }
}

export function countByRule(leftOut: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const rule of leftOut.values()) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return counts
}

const notInCharset = "It isn't in the site's charset. Set that, such as windows-1252."

/** Without those that lie in others. */
function outermost(paths: readonly string[]): readonly string[] {
  const all = new Set(paths)
  const isOuter = (path: string) => ![...foldersAbove(path)].some((folder) => all.has(folder))
  return all.has('') ? [''] : [...all].filter(isOuter).sort()
}

function assertRelative(path: string): void {
  if (!path.split('/').every(isName)) throw new FileError('badName', path, `"${printable(path)}" is not a path below the folder.`)
}

function depthOf(path: string): number {
  return path === '' ? 0 : path.split('/').length
}

function tooDeep(place: string): FileError {
  return new FileError('unsupported', place, `${printable(place)} is too deep inside of folders.`)
}

function incomplete(place: string): FileError {
  return new FileError('incomplete', place, `The listing of ${place} is not complete: some of what is in it may be missing.`)
}

function listedTwice(place: string): FileError {
  return new FileError('incomplete', place, `${place} is listed twice: what it is can't be told.`)
}

function tooMany(root: string): FileError {
  return new FileError('unsupported', root, `${root} holds more than ${maxEntries} files and folders: that is more than can be synced.`)
}

/**
 * What it takes to undo the last syncs: of each a list of what it has touched, and the contents that it has replaced or deleted.
 * When the room is used up, the oldest sync can't be undone any more.
 */

import type { Entry } from '../base/entry.ts'
import type { Logger } from '../base/log.ts'
import { join } from '../base/posixPath.ts'
import { isFileError } from '../files/fileError.ts'
import type { OperationOptions } from '../files/fileSystem.ts'
import { exactSizeOf } from './change.ts'
import type { ContentStore } from './contentStore.ts'
import type { JournalledRun } from './journalledRun.ts'
import { ChangedSince } from './precondition.ts'
import { placeOf, type Replica } from './side.ts'
import type { SyncStorage } from './storage.ts'
import { deleteStored, readStored, writeStored } from './storedFile.ts'
import type { Content } from './touched.ts'
import { decodeUndo, encodeUndo, type UndoList } from './undoFile.ts'

const folderName = 'undo'
const maxLists = 50 // each upload on save has one
/** A single file may take so much of the room. */
const maxShare = 0.25

export interface FileToKeep {
  readonly from: Replica
  /** Relative. */
  readonly path: string
  /** As it was seen. */
  readonly there: Entry
  /** The hash that it has to have, where one is known. */
  readonly agreed: string | undefined
  /** The looks at it prove that it has that: it need not be read. */
  readonly isProven: boolean
}

export class UndoStore {
  readonly contents: ContentStore
  private readonly storage: SyncStorage
  private readonly identity: string
  private readonly log: Logger
  private readonly keptNow = new Set<string>()
  private reserved = 0
  /** The oldest first. */
  private lists: Promise<UndoList[]> | undefined
  private turn: Promise<unknown> = Promise.resolve()

  constructor(storage: SyncStorage, identity: string, contents: ContentStore, log: Logger) {
    this.storage = storage
    this.identity = identity
    this.contents = contents
    this.log = log
  }

  /**
   * Keeps a file, and resolves with its hash; undefined if it is too big. Throws `ChangedSince` if it isn't what it has to be.
   */
  async keep(file: FileToKeep, bases: ContentStore, asking: OperationOptions): Promise<string | undefined> {
    if (this.contents.maxBytes === 0) return undefined
    const { agreed, path, isProven } = file
    const isThere = agreed !== undefined && isProven && (await this.inTurn(() => this.reuse(agreed, bases)))
    const sha256 = isThere ? agreed : await this.fetch(file, asking)
    if (sha256 === undefined) this.log.info(`${path} can't be brought back by an undo: it is not kept.`)
    else this.keptNow.add(sha256)
    return sha256
  }

  /** The last sync that can be undone. */
  async last(): Promise<UndoList | undefined> {
    return (await this.all()).at(-1)
  }

  /** Makes a list of what a sync has touched, if that is anything. Where nothing is kept, what was before can't be undone either. */
  async file({ start, rows }: JournalledRun): Promise<void> {
    if (rows.length === 0) return
    if (this.contents.maxBytes === 0) return this.dropAll()
    const list: UndoList = { id: start.id, at: start.at, rows }
    await writeStored(this.storage.files, this.placeOf(list.id), encodeUndo(list, this.identity))
    const lists = await this.all()
    this.lists = Promise.resolve([...lists.filter(({ id }) => id !== list.id), list])
    while ((await this.all()).length > maxLists) await this.dropOldest()
    await this.tidy()
  }

  async drop(id: string): Promise<void> {
    const lists = await this.all()
    await deleteStored(this.storage.files, this.placeOf(id))
    this.lists = Promise.resolve(lists.filter((list) => list.id !== id))
    await this.tidy()
  }

  private async dropAll(): Promise<void> {
    for (const { id } of await this.all()) await this.drop(id)
  }

  /** Deletes the contents that no list needs. */
  private async tidy(): Promise<void> {
    const needed = new Set((await this.all()).flatMap(hashesOf))
    await this.contents.keepOnly((sha256) => needed.has(sha256))
  }

  /** True if it is there already, or was a text that is kept for merges. */
  private async reuse(sha256: string, bases: ContentStore): Promise<boolean> {
    const text = (await bases.has(sha256)) ? await bases.get(sha256) : undefined
    if (!(await this.contents.has(sha256))) {
      if (!text || !(await this.makeRoom(text.length))) return false
      await this.contents.add(sha256, text)
    }
    this.keptNow.add(sha256)
    return true
  }

  private async fetch({ from, path, there, agreed }: FileToKeep, asking: OperationOptions): Promise<string | undefined> {
    const expected = exactSizeOf(there)
    const size = expected ?? 0
    if (!(await this.inTurn(() => this.makeRoom(size)))) return undefined
    this.reserved += size
    try {
      const kept = await this.contents.put(from, path, asking)
      const isOther = kept.size !== (expected ?? kept.size) || (agreed !== undefined && kept.sha256 !== agreed)
      if (isOther) throw new ChangedSince(path)
      return kept.sha256
    } catch (error) {
      // It may be replaced, and not be read. But where the store itself is closed, nothing goes.
      if (isFileError(error, 'noPermission') && error.path === placeOf(from, path)) return undefined
      throw error
    } finally {
      this.reserved -= size
    }
  }

  /** At the cost of older syncs. False if that doesn't help. */
  private async makeRoom(bytes: number): Promise<boolean> {
    const { maxBytes } = this.contents
    if (bytes > maxBytes * maxShare) return false
    const isTooMuch = async () => (await this.contents.bytes()) + this.reserved + bytes > maxBytes
    while ((await isTooMuch()) && (await this.all()).length > 0) await this.dropOldest()
    return !(await isTooMuch())
  }

  private async dropOldest(): Promise<void> {
    const [oldest, ...others] = await this.all()
    if (!oldest) return
    this.lists = Promise.resolve(others)
    await deleteStored(this.storage.files, this.placeOf(oldest.id))
    const needed = new Set([...this.keptNow, ...others.flatMap(hashesOf)])
    for (const sha256 of hashesOf(oldest)) if (!needed.has(sha256)) await this.contents.delete(sha256)
  }

  /** One after the other: what one has made room for, another must not take. */
  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work)
    this.turn = mine.catch(() => {}) // the next isn't concerned by it
    return await mine
  }

  private all(): Promise<UndoList[]> {
    this.lists ??= this.read()
    return this.lists
  }

  private async read(): Promise<UndoList[]> {
    const lists: UndoList[] = []
    for (const name of (await this.names()).sort()) {
      const bytes = await readStored(this.storage.files, join(this.storage.root, folderName, name))
      const list = bytes && decodeUndo(bytes.toString('utf8'), this.identity)
      if (list) lists.push(list)
    }
    return lists
  }

  private async names(): Promise<string[]> {
    try {
      const { entries } = await this.storage.files.list(join(this.storage.root, folderName))
      return entries.map(({ name }) => name).filter((name) => name.endsWith('.jsonl'))
    } catch (error) {
      if (isFileError(error, 'notFound')) return []
      throw error
    }
  }

  private placeOf(id: string): string {
    return join(this.storage.root, folderName, `${id}.jsonl`)
  }
}

function hashesOf({ rows }: UndoList): string[] {
  return rows.flatMap(({ before }) => before.flatMap(({ content }) => hashOf(content)))
}

function hashOf(content: Content): string[] {
  return content.kind === 'file' && content.sha256 !== undefined ? [content.sha256] : []
}

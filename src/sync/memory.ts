/**
 * What is remembered of two folders. The state of the last sync, and on top of it what the journal of one that didn't come to its
 * end says was agreed on. The state before that is kept beside it; if it has to do, nothing may be deleted on its word.
 */

import { sameTime, type Entry } from '../base/entry.ts'
import { join } from '../base/posixPath.ts'
import type { Agreed, AgreedEntry } from './agreed.ts'
import type { Finding } from './finding.ts'
import { Journal } from './journal.ts'
import { runsOf, type JournalledRun } from './journalledRun.ts'
import { decodeState, encodeState, type DecodedState } from './stateFile.ts'
import type { SyncStorage } from './storage.ts'
import { readStored, writeStored } from './storedFile.ts'

const stateName = 'state.jsonl'
const olderName = 'state.old.jsonl'
const journalName = 'journal.jsonl'

type WholeState = Extract<DecodedState, { kind: 'whole' }>

export interface Remembered {
  /** Undefined if there is nothing that could be used. What is recorded later doesn't change it. */
  readonly agreed: Agreed | undefined
  readonly loss?: Extract<Finding, { kind: 'memoryLost' }>['why']
  /** What the journal says of syncs that didn't tidy up behind themselves. */
  readonly runs: readonly JournalledRun[]
}

export class Memory {
  readonly journal: Journal
  private readonly storage: SyncStorage
  private readonly identity: string
  private entries = new Map<string, AgreedEntry>()
  private rules = ''
  /** Of the file that `entries` and `rules` come from; empty without. */
  private checksum = ''
  /** How that file looked then. */
  private file: Entry | undefined
  /** The file there is, is whole. */
  private isWhole = false

  constructor(storage: SyncStorage, identity: string) {
    this.storage = storage
    this.identity = identity
    this.journal = new Journal(storage.log(journalName))
  }

  /** What another process has written meanwhile counts. To be called with the folder locked. */
  async load(): Promise<Remembered> {
    const { records, damaged } = await this.journal.read()
    const runs = runsOf(records, this.identity)
    const loss = await this.loadState(runs)
    for (const { start, agreed } of runs) {
      if (start.rules !== '') this.rules = start.rules
      for (const { path, entry } of agreed) this.record(path, entry)
    }
    const lost = loss ?? (damaged > 0 ? 'damaged' : undefined)
    if (lost) this.rules = '' // also once it is saved, nothing of it counts for certain before a look at everything
    const isKnown = this.checksum !== '' || this.entries.size > 0
    const agreed = isKnown ? { ...this.agreed(), entries: new Map(this.entries) } : undefined
    return { agreed, runs, ...(lost && { loss: lost }) }
  }

  /** Changed by `record`. */
  agreed(): Agreed {
    return { identity: this.identity, rules: this.rules, entries: this.entries }
  }

  get(path: string): AgreedEntry | undefined {
    return this.entries.get(path)
  }

  /** Undefined forgets it. */
  record(path: string, entry: AgreedEntry | undefined): void {
    if (entry) this.entries.set(path, entry)
    else this.entries.delete(path)
  }

  /** What the rules come to from now on. */
  recordRules(rules: string): void {
    this.rules = rules
  }

  /** Of the state on the disk; empty if there is none. */
  get base(): string {
    return this.checksum
  }

  /** The journal may be cleared then. */
  async save(): Promise<void> {
    const { text, checksum } = encodeState(this.agreed())
    if (this.isWhole && checksum === this.checksum) return
    const { files } = this.storage
    if (this.isWhole) await files.rename(this.place(stateName), this.place(olderName), { overwrite: true })
    this.isWhole = false
    await writeStored(files, this.place(stateName), text)
    this.checksum = checksum
    this.isWhole = true
    this.file = await this.look()
  }

  private async loadState(runs: readonly JournalledRun[]): Promise<Remembered['loss']> {
    const file = await this.look()
    if (this.isWhole && isSameFile(file, this.file)) return undefined
    const state = await this.decode(stateName)
    this.use(state?.kind === 'whole' ? state : undefined)
    this.isWhole = state?.kind === 'whole'
    this.file = file
    return state?.kind === 'whole' ? undefined : this.fallBack(state?.kind, runs)
  }

  /** Without a state that can be used, to the one before. */
  private async fallBack(why: Remembered['loss'], runs: readonly JournalledRun[]): Promise<Remembered['loss']> {
    const older = await this.decode(olderName)
    if (older?.kind !== 'whole') return why
    this.use(older)
    // It was interrupted between putting the older state aside and writing the newer one, and the journal knows the difference.
    const isExact = why === undefined && runs.some(({ start }) => start.base === older.checksum)
    return isExact ? undefined : (why ?? 'damaged')
  }

  private use(state: WholeState | undefined): void {
    this.entries = new Map(state?.agreed.entries)
    this.rules = state?.agreed.rules ?? ''
    this.checksum = state?.checksum ?? ''
  }

  private async decode(name: string): Promise<DecodedState | undefined> {
    const bytes = await readStored(this.storage.files, this.place(name))
    return bytes && decodeState(bytes.toString('utf8'), this.identity)
  }

  private async look(): Promise<Entry | undefined> {
    const [entry] = await this.storage.files.examine([this.place(stateName)])
    return entry
  }

  private place(name: string): string {
    return join(this.storage.root, name)
  }
}

function isSameFile(a: Entry | undefined, b: Entry | undefined): boolean {
  return a?.modified !== undefined && b?.modified !== undefined && a.size === b.size && sameTime(a.modified, b.modified)
}

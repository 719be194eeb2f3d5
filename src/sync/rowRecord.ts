/**
 * What is written down of one row while it is carried out: what was there before a place is touched, what is agreed on, what was
 * left. What may have happened without an answer stays open.
 */

import type { Entry } from '../base/entry.ts'
import { isFileError } from '../files/fileError.ts'
import type { AgreedEntry } from './agreed.ts'
import type { Memory } from './memory.ts'
import { ChangedSince } from './precondition.ts'
import type { Side } from './side.ts'
import { contentOf, type Touch } from './touched.ts'

export class RowRecord {
  /** The path that the memory knows the row by. */
  readonly row: string
  private readonly memory: Memory
  private readonly before = new Map<string, Touch>()
  private readonly after = new Map<string, Touch>()
  /** Places of which nobody knows whether they were changed: the connection was lost meanwhile. */
  private readonly uncertain = new Set<string>()

  constructor(row: string, memory: Memory) {
    this.row = row
    this.memory = memory
  }

  /** Before any of these places is touched. */
  async intend(touches: readonly Touch[]): Promise<void> {
    for (const touch of touches) this.before.set(keyOf(touch), touch)
    const { journal } = this.memory
    await journal.write({ kind: 'intent', row: this.row, before: [...this.before.values()], agreed: this.memory.get(this.row) })
  }

  async temporary(side: Side, path: string, target: string): Promise<void> {
    await this.memory.journal.write({ kind: 'temporary', row: this.row, side, path, target })
  }

  /** Does what changes a place. Unless it fails for certain, it may have happened. */
  async change<T>(side: Side, path: string, work: () => Promise<T>): Promise<T> {
    const key = keyOf({ side, path })
    const wasCertain = !this.uncertain.has(key)
    this.uncertain.add(key)
    try {
      return await work()
    } catch (error) {
      if (wasCertain && isFileError(error) && error.reason !== 'unavailable') this.uncertain.delete(key)
      throw isFileError(error, 'exists') ? new ChangedSince(path) : error // a name that was free in the preview
    }
  }

  /** What is at a place after it was changed. */
  left(side: Side, path: string, entry: Entry | undefined): void {
    this.uncertain.delete(keyOf({ side, path }))
    this.after.set(keyOf({ side, path }), { side, path, content: contentOf(entry) })
  }

  agree(path: string, entry: AgreedEntry | undefined): void {
    this.memory.journal.note({ kind: 'agreed', path, entry })
    this.memory.record(path, entry)
  }

  /** Nothing is agreed on any more, from before the next step on: if it ends there, what is on a side is new. */
  async forget(): Promise<void> {
    await this.memory.journal.write({ kind: 'agreed', path: this.row, entry: undefined })
    this.memory.record(this.row, undefined)
  }

  /** A try came to nothing. */
  failed(): void {
    this.memory.journal.note({ kind: 'failed', row: this.row })
  }

  /** No more is tried. */
  close(): void {
    const isKnown = this.before.size > 0 && this.uncertain.size === 0
    if (isKnown) this.memory.journal.note({ kind: 'done', row: this.row, after: [...this.after.values()] })
  }
}

function keyOf({ side, path }: Pick<Touch, 'side' | 'path'>): string {
  return `${side} ${path}`
}

/** What the lines of a journal come to: syncs, each with what it has touched and what it may have left lying about. Pure. */

import type { AgreedEntry } from './agreed.ts'
import type { JournalRecord, JournalStart } from './journal.ts'
import type { Side } from './side.ts'
import type { TouchedRow } from './touched.ts'

/** Absolute paths. */
export interface Temporary {
  readonly side: Side
  readonly path: string
  readonly target: string
}

export interface JournalledRun {
  readonly start: JournalStart
  /** In the order in which they were begun. */
  readonly rows: readonly TouchedRow[]
  /** Those that may be there still. */
  readonly temporaries: readonly Temporary[]
  /** In the order in which it was agreed. */
  readonly agreed: readonly { readonly path: string; readonly entry: AgreedEntry | undefined }[]
  readonly hasMark: boolean
  readonly isEnded: boolean
}

/** What stands before the first readable start is nobody's, and what is about other folders is theirs. */
export function runsOf(records: readonly JournalRecord[], identity: string): readonly JournalledRun[] {
  const runs: RunReader[] = []
  for (const record of records) {
    if (record.kind === 'start') runs.push(new RunReader(record))
    else runs.at(-1)?.take(record)
  }
  return runs.map((run) => run.result()).filter(({ start }) => start.identity === identity)
}

/** Rows that were begun, and of which nobody knows how they ended. */
export function openRows({ rows, isEnded }: JournalledRun): number {
  return isEnded ? 0 : rows.filter(({ after }) => after === undefined).length
}

class RunReader {
  private readonly rows = new Map<string, TouchedRow>()
  private readonly underWay = new Map<string, Temporary[]>()
  private readonly leftOver: Temporary[] = []
  private readonly agreed: { readonly path: string; readonly entry: AgreedEntry | undefined }[] = []
  private hasMark = false
  private isEnded = false
  private readonly start: JournalStart

  constructor(start: JournalStart) {
    this.start = start
  }

  take(record: Exclude<JournalRecord, JournalStart>): void {
    switch (record.kind) {
      case 'mark':
        this.hasMark = true
        return
      case 'intent':
        this.rows.set(record.row, { path: record.row, agreed: record.agreed, before: record.before, after: undefined })
        return
      case 'temporary':
        this.underWay.set(record.row, [...(this.underWay.get(record.row) ?? []), record])
        return
      case 'failed':
        this.leftOver.push(...(this.underWay.get(record.row) ?? []))
        this.underWay.delete(record.row)
        return
      case 'agreed':
        this.agreed.push(record)
        return
      case 'done':
        this.underWay.delete(record.row)
        return this.finish(record.row, record.after)
      case 'end':
        this.isEnded = true
    }
  }

  result(): JournalledRun {
    const { start, agreed, hasMark, isEnded } = this
    const temporaries = [...this.leftOver, ...[...this.underWay.values()].flat()]
    return { start, rows: [...this.rows.values()], temporaries, agreed, hasMark, isEnded }
  }

  private finish(path: string, after: NonNullable<TouchedRow['after']>): void {
    const row = this.rows.get(path)
    if (after.length === 0) this.rows.delete(path)
    else if (row) this.rows.set(path, { ...row, after })
  }
}

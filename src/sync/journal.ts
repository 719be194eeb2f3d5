/**
 * What a sync is doing, line by line as it does it: what it is about to touch before it touches it, what it has done, what it may
 * leave lying about. After a crash that is what is known. A line that can't be read is as good as lost, and nothing is made of it.
 */

import type { AppendLog } from '../files/appendLog.ts'
import type { AgreedEntry } from './agreed.ts'
import { isRelativePath } from './agreedJson.ts'
import type { Side } from './side.ts'
import { maybeAgreedFromJson, maybeAgreedToJson, touchesFromJson, touchToJson, type Touch } from './touched.ts'

export interface JournalStart {
  readonly kind: 'start'
  /** Fit for a file name. */
  readonly id: string
  /** In milliseconds since 1970. */
  readonly at: number
  readonly identity: string
  /** What the rules came to. */
  readonly rules: string
  /** The checksum of the state that it began with; empty if there was none. */
  readonly base: string
  /** The sync that it takes back; empty if it is one itself. */
  readonly undoes: string
}

/** `row` names a row of the plan. */
export type JournalRecord =
  | JournalStart
  /** The mark on the server is about to be made. */
  | { readonly kind: 'mark' }
  /** These places are about to be touched. `agreed` is what was agreed on till then. */
  | { readonly kind: 'intent'; readonly row: string; readonly before: readonly Touch[]; readonly agreed: AgreedEntry | undefined }
  /** A temporary file is about to be made, for `target`; both absolute. */
  | { readonly kind: 'temporary'; readonly row: string; readonly side: Side; readonly path: string; readonly target: string }
  /** A try came to nothing: its temporary files may be there still. */
  | { readonly kind: 'failed'; readonly row: string }
  /** What is agreed on about a path from now on. */
  | { readonly kind: 'agreed'; readonly path: string; readonly entry: AgreedEntry | undefined }
  /** No more is done about the row. What was left where something was done. */
  | { readonly kind: 'done'; readonly row: string; readonly after: readonly Touch[] }
  /** It came to its end by itself. */
  | { readonly kind: 'end' }

export interface JournalContent {
  readonly records: readonly JournalRecord[]
  /** Lines that can't be read. */
  readonly damaged: number
}

export class Journal {
  private readonly log: AppendLog
  private pending: Promise<void>[] = []

  constructor(log: AppendLog) {
    this.log = log
  }

  async read(): Promise<JournalContent> {
    const lines = await this.log.lines()
    const records = lines.map(parseRecord).filter((record) => record !== undefined)
    return { records, damaged: lines.length - records.length }
  }

  /** Resolves when it will survive a crash. */
  async write(record: JournalRecord): Promise<void> {
    await this.log.append(formatRecord(record))
  }

  /** The same, for what need not be waited for. It keeps its place in the order; `flush` throws if it failed. */
  note(record: JournalRecord): void {
    const written = this.write(record)
    written.catch(() => {}) // heard of in `flush`
    this.pending.push(written)
  }

  async flush(): Promise<void> {
    const { pending } = this
    this.pending = []
    await Promise.all(pending)
  }

  async clear(): Promise<void> {
    await this.log.clear()
  }

  /** The lines stay. */
  async close(): Promise<void> {
    await this.log.close()
  }
}

function formatRecord(record: JournalRecord): string {
  switch (record.kind) {
    case 'start':
      return JSON.stringify(['start', record.id, record.at, record.identity, record.rules, record.base, record.undoes])
    case 'intent':
      return JSON.stringify(['intent', record.row, record.before.map(touchToJson), maybeAgreedToJson(record.agreed)])
    case 'temporary':
      return JSON.stringify(['temporary', record.row, record.side, record.path, record.target])
    case 'agreed':
      return JSON.stringify(['agreed', record.path, maybeAgreedToJson(record.entry)])
    case 'done':
      return JSON.stringify(['done', record.row, record.after.map(touchToJson)])
    case 'failed':
      return JSON.stringify(['failed', record.row])
    case 'mark':
    case 'end':
      return JSON.stringify([record.kind])
  }
}

/** Undefined for what is no record. */
export function parseRecord(line: string): JournalRecord | undefined {
  try {
    const fields: unknown = JSON.parse(line)
    return Array.isArray(fields) ? recordOf(fields) : undefined
  } catch {
    return undefined
  }
}

function recordOf([kind, first, ...rest]: readonly unknown[]): JournalRecord | undefined {
  if (kind === 'mark' || kind === 'end') return { kind }
  if (kind === 'start') return startOf([first, ...rest])
  return isRelativePath(first) ? rowRecordOf(kind, first, rest) : undefined
}

function startOf([id, at, ...rest]: readonly unknown[]): JournalRecord | undefined {
  const [identity, rules, base, undoes] = rest
  if (typeof id !== 'string' || !/^[\w-]+$/.test(id) || typeof at !== 'number') return undefined
  if (typeof identity !== 'string' || typeof rules !== 'string' || typeof base !== 'string' || typeof undoes !== 'string') return undefined
  return { kind: 'start', id, at, identity, rules, base, undoes }
}

function rowRecordOf(kind: unknown, row: string, rest: readonly unknown[]): JournalRecord | undefined {
  switch (kind) {
    case 'failed':
      return { kind, row }
    case 'temporary':
      return temporaryOf(row, rest)
    case 'agreed': {
      const agreed = maybeAgreedFromJson(rest[0])
      return agreed && { kind, path: row, entry: agreed.entry }
    }
    case 'done': {
      const after = touchesFromJson(rest[0])
      return after && { kind, row, after }
    }
    case 'intent': {
      const [before, agreed] = [touchesFromJson(rest[0]), maybeAgreedFromJson(rest[1])]
      return before && agreed && { kind, row, before, agreed: agreed.entry }
    }
    default:
      return undefined
  }
}

function temporaryOf(row: string, [side, path, target]: readonly unknown[]): JournalRecord | undefined {
  if ((side !== 'local' && side !== 'remote') || typeof path !== 'string' || typeof target !== 'string') return undefined
  return { kind: 'temporary', row, side, path, target }
}

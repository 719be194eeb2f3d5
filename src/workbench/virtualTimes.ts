/**
 * The modification times the editor sees. It compares them as plain numbers, while servers say the same time now to the
 * minute and now to the second, or move it backwards; so each path has a time of its own that only ever grows, and grows
 * exactly when size or time really changed.
 */

import { sameTime, type Timestamp } from '../base/entry.ts'

/** What a listing or a command says of a file, as far as changes can be seen from it. */
export interface FileState {
  readonly size?: number
  readonly modified?: Timestamp
}

/** True unless size or time say otherwise; what one side doesn't know says nothing. */
export function sameState(a: FileState, b: FileState): boolean {
  if (a.size !== undefined && b.size !== undefined && a.size !== b.size) return false
  return a.modified === undefined || b.modified === undefined || sameTime(a.modified, b.modified)
}

const maxRemembered = 20_000 // a workspace of that many files; the oldest are forgotten first

interface Remembered {
  readonly state: FileState
  readonly mtime: number
}

export class VirtualTimes {
  private readonly remembered = new Map<string, Remembered>()
  /** The editor was told an error last. */
  private readonly unreported = new Set<string>()

  /** The time to report for `key` now that it was seen in this state. */
  observe(key: string, state: FileState): number {
    const known = this.remembered.get(key)
    if (!known) return this.remember(key, state, state.modified?.ms ?? 1)
    if (!sameState(known.state, state)) return this.advance(key, state)
    return this.remember(key, finer(known.state, state), known.mtime)
  }

  /** As `observe`, for a file that certainly has other content now: this window wrote it. */
  advance(key: string, state: FileState): number {
    const known = this.remembered.get(key)?.mtime ?? 0
    return this.remember(key, state, Math.max(known + 1, state.modified?.ms ?? 1))
  }

  /** The state that was reported last; undefined if it could not be. */
  reported(key: string): FileState | undefined {
    return this.unreported.has(key) ? undefined : this.remembered.get(key)?.state
  }

  /** The time goes on growing from where it was. */
  forgetReported(key: string): void {
    if (this.remembered.has(key)) this.unreported.add(key)
  }

  private remember(key: string, state: FileState, mtime: number): number {
    this.forget(key)
    this.remembered.set(key, { state, mtime })
    const [oldest] = this.remembered.keys()
    if (this.remembered.size > maxRemembered && oldest !== undefined) this.forget(oldest)
    return mtime
  }

  private forget(key: string): void {
    this.remembered.delete(key)
    this.unreported.delete(key)
  }
}

const precisions = ['day', 'minute', 'second', 'millisecond']

/** Both states are the same file; the one that knows the time more exactly is worth keeping. */
function finer(a: FileState, b: FileState): FileState {
  if (a.modified === undefined) return { ...a, ...b }
  if (b.modified === undefined) return { ...b, ...a }
  return precisions.indexOf(b.modified.precision) >= precisions.indexOf(a.modified.precision) ? { ...a, ...b } : { ...b, ...a }
}

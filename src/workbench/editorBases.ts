/**
 * What each editor's text is based on: the state of the file when the editor took it in or wrote it. Before a save, the
 * server's present state is held against it. Of edits that aren't saved it is kept over a restart of the window, as they are.
 *
 * The editor has a check of its own, but it fires only if the size differs. Where it could fire it has done so, and a save
 * that arrives nevertheless means that the user chose to overwrite; what it can't see is left to us.
 */

import { sameState, type FileState } from './virtualTimes.ts'

/** A part of the editor's memory for the workspace. */
export interface KeptState {
  get(key: string): unknown
  update(key: string, value: unknown): PromiseLike<void>
}

const stateKey = 'editorBases'
const maxKept = 500 // unsaved files of one window; the oldest are forgotten first

export class EditorBases {
  private readonly bases: Map<string, FileState>
  /** Those of edits that aren't saved. */
  private readonly kept: Set<string>
  /** What others have read since the edit began. */
  private readonly readMeanwhile = new Map<string, FileState>()
  private readonly state: KeptState

  constructor(state: KeptState) {
    this.state = state
    this.bases = new Map(readKept(state.get(stateKey)))
    this.kept = new Set(this.bases.keys())
  }

  get(key: string): FileState | undefined {
    return this.bases.get(key)
  }

  /** An edited text isn't based on what is read beside it, as for a comparison with the server. */
  wasRead(key: string, state: FileState, isDirty: boolean): void {
    if (isDirty) this.readMeanwhile.set(key, state)
    else this.set(key, state)
  }

  /** The server has the editor's text now, or the user has chosen it over what the server has. */
  set(key: string, state: FileState): void {
    this.readMeanwhile.delete(key)
    this.bases.set(key, state)
    if (this.kept.has(key)) this.keepAll()
  }

  becameDirty(key: string): void {
    if (this.kept.has(key) || !this.bases.has(key)) return
    this.kept.add(key)
    this.keepAll()
  }

  /** `isReverted`: the editor has taken in what it read last. Else the edit was saved, or undone step by step. */
  becameClean(key: string, isReverted: boolean): void {
    const read = this.readMeanwhile.get(key)
    if (read && isReverted) this.bases.set(key, read)
    this.readMeanwhile.delete(key)
    if (this.kept.delete(key)) this.keepAll()
  }

  /**
   * True if the file changed on the server and neither we nor the editor have told the user yet.
   * `current` is the state just asked for, `reported` the one the editor saw last.
   */
  conflicts(key: string, current: FileState, reported: FileState | undefined): boolean {
    const base = this.bases.get(key)
    if (!base || sameState(base, current)) return false
    const editorKnew = reported !== undefined && reported.size !== base.size && sameState(reported, current)
    return !editorKnew
  }

  private keepAll(): void {
    for (const key of [...this.kept].slice(0, -maxKept)) this.kept.delete(key)
    void this.state.update(
      stateKey,
      [...this.kept].map((key) => [key, this.bases.get(key)]),
    )
  }
}

/** Whatever an earlier version may have kept. */
function readKept(value: unknown): [string, FileState][] {
  if (!Array.isArray(value)) return []
  return value.filter((item): item is [string, FileState] => {
    const [key, state] = Array.isArray(item) ? (item as unknown[]) : []
    return typeof key === 'string' && typeof state === 'object' && state !== null
  })
}

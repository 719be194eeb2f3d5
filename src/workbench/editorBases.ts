/**
 * What each editor's text is based on: the state of the file when it was last read or written here. Before a save, the
 * server's present state is held against it.
 *
 * The editor has a check of its own, but it fires only if the size differs. Where it could fire it has done so, and a save
 * that arrives nevertheless means that the user chose to overwrite; what it can't see is left to us.
 */

import { sameState, type FileState } from './virtualTimes.ts'

export class EditorBases {
  private readonly bases = new Map<string, FileState>()

  set(key: string, state: FileState): void {
    this.bases.set(key, state)
  }

  get(key: string): FileState | undefined {
    return this.bases.get(key)
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
}

/**
 * Both sides and what they last agreed on, row by row: what is there, and what has become of it. Pure, and blind to times of the
 * other side. What listings can't tell comes out as doubts; with their answers it is done again.
 */

import type { Entry } from '../base/entry.ts'
import { printable } from '../base/printable.ts'
import type { Agreed, AgreedEntry } from './agreed.ts'
import { changeOn, exactSizeOf, type ApparentChange } from './change.ts'
import type { Change, Difference, Obstacle, State } from './difference.ts'
import { allDoubtKeys, doubtKey, type Answers, type Doubt } from './doubt.ts'
import { isAscii, matchPaths, type Match } from './matching.ts'
import { foldersAbove, nameOf, parentOf } from './relativePath.ts'
import type { Side } from './side.ts'
import type { Snapshot } from './snapshot.ts'

export interface Comparison {
  /** Each folder before what is in it. */
  readonly differences: readonly Difference[]
  /** Until they are answered the rows they are about count as changed, and as different. */
  readonly doubts: readonly Doubt[]
}

export function compare(local: Snapshot, remote: Snapshot, agreed: Agreed | undefined, answers: Answers): Comparison {
  return new Comparer(local, remote, agreed?.entries ?? new Map(), answers).run()
}

/** One side of a row before it is certain what has become of it. */
interface Seen {
  readonly path: string
  readonly entry: Entry | undefined
  readonly apparent: ApparentChange
}

/** One run of `compare`. */
class Comparer {
  private readonly differences: Difference[] = []
  private readonly doubts: Doubt[] = []
  /** Obstacles by the path they were met at: they are in the way of all below, too. */
  private readonly obstacles = new Map<string, Obstacle>()
  private readonly gapFolders: Readonly<Record<Side, ReadonlySet<string>>>
  /** Folders, printable, in which there are names that can't be used. */
  private readonly unusableIn: Readonly<Record<Side, ReadonlySet<string>>>
  private readonly snapshots: Readonly<Record<Side, Snapshot>>
  private readonly agreed: ReadonlyMap<string, AgreedEntry>
  private readonly answers: Answers

  constructor(local: Snapshot, remote: Snapshot, agreed: ReadonlyMap<string, AgreedEntry>, answers: Answers) {
    this.snapshots = { local, remote }
    this.gapFolders = { local: withFoldersAbove(local.gaps.keys()), remote: withFoldersAbove(remote.gaps.keys()) }
    this.unusableIn = { local: foldersOf(local), remote: foldersOf(remote) }
    this.agreed = agreed
    this.answers = answers
  }

  run(): Comparison {
    const { local, remote } = this.snapshots
    for (const match of matchPaths(local, remote, this.agreed.keys())) {
      const row = this.rowOf(match)
      if (row) this.differences.push(row)
    }
    return { differences: this.differences, doubts: this.doubts }
  }

  private rowOf(match: Match): Difference | undefined {
    const agreed = match.agreed === undefined ? undefined : this.agreed.get(match.agreed)
    const local = this.look('local', match.local, agreed)
    const remote = this.look('remote', match.remote, agreed)
    if (!local.entry && !remote.entry && !agreed) return undefined
    const path = local.entry || !remote.entry ? match.local : match.remote
    const obstacle = this.obstacleOf(match, path, local.entry, remote.entry)
    const row = { path, ...(agreed && { agreed }) }
    if (obstacle) return { ...row, local: this.state('local', local), remote: this.state('remote', remote), isEqual: false, obstacle }
    return { ...row, ...this.judge(path, local, remote, agreed) }
  }

  private look(side: Side, path: string, agreed: AgreedEntry | undefined): Seen {
    const { entries, gaps } = this.snapshots[side]
    const entry = entries.get(path)
    const isCertain = entry !== undefined || !(isBelowAny(gaps, path) || this.mayBeUnusable(side, path))
    return { path, entry, apparent: changeOn(side, agreed, entry, isCertain) }
  }

  /** A name that could be read when it was agreed on may be one of those that can't be now: the site's charset has changed. */
  private mayBeUnusable(side: Side, path: string): boolean {
    const folders = this.unusableIn[side]
    if (folders.size === 0) return false
    return [path, ...foldersAbove(path)].some((step) => !isAscii(nameOf(step)) && folders.has(printable(parentOf(step))))
  }

  private obstacleOf(match: Match, path: string, local: Entry | undefined, remote: Entry | undefined): Obstacle | undefined {
    const obstacle = ownObstacle(match, local, remote) ?? this.obstacleAbove(path)
    if (obstacle) for (const blocked of [path, ...(match.twins ?? [])]) this.obstacles.set(blocked, obstacle)
    return obstacle
  }

  private obstacleAbove(path: string): Obstacle | undefined {
    if (this.obstacles.size === 0) return undefined
    for (const folder of foldersAbove(path)) {
      const obstacle = this.obstacles.get(folder)
      if (obstacle) return obstacle
    }
    return undefined
  }

  private judge(
    path: string,
    local: Seen,
    remote: Seen,
    agreed: AgreedEntry | undefined,
  ): Pick<Difference, 'local' | 'remote' | 'isEqual' | 'isStale'> {
    const before = this.doubts.length
    const states = { local: this.settled('local', path, local, agreed), remote: this.settled('remote', path, remote, agreed) }
    const isInDoubt = this.doubts.length > before
    const isEqual = this.isEqual(path, states.local, states.remote, isInDoubt)
    return { ...states, isEqual, ...(isEqual && wasAsked(this.answers, path) && { isStale: true }) }
  }

  /** With what a closer look has told, or the doubt noted. */
  private settled(side: Side, path: string, seen: Seen, agreed: AgreedEntry | undefined): State {
    if (seen.apparent !== 'unclear' || !seen.entry || agreed?.kind !== 'file') return this.state(side, seen)
    const isSame = this.ask({ kind: 'sameAsAgreed', path, side, found: { path: seen.path, entry: seen.entry }, agreed })
    return this.state(side, { ...seen, apparent: isSame === true ? 'same' : 'changed' })
  }

  private state(side: Side, { path, entry, apparent }: Seen): State {
    const change: Change = apparent === 'unclear' ? 'changed' : apparent
    const hasGaps = entry?.type === 'folder' && this.gapFolders[side].has(path)
    return { path, change, ...(entry && { entry }), ...(hasGaps && { hasGaps }) }
  }

  private isEqual(path: string, local: State, remote: State, isInDoubt: boolean): boolean {
    if (!local.entry && !remote.entry) return local.change === 'deleted' && remote.change === 'deleted'
    if (local.entry?.type !== remote.entry?.type || !local.entry || !remote.entry) return false
    if (local.entry.type === 'folder') return true
    if (local.change === 'same' || remote.change === 'same') return local.change === remote.change
    if (isInDoubt || !mayBeAlike(local.entry, remote.entry)) return false // the first doubts come first
    const found = { local: { path: local.path, entry: local.entry }, remote: { path: remote.path, entry: remote.entry } }
    return this.ask({ kind: 'alike', path, ...found }) === true
  }

  /** Undefined where it has yet to be found out. */
  private ask(doubt: Doubt): boolean | undefined {
    const answer = this.answers.get(doubtKey(doubt))
    if (answer === undefined) this.doubts.push(doubt)
    return answer
  }
}

function ownObstacle({ twins }: Match, local: Entry | undefined, remote: Entry | undefined): Obstacle | undefined {
  if (twins) return { kind: 'twins', paths: twins }
  if (local?.type === 'link') return { kind: 'link', side: 'local' }
  if (remote?.type === 'link') return { kind: 'link', side: 'remote' }
  if (local?.type === 'other') return { kind: 'special', side: 'local' }
  if (remote?.type === 'other') return { kind: 'special', side: 'remote' }
  return undefined
}

function mayBeAlike(local: Entry, remote: Entry): boolean {
  const [here, there] = [exactSizeOf(local), exactSizeOf(remote)]
  return here === undefined || there === undefined || here === there
}

function wasAsked(answers: Answers, path: string): boolean {
  return answers.size > 0 && allDoubtKeys(path).some((key) => answers.has(key))
}

function foldersOf({ unusable }: Snapshot): ReadonlySet<string> {
  return new Set(unusable.map(({ path }) => parentOf(path)))
}

function isBelowAny(folders: ReadonlyMap<string, unknown>, path: string): boolean {
  if (folders.size === 0) return false
  if (folders.has('')) return true
  for (const folder of foldersAbove(path)) if (folders.has(folder)) return true
  return false
}

function withFoldersAbove(paths: Iterable<string>): ReadonlySet<string> {
  const all = new Set<string>()
  for (const path of paths) for (const folder of [path, ...foldersAbove(path)]) all.add(folder)
  return all
}

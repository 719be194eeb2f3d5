/**
 * One row of a plan, carried out. Before it touches a place it looks whether that still is what the plan saw, keeps what will go,
 * and writes down what it is about to do; after it, what has come of it. Nothing is replaced or deleted that the plan didn't show.
 */

import type { Entry } from '../base/entry.ts'
import { isFileError } from '../files/fileError.ts'
import { carry, keepBase } from './carry.ts'
import { isTimeProof } from './change.ts'
import { conflictName, type ConflictPaths } from './conflictName.ts'
import { stateOn, type Difference } from './difference.ts'
import type { Hands } from './hands.ts'
import { effectsOf, type PlanItem } from './plan.ts'
import { assertNoLinkAbove, ChangedSince, isAsSeen, isSameLook, isSameMoment } from './precondition.ts'
import { RowRecord } from './rowRecord.ts'
import { otherSide, placeOf, type Side } from './side.ts'
import { tapped } from './tap.ts'
import { contentOf, type Touch } from './touched.ts'
import { traceOfLook } from './traces.ts'

interface Seen {
  readonly local: Entry | undefined
  readonly remote: Entry | undefined
}

const nowhere: Seen = { local: undefined, remote: undefined }

/** What is done of keeping both, once this computer's file has its other name. */
interface Moved {
  readonly bytes: number
  /** As it was seen. */
  readonly remote: Entry
}

export class RowWork {
  private readonly hands: Hands
  private readonly item: PlanItem
  private readonly difference: Difference
  private readonly record: RowRecord
  /** Places from which something was to be removed, with or without an answer. */
  private readonly removals = new Set<string>()
  private moved: Moved | undefined

  constructor(item: PlanItem, hands: Hands) {
    this.item = item
    this.difference = item.difference
    this.hands = hands
    this.record = new RowRecord(item.difference.local.path, hands.memory)
  }

  /**
   * Resolves with the bytes moved. Throws `ChangedSince`, and what the two sides throw; to try it again is fine. `close` has to be
   * called when no more is tried.
   */
  async run(onProgress: (bytes: number) => void): Promise<number> {
    const { decision } = this.item
    if (decision === 'keepBoth') return await this.keepBoth(onProgress)
    if (decision === 'agree') return await this.remember()
    const to: Side = decision === 'up' ? 'remote' : 'local'
    const last = effectsOf(this.item).at(-1)
    switch (last?.kind) {
      case 'copy':
        return await this.copyTo(to, onProgress)
      case 'makeFolder':
        return await this.makeFolder(to)
      case 'deleteFile':
      case 'deleteFolder':
        return await this.deleteAt(to)
      default:
        return await this.remember()
    }
  }

  /** A try came to nothing. */
  failed(): void {
    this.record.failed()
  }

  close(): void {
    this.record.close()
  }

  private async look(): Promise<Seen> {
    const { local, remote, agreed } = this.difference
    const { looks } = this.hands
    const [here, there] = await Promise.all([looks.local.at(local.path), looks.remote.at(remote.path)])
    const isLocalAsSeen = isAsSeen(local, here, agreed, 'local') || this.isEmptied('local', here)
    const isRemoteAsSeen = isAsSeen(remote, there, agreed, 'remote') || this.isEmptied('remote', there)
    if (!isLocalAsSeen || !isRemoteAsSeen) throw new ChangedSince(this.record.row)
    return { local: here, remote: there }
  }

  /** True if nothing is there any more, and that is this row's doing. */
  private isEmptied(side: Side, there: Entry | undefined): boolean {
    const { path } = stateOn(this.difference, side)
    if (there || !this.removals.has(`${side} ${path}`)) return false
    this.record.left(side, path, undefined)
    return true
  }

  private async copyTo(to: Side, onProgress: (bytes: number) => void): Promise<number> {
    const from = otherSide(to)
    const seen = await this.look()
    const source = seen[from]
    if (source?.type !== 'file') throw new ChangedSince(this.record.row)
    await this.prepare(to, seen[to])
    if (seen[to] && seen[to].type !== 'file') await this.makeRoom(to, seen[to])
    const replaces = seen[to]?.type === 'file'
    const way = { from, fromPath: stateOn(this.difference, from).path, toPath: stateOn(this.difference, to).path, source, replaces }
    const { entry, bytes } = await carry(way, this.hands, this.record, onProgress)
    this.record.agree(this.record.row, entry)
    return bytes
  }

  private async makeFolder(to: Side): Promise<number> {
    const state = stateOn(this.difference, to)
    const seen = await this.lookForFolder(to)
    if (seen[to]?.type !== 'folder') {
      await this.prepare(to, seen[to])
      if (seen[to]) await this.makeRoom(to, seen[to])
      const { files, root } = this.hands.pair[to]
      await this.record.change(to, state.path, () => files.createFolder(placeOf({ files, root }, state.path), this.folderOptions(to)))
      this.record.left(to, state.path, { name: '', type: 'folder' })
    }
    this.record.agree(this.record.row, { kind: 'folder' })
    return 0
  }

  /** If meanwhile the folder is there, it is as it should be. */
  private async lookForFolder(to: Side): Promise<Seen> {
    const { path, entry } = stateOn(this.difference, to)
    const there = entry ? undefined : await this.hands.looks[to].at(path)
    return there?.type === 'folder' ? { local: there, remote: there } : await this.look()
  }

  private folderOptions(to: Side) {
    const { folderMode } = this.hands.modes
    return { ...this.hands.asking, ...(to === 'remote' && folderMode !== undefined && { mode: folderMode }) }
  }

  private async deleteAt(side: Side): Promise<number> {
    const seen = await this.look()
    const there = seen[side]
    if (there) {
      await this.prepare(side, there)
      await this.remove(side, there)
    }
    this.record.agree(this.record.row, undefined)
    return 0
  }

  /** What is alike, or gone, on both sides. */
  private async remember(): Promise<number> {
    const isGone = !this.difference.local.entry && !this.difference.remote.entry
    const { local, remote } = isGone ? nowhere : await this.look() // what the rules leave out may well be there
    if (isGone) this.record.agree(this.record.row, undefined)
    else if (local?.type === 'folder' && remote?.type === 'folder') this.record.agree(this.record.row, { kind: 'folder' })
    else if (local?.type === 'file' && remote?.type === 'file') await this.rememberFiles(local, remote)
    else throw new ChangedSince(this.record.row)
    return 0
  }

  private async rememberFiles(local: Entry, remote: Entry): Promise<void> {
    const { path } = this.difference.local
    const { pair, looks, now, asking } = this.hands
    const seenAt = now()
    const tap = await tapped(pair.local, path, asking)
    if (!isSameLook(local, await looks.local.again(path))) throw new ChangedSince(this.record.row)
    const trace = (entry: Entry) => traceOfLook(entry, tap.bytes, seenAt)
    const sha256 = await keepBase(tap, this.hands)
    this.record.agree(this.record.row, { kind: 'file', sha256, local: trace(local), remote: trace(remote) })
  }

  /** This computer's file under another name on both sides, and the server's in its place. */
  private async keepBoth(onProgress: (bytes: number) => void): Promise<number> {
    this.moved ??= await this.moveAside(onProgress)
    const { bytes, remote } = this.moved
    const { local: here, remote: there } = this.difference
    if (!isSameLook(remote, await this.hands.looks.remote.again(there.path))) throw new ChangedSince(this.record.row)
    const down = { from: 'remote', fromPath: there.path, toPath: here.path, source: remote, replaces: false } as const
    const theirs = await carry(down, this.hands, this.record, (more) => onProgress(bytes + more))
    this.record.agree(this.record.row, theirs.entry)
    return bytes + theirs.bytes
  }

  /** The first half: this computer's file is on both sides under another name. */
  private async moveAside(onProgress: (bytes: number) => void): Promise<Moved> {
    const { pair, looks, now, asking } = this.hands
    const { path } = this.difference.local
    const seen = await this.look()
    if (seen.local?.type !== 'file' || seen.remote?.type !== 'file') throw new ChangedSince(this.record.row)
    const { here, there } = await this.freeNames()
    await this.prepare('local', seen.local, [nothingAt('local', here), nothingAt('remote', there)])
    const up = { from: 'local', fromPath: path, toPath: there, source: seen.local, replaces: false } as const
    const { bytes, entry } = await carry(up, this.hands, this.record, onProgress)
    // If it ends after this, each of the two is new on one side, and goes to the other.
    await this.record.forget()
    const { files } = pair.local
    await this.record.change('local', path, () => files.rename(placeOf(pair.local, path), placeOf(pair.local, here), asking))
    this.record.left('local', path, undefined)
    this.record.left('local', here, await looks.local.again(here))
    this.record.agree(here, { ...entry, local: { ...entry.local, seenAt: now() } }) // to give it another name was no edit
    return { bytes, remote: seen.remote }
  }

  private async freeNames(): Promise<ConflictPaths> {
    const { looks, now } = this.hands
    const { local, remote } = this.difference
    return await conflictName(local.path, remote.path, now(), async ({ here, there }) => {
      const found = await Promise.all([looks.local.again(here), looks.remote.again(there)])
      return found.every((entry) => entry === undefined)
    })
  }

  /** Keeps what is at the row's place, and writes down that it, and what else is named, is about to be touched. */
  private async prepare(side: Side, there: Entry | undefined, more: readonly Touch[] = []): Promise<void> {
    const { pair, asking } = this.hands
    const { path } = stateOn(this.difference, side)
    if (side === 'local') await assertNoLinkAbove(pair.local, path, asking)
    if (this.removals.has(`${side} ${path}`)) return // an earlier try has been here
    await this.record.intend([await this.keep(side, path, there), ...more])
  }

  private async keep(side: Side, path: string, there: Entry | undefined): Promise<Touch> {
    const { change } = stateOn(this.difference, side)
    const agreed = change === 'same' && this.difference.agreed?.kind === 'file' ? this.difference.agreed : undefined
    const { undo, pair, bases, asking } = this.hands
    if (there?.type !== 'file') return { side, path, content: contentOf(there) }
    const isProven =
      agreed !== undefined && isSameMoment(agreed[side].modified, there.modified) && isTimeProof(agreed[side], there.modified)
    const sha256 = await undo.keep({ from: pair[side], path, there, agreed: agreed?.sha256, isProven }, bases, asking)
    return { side, path, content: contentOf(there, sha256) }
  }

  /** What is of another type than what comes goes first. If it ends there, what comes is new. */
  private async makeRoom(side: Side, there: Entry): Promise<void> {
    await this.record.forget()
    await this.remove(side, there)
  }

  private async remove(side: Side, { type }: Entry): Promise<void> {
    const { path } = stateOn(this.difference, side)
    const { pair, asking } = this.hands
    const { files } = pair[side]
    const place = placeOf(pair[side], path)
    this.removals.add(`${side} ${path}`)
    try {
      await this.record.change(side, path, () => (type === 'folder' ? files.deleteFolder(place, asking) : files.deleteFile(place, asking)))
    } catch (error) {
      if (isFileError(error, 'notEmpty')) throw new ChangedSince(path)
      if (!isFileError(error, 'notFound')) throw error // somebody was faster
    }
    this.record.left(side, path, undefined)
  }
}

function nothingAt(side: Side, path: string): Touch {
  return { side, path, content: { kind: 'nothing' } }
}

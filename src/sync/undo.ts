/**
 * Takes back what a sync has done, the last first. What isn't any more what the sync has left there is left alone: somebody has
 * gone on working with it.
 */

import { isAbort } from '../base/abort.ts'
import { sameTime, type Entry } from '../base/entry.ts'
import { modeOf } from '../base/fileMode.ts'
import { given } from '../base/given.ts'
import { copyBytes } from '../files/copyBytes.ts'
import { FileError, isFileError } from '../files/fileError.ts'
import { inParallel } from '../files/parallel.ts'
import type { AgreedEntry, Trace } from './agreed.ts'
import { exactSizeOf } from './change.ts'
import type { Hands } from './hands.ts'
import { hashOf } from './hashOf.ts'
import type { UndoSummary } from './preview.ts'
import { assertNoLinkAbove, isSameMoment } from './precondition.ts'
import type { SyncWork } from './progress.ts'
import { otherSide, placeOf } from './side.ts'
import type { Content, Touch, TouchedRow } from './touched.ts'
import { traceOfCopy } from './traces.ts'
import type { UndoList } from './undoFile.ts'

export interface UndoOutcome {
  /** Rows that are as they were before the sync. */
  readonly restored: number
  readonly left: readonly { readonly path: string; readonly why: string }[]
}

const concurrency = 4

export function summaryOf({ id, at, rows }: UndoList): UndoSummary {
  return { id, at, items: rows.length, notKept: rows.filter((row) => touchesOf(row).some(({ before }) => !isKept(before.content))).length }
}

export async function undo(list: UndoList, hands: Hands, work: SyncWork): Promise<UndoOutcome> {
  const run = new UndoRun(list, hands, work)
  return await run.run()
}

/** A place, and what of it is known. */
interface Touched {
  readonly before: Touch
  /** Undefined where nobody knows what was left there. */
  readonly after: Content | undefined
}

/** In the order in which they were touched. Those that were only about to be are not in it. */
export function touchesOf({ before, after }: TouchedRow): readonly Touched[] {
  if (!after) return before.map((touch) => ({ before: touch, after: undefined }))
  const leftAt = new Map(after.map(({ side, path, content }) => [`${side} ${path}`, content]))
  const touched = before.filter(({ side, path }) => leftAt.has(`${side} ${path}`))
  return touched.map((touch) => ({ before: touch, after: leftAt.get(`${touch.side} ${touch.path}`) }))
}

class UndoRun {
  private restored = 0
  private readonly left: { readonly path: string; readonly why: string }[] = []
  private readonly list: UndoList
  private readonly hands: Hands
  private readonly work: SyncWork

  constructor(list: UndoList, hands: Hands, work: SyncWork) {
    this.list = list
    this.hands = hands
    this.work = work
  }

  async run(): Promise<UndoOutcome> {
    for (const group of groupsOf([...this.list.rows].reverse())) {
      await inParallel(group, concurrency, async (row) => {
        if (this.work.signal?.aborted !== true) await this.restore(row)
      })
    }
    return { restored: this.restored, left: this.left }
  }

  private async restore(row: TouchedRow): Promise<void> {
    const { journal } = this.hands.memory
    try {
      const found = await this.look(row)
      await journal.write({ kind: 'intent', row: row.path, before: [], agreed: row.agreed })
      await this.restoreAll(row, found)
      this.restored++
    } catch (error) {
      journal.note({ kind: 'failed', row: row.path })
      if (this.work.signal?.aborted === true) return
      if (!isFileError(error) || isAbort(error)) throw error
      this.left.push({ path: row.path, why: error.message })
    } finally {
      journal.note({ kind: 'done', row: row.path, after: [] })
      this.tell(row.path)
    }
  }

  /** What is at each place; throws unless that is what the sync has left, or what was before it. */
  private async look(row: TouchedRow): Promise<readonly Place[]> {
    const places: Place[] = []
    for (const { before, after } of touchesOf(row)) {
      const now = await this.hands.looks[before.side].at(before.path)
      const isBack = isContent(before.content, now)
      if (!isBack && !(after && isContent(after, now))) throw leftAlone(before.path, 'It has changed since the sync.')
      if (!isBack && (await this.isOther(before, after, now))) throw leftAlone(before.path, 'It has changed since the sync.')
      if (!isBack && !isKept(before.content)) throw leftAlone(before.path, 'It was not kept, so it can not be brought back.')
      places.push({ before, now, isBack })
    }
    await this.assertNotOnly(places)
    return places
  }

  /** True if the bytes are not those that were agreed on, where no time proves that they are. */
  private async isOther({ side, path }: Touch, after: Content | undefined, now: Entry | undefined): Promise<boolean> {
    const { memory, pair, asking } = this.hands
    const agreed = memory.get(path)
    if (now?.type !== 'file' || after?.kind !== 'file' || agreed?.kind !== 'file' || isSameMoment(after.modified, now.modified))
      return false
    return (await hashOf(pair[side].files, placeOf(pair[side], path), 'SHA-256', asking)) !== agreed.sha256
  }

  /** What the sync has copied there may have gone since where it came from: then it is not deleted, nor replaced. */
  private async assertNotOnly(places: readonly Place[]): Promise<void> {
    const [place, other] = places
    if (other || !place || place.isBack || place.now?.type !== 'file') return
    const { side, path } = place.before
    const origin = await this.hands.looks[otherSide(side)].at(path)
    const isThere = origin?.type === 'file' && exactSizeOf(origin) === exactSizeOf(place.now)
    if (!isThere) throw leftAlone(path, 'What the sync has made here is the only copy left, so it stays.')
  }

  private async restoreAll(row: TouchedRow, places: readonly Place[]): Promise<void> {
    let agreed = row.agreed
    for (const place of places) {
      const trace = place.isBack ? undefined : await this.bringBack(row, place)
      const { side, path, content } = place.before
      const isAgreed = agreed?.kind === 'file' && content.kind === 'file' && content.sha256 === agreed.sha256
      if (trace && isAgreed) agreed = { ...agreed, [side]: trace } as AgreedEntry
      if (side === 'local' && path !== row.path) this.agree(path, undefined)
    }
    this.agree(row.path, agreed)
  }

  private async bringBack(row: TouchedRow, { before, now }: Place): Promise<Trace | undefined> {
    const { pair, asking } = this.hands
    const { side, path, content } = before
    const { files } = pair[side]
    const place = placeOf(pair[side], path)
    if (side === 'local') await assertNoLinkAbove(pair.local, path, asking)
    if (now?.type === 'folder') await files.deleteFolder(place, asking)
    else if (now && content.kind !== 'file') await files.deleteFile(place, asking)
    if (content.kind === 'folder') await files.createFolder(place, asking)
    return content.kind === 'file' ? await this.bringFile(row.path, before, content, now?.type === 'file') : undefined
  }

  private async bringFile(
    row: string,
    { side, path }: Touch,
    { sha256 = '', size, modified, permissions }: Extract<Content, { kind: 'file' }>,
    overwrite: boolean,
  ): Promise<Trace> {
    const { pair, undo, memory, looks, asking, now } = this.hands
    const place = placeOf(pair[side], path)
    const onTemporary = (temporary: string) => memory.journal.write({ kind: 'temporary', row, side, path: temporary, target: place })
    const known = { ...(size !== undefined && { size }), ...(modified && { modified }) }
    const options = { ...asking, overwrite, onTemporary, ...given({ mode: modeOf(permissions) }) }
    const { bytes, stat } = await copyBytes(undo.contents.files, undo.contents.placeOf(sha256), pair[side].files, place, known, options)
    return traceOfCopy(side, stat, modified, bytes, now, () => looks[side].again(path))
  }

  private agree(path: string, entry: AgreedEntry | undefined): void {
    const { memory } = this.hands
    memory.journal.note({ kind: 'agreed', path, entry })
    memory.record(path, entry)
  }

  private tell(path: string): void {
    const items = this.restored + this.left.length
    this.work.onProgress?.({ phase: 'undoing', items, totalItems: this.list.rows.length, bytes: 0, path })
  }
}

interface Place {
  readonly before: Touch
  readonly now: Entry | undefined
  /** It is as it was before the sync. */
  readonly isBack: boolean
}

/** Files beside each other may be done at once; what is or was a folder has to wait, and be waited for. */
function* groupsOf(rows: readonly TouchedRow[]): Generator<readonly TouchedRow[]> {
  let files: TouchedRow[] = []
  for (const row of rows) {
    if (!isAboutFolder(row)) {
      files.push(row)
      continue
    }
    yield files
    yield [row]
    files = []
  }
  yield files
}

function isAboutFolder(row: TouchedRow): boolean {
  return touchesOf(row).some(({ before, after }) => before.content.kind === 'folder' || after?.kind === 'folder')
}

function isKept(content: Content): boolean {
  return content.kind !== 'file' || content.sha256 !== undefined
}

function isContent(content: Content, now: Entry | undefined): boolean {
  if (content.kind !== 'file') return now?.type === (content.kind === 'folder' ? 'folder' : undefined)
  if (now?.type !== 'file') return false
  const size = exactSizeOf(now)
  const isSameSize = size === undefined || content.size === undefined || size === content.size
  return isSameSize && (!content.modified || !now.modified || sameTime(content.modified, now.modified))
}

function leftAlone(path: string, why: string): FileError {
  return new FileError('exists', path, why)
}

/**
 * Carries out the chosen rows of a plan, each for itself: one that fails stops no other, except those that need it. What makes no
 * sense to go on with is not gone on with: a side that is full, or can't be reached any more.
 */

import { isAbort } from '../base/abort.ts'
import { isInside } from '../base/posixPath.ts'
import { isFileError } from '../files/fileError.ts'
import { inParallel } from '../files/parallel.ts'
import type { Consents } from './consents.ts'
import type { Hands } from './hands.ts'
import { bytesOf, foldersOf, stepsOf, targetKey, targetOf } from './order.ts'
import type { ItemOutcome } from './outcome.ts'
import { effectsOf, type PlanItem } from './plan.ts'
import { ChangedSince } from './precondition.ts'
import type { SyncWork } from './progress.ts'
import { withRetries, type Pause } from './retry.ts'
import { RowWork } from './rowWork.ts'
import type { Side } from './side.ts'
import { consentsNeeded, isSomething } from './summary.ts'

export interface ExecuteOptions extends SyncWork {
  readonly consents: Consents
  readonly pause: Pause
  /** Rows under way at once. Default 4. */
  readonly concurrency?: number
}

const defaultConcurrency = 4

/** An outcome for each row that was tried, refused, or given up with its side; after a cancel not for the rest. */
export async function execute(items: readonly PlanItem[], hands: Hands, options: ExecuteOptions): Promise<readonly ItemOutcome[]> {
  const execution = new Execution(items.filter(isSomething), hands, options)
  return await execution.run()
}

/** True if there is a consent for all that the row needs one for. */
export function isConsented(item: PlanItem, consents: Consents): boolean {
  const needed = consentsNeeded([item])
  return (
    (!needed.overwriteNewer || consents.overwriteNewer) &&
    (!needed.deleteLocal || consents.deleteLocal) &&
    (!needed.deleteRemote || consents.deleteRemote)
  )
}

class Execution {
  private readonly outcomes: ItemOutcome[] = []
  /** Folders that could not be made, by `targetKey`. */
  private readonly missing = new Map<string, Error>()
  private readonly full = new Map<Side, Error>()
  private unavailableInARow = 0
  /** A side can't be reached any more. */
  private broken: Error | undefined
  private bytes = 0
  private readonly totalBytes: number
  private readonly items: readonly PlanItem[]
  private readonly hands: Hands
  private readonly options: ExecuteOptions
  private readonly concurrency: number

  constructor(items: readonly PlanItem[], hands: Hands, options: ExecuteOptions) {
    this.items = items
    this.hands = hands
    this.options = options
    this.concurrency = options.concurrency ?? defaultConcurrency
    this.totalBytes = items.reduce((sum, item) => sum + bytesOf(item), 0)
  }

  async run(): Promise<readonly ItemOutcome[]> {
    const { consents, signal } = this.options
    for (const item of this.items) if (!isConsented(item, consents)) this.outcomes.push({ kind: 'refused', item })
    for (const step of stepsOf(this.items.filter((item) => isConsented(item, consents)))) {
      await inParallel(step, this.concurrency, async (item) => {
        if (signal?.aborted !== true) await this.carryOut(item)
      })
    }
    return this.outcomes
  }

  private async carryOut(item: PlanItem): Promise<void> {
    const hopeless = this.reasonAgainst(item)
    const outcome = hopeless ? ({ kind: 'failed', item, error: hopeless } as const) : await this.tryAll(item)
    if (!outcome) return
    this.outcomes.push(outcome)
    if (outcome.kind === 'failed') this.learn(item, outcome.error)
    this.tell(item)
  }

  private reasonAgainst(item: PlanItem): Error | undefined {
    if (this.broken) return this.broken
    for (const folder of foldersOf(item)) if (this.missing.has(folder)) return this.missing.get(folder)
    const side = targetOf(item)
    return side && effectsOf(item).some(({ kind }) => kind === 'copy' || kind === 'makeFolder') ? this.full.get(side) : undefined
  }

  /** Undefined if it was cancelled. */
  private async tryAll(item: PlanItem): Promise<ItemOutcome | undefined> {
    const { pause, signal } = this.options
    const work = new RowWork(item, this.hands)
    const before = this.bytes
    let moved = 0
    const onProgress = (bytes: number) => {
      this.bytes += bytes - moved
      moved = bytes
      this.tell(item)
    }
    try {
      const bytes = await withRetries(
        () => work.run(onProgress),
        () => work.failed(),
        pause,
        signal,
      )
      this.unavailableInARow = 0
      return { kind: 'done', item, bytes }
    } catch (error) {
      work.failed()
      if (this.bytes !== before) onProgress(0)
      return this.failureOf(item, error)
    } finally {
      work.close()
    }
  }

  private failureOf(item: PlanItem, error: unknown): ItemOutcome | undefined {
    if (this.options.signal?.aborted === true) return undefined
    const isOther = error instanceof ChangedSince || isFileError(error, 'exists')
    this.unavailableInARow = isFileError(error, 'unavailable') ? this.unavailableInARow + 1 : 0
    if (isOther) return { kind: 'changedSincePreview', item }
    return { kind: 'failed', item, error: error instanceof Error ? error : new Error(String(error)) }
  }

  private learn(item: PlanItem, error: Error): void {
    const [key, side] = [targetKey(item), targetOf(item)]
    if (key !== undefined && effectsOf(item).some(({ kind }) => kind === 'makeFolder')) this.missing.set(key, error)
    if (side && isFileError(error, 'full') && isInside(this.hands.pair[side].root, error.path)) this.full.set(side, error)
    if (this.broken) return
    // With as many in a row as can be under way, it isn't this file. And a person who has left the server wants no more dialling.
    if (!isAbort(error) && this.unavailableInARow <= this.concurrency) return
    this.broken = error
    this.hands.log.warn(`The sync was broken off: ${error.message}`)
  }

  private tell({ difference: { path } }: PlanItem): void {
    const { bytes, totalBytes } = this
    const [items, totalItems] = [this.outcomes.length, this.items.length]
    this.options.onProgress?.({ phase: 'applying', items, totalItems, bytes, totalBytes, path })
  }
}

/** Saves of one file while an earlier one is still on its way: one runs, one waits, and a newer one replaces the waiting. */

import { withResolvers, type Resolvers } from '../base/abort.ts'

interface Waiting<T> {
  content: T
  readonly done: Resolvers<void>
}

interface Lane<T> {
  waiting: Waiting<T> | undefined
}

export class CoalescedWrites<T> {
  private readonly lanes = new Map<string, Lane<T>>()

  /** Resolves once `content`, or something newer for the same key, has been written. */
  async write(key: string, content: T, run: (content: T) => Promise<void>): Promise<void> {
    const busy = this.lanes.get(key)
    if (busy) return wait(busy, content)
    const lane: Lane<T> = { waiting: undefined }
    this.lanes.set(key, lane)
    try {
      await run(content)
    } finally {
      void this.next(key, lane, run)
    }
  }

  private async next(key: string, lane: Lane<T>, run: (content: T) => Promise<void>): Promise<void> {
    for (let waiting = lane.waiting; waiting; waiting = lane.waiting) {
      lane.waiting = undefined
      await run(waiting.content).then(waiting.done.resolve, waiting.done.reject)
    }
    this.lanes.delete(key)
  }
}

function wait<T>(lane: Lane<T>, content: T): Promise<void> {
  if (lane.waiting) lane.waiting.content = content
  else lane.waiting = { content, done: withResolvers() }
  return lane.waiting.done.promise
}

/** Saves of one file while an earlier one is still on its way: one runs, one waits, and a newer one replaces the waiting. */

import { withResolvers, type Resolvers } from '../base/abort.ts'

interface Waiting {
  run: () => Promise<void>
  readonly done: Resolvers<void>
}

interface Lane {
  waiting: Waiting | undefined
}

export class CoalescedWrites {
  private readonly lanes = new Map<string, Lane>()

  /** Resolves once `run`, or a newer one for the same key, has come to its end. */
  async write(key: string, run: () => Promise<void>): Promise<void> {
    const busy = this.lanes.get(key)
    if (busy) return wait(busy, run)
    const lane: Lane = { waiting: undefined }
    this.lanes.set(key, lane)
    try {
      await run()
    } finally {
      void this.next(key, lane)
    }
  }

  private async next(key: string, lane: Lane): Promise<void> {
    for (let waiting = lane.waiting; waiting; waiting = lane.waiting) {
      lane.waiting = undefined
      await waiting.run().then(waiting.done.resolve, waiting.done.reject)
    }
    this.lanes.delete(key)
  }
}

function wait(lane: Lane, run: () => Promise<void>): Promise<void> {
  if (lane.waiting) lane.waiting.run = run
  else lane.waiting = { run, done: withResolvers() }
  return lane.waiting.done.promise
}

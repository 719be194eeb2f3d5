/** One piece of work for all who want the same thing at the same time. It is cancelled when the last of them gives up. */

import { onAbort, withResolvers } from '../base/abort.ts'

interface Shared<T> {
  readonly promise: Promise<T>
  readonly controller: AbortController
  wanted: number
}

export class SharedWork<T> {
  private readonly running = new Map<string, Shared<T>>()

  /** The result of `work` for `key`, joining it if it runs already. */
  async join(key: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal?.throwIfAborted()
    const shared = this.running.get(key) ?? this.start(key, work)
    shared.wanted++
    const { promise: aborted, reject } = withResolvers<never>()
    const aborting = onAbort(signal, reject)
    try {
      return await Promise.race([shared.promise, aborted])
    } finally {
      aborting.dispose()
      if (--shared.wanted === 0) this.end(key, shared)
    }
  }

  /** Whoever comes from now on gets new work: what is running may have looked too early. */
  detach(keys: (key: string) => boolean): void {
    for (const key of [...this.running.keys()]) if (keys(key)) this.running.delete(key)
  }

  isRunning(key: string, signal: AbortSignal): boolean {
    return this.running.get(key)?.controller.signal === signal
  }

  private start(key: string, work: (signal: AbortSignal) => Promise<T>): Shared<T> {
    const controller = new AbortController()
    const shared: Shared<T> = { controller, promise: work(controller.signal), wanted: 0 }
    shared.promise.catch(() => {}) // everybody may have given up
    this.running.set(key, shared)
    return shared
  }

  private end(key: string, shared: Shared<T>): void {
    shared.controller.abort() // nothing to cancel if it is done
    if (this.running.get(key) === shared) this.running.delete(key)
  }
}

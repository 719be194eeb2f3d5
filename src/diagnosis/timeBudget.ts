/** The time a probe may take, which stands still while a person is asked something. */

import type { Disposable } from '../base/disposable.ts'
import { promptsWithin, type Prompts } from '../ftp/prompts.ts'

/** What is under way when the time is up ends with this. */
export class TimeIsUp extends Error {
  override readonly name = 'TimeIsUp'
}

export class TimeBudget implements Disposable {
  private readonly ending = new AbortController()
  private timer: NodeJS.Timeout | undefined
  private spentBefore = 0
  private since = 0
  private questions = 0
  private isOver = false
  private readonly limitMs: number

  constructor(limitMs: number) {
    this.limitMs = limitMs
    this.go()
  }

  /** Aborts with `TimeIsUp`. */
  get signal(): AbortSignal {
    return this.ending.signal
  }

  /** The same questions, in time that doesn't count. */
  outside(prompts: Prompts): Prompts {
    return promptsWithin((ask) => this.unhurried(ask), prompts)
  }

  /** What was counted so far, in milliseconds. */
  get spentMs(): number {
    return this.questions > 0 ? this.spentBefore : this.spentBefore + performance.now() - this.since
  }

  dispose(): void {
    this.isOver = true
    clearTimeout(this.timer)
  }

  private async unhurried<T>(ask: () => Promise<T>): Promise<T> {
    if (this.questions++ === 0) this.halt()
    try {
      return await ask()
    } finally {
      if (--this.questions === 0) this.go()
    }
  }

  private go(): void {
    this.since = performance.now()
    if (this.isOver) return // somebody answered too late
    this.timer = setTimeout(() => this.ending.abort(new TimeIsUp('The time for the diagnosis was up.')), this.limitMs - this.spentBefore)
  }

  private halt(): void {
    clearTimeout(this.timer)
    this.spentBefore += performance.now() - this.since
  }
}

/** Gathers what comes in a burst, as a build or a switch of branches brings it: handed on when nothing more has come for a while. */

import type { Disposable } from '../../base/disposable.ts'

export interface BurstTimes {
  /** How long nothing may have come. */
  readonly quietMs: number
  /** When it is handed on though more keeps coming: a log file is written to all the time. */
  readonly longestMs: number
}

export class Bursts<T> implements Disposable {
  private gathered = new Set<T>()
  private began = 0
  private timer: NodeJS.Timeout | undefined
  private readonly times: BurstTimes
  private readonly take: (items: ReadonlySet<T>) => void

  constructor(times: BurstTimes, take: (items: ReadonlySet<T>) => void) {
    this.times = times
    this.take = take
  }

  add(item: T): void {
    const now = performance.now()
    if (this.gathered.size === 0) this.began = now
    this.gathered.add(item)
    const left = this.began + this.times.longestMs - now
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.handOn(), Math.max(0, Math.min(this.times.quietMs, left)))
  }

  dispose(): void {
    clearTimeout(this.timer)
  }

  private handOn(): void {
    const items = this.gathered
    this.gathered = new Set()
    this.take(items)
  }
}

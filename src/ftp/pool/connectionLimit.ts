/**
 * How many connections to have at most: as many as the site allows, until the server takes no more. After a while one more is
 * tried, and another only when that one was let in: `421 Too many connections` once a minute is as much as is asked for.
 */

import type { Disposable } from '../../base/disposable.ts'

export class ConnectionLimit implements Disposable {
  private readonly most: number
  private readonly growMs: number
  private readonly onDidGrow: () => void
  private current: number
  private timer: NodeJS.Timeout | undefined

  constructor(most: number, growMs: number, onDidGrow: () => void) {
    this.most = most
    this.growMs = growMs
    this.onDidGrow = onDidGrow
    this.current = most
  }

  get value(): number {
    return this.current
  }

  /** The server took no more than the `open` ones. */
  wasRefused(open: number): void {
    this.current = Math.max(1, open)
    this.growLater()
  }

  /** The server took one more, and there are `open` now. */
  wasLetIn(open: number): void {
    this.current = Math.max(this.current, open)
    if (this.current < this.most && open === this.current) this.growLater()
  }

  /** Nothing is open any more: what the server said of a full house has no meaning now. */
  reset(): void {
    clearTimeout(this.timer)
    this.current = this.most
  }

  dispose(): void {
    clearTimeout(this.timer)
  }

  private growLater(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.grow(), this.growMs).unref()
  }

  private grow(): void {
    this.current = Math.min(this.most, this.current + 1)
    this.onDidGrow()
  }
}

/** Those who wait for a session: browsing first, then in the order in which they came. */

import type { Resolvers } from '../../base/abort.ts'
import type { Priority } from '../../base/priority.ts'
import type { PooledSession } from './pooledSession.ts'

export interface Lease {
  readonly member: PooledSession
  /** It has been idle: it may have died since. */
  readonly isReused: boolean
}

export interface Waiter extends Resolvers<Lease> {
  readonly priority: Priority
}

export class WaitingQueue {
  private readonly waiters: Waiter[] = []

  get size(): number {
    return this.waiters.length
  }

  get transfers(): number {
    return this.waiters.filter(({ priority }) => priority === 'transfer').length
  }

  add(waiter: Waiter): void {
    this.waiters.push(waiter)
  }

  remove(waiter: Waiter): void {
    const index = this.waiters.indexOf(waiter)
    if (index >= 0) this.waiters.splice(index, 1)
  }

  /** Who is to have the next session, if `room` more transfers may begin. */
  next(room: number): Waiter | undefined {
    return this.waiters.find(({ priority }) => priority === 'browse') ?? (room > 0 ? this.waiters[0] : undefined)
  }

  /** How many could have a session at once, if `room` more transfers may begin. */
  servable(room: number): number {
    return this.size - this.transfers + Math.min(this.transfers, Math.max(0, room))
  }

  rejectAll(error: unknown): void {
    for (const waiter of this.waiters.splice(0)) waiter.reject(error)
  }
}

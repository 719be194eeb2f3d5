/** Sessions that nobody uses, each for a limited time. */

import type { PooledSession } from './pooledSession.ts'

export class IdleShelf {
  private readonly timers = new Map<PooledSession, NodeJS.Timeout>()
  private readonly onExpired: (member: PooledSession) => void

  /** `onExpired` is told of sessions that have lain here for their time, and do no longer. */
  constructor(onExpired: (member: PooledSession) => void) {
    this.onExpired = onExpired
  }

  get size(): number {
    return this.timers.size
  }

  put(member: PooledSession, milliseconds: number): void {
    const expired = () => {
      this.remove(member)
      this.onExpired(member)
    }
    this.timers.set(member, setTimeout(expired, milliseconds).unref()) // an idle connection keeps nobody from ending
  }

  /** The one put here last that is wanted: the others may then lie here for their time. */
  take(isWanted: (member: PooledSession) => boolean = () => true): PooledSession | undefined {
    const member = [...this.timers.keys()].findLast(isWanted)
    if (member) this.remove(member)
    return member
  }

  takeAll(isWanted: (member: PooledSession) => boolean = () => true): readonly PooledSession[] {
    const members = [...this.timers.keys()].filter(isWanted)
    for (const member of members) this.remove(member)
    return members
  }

  remove(member: PooledSession): void {
    clearTimeout(this.timers.get(member))
    this.timers.delete(member)
  }
}

/** A session, with what its pool remembers of it. */

import { withDeadline } from '../../base/abort.ts'
import { FtpError, isFtpError } from '../ftpError.ts'
import type { Session } from '../session.ts'
import { msSince, now } from './moment.ts'

export class PooledSession {
  readonly session: Session
  /** Those of an earlier generation are closed when they come back. */
  readonly generation: number
  private usedAt = now()
  private heardAt = now()
  private replies: number

  constructor(session: Session, generation: number) {
    this.session = session
    this.generation = generation
    this.replies = session.replies
  }

  get isUsable(): boolean {
    return this.session.error === undefined
  }

  /** Milliseconds since somebody gave it back. */
  get idleMs(): number {
    return msSince(this.usedAt)
  }

  /** Milliseconds since it was known to be alive. */
  get quietMs(): number {
    return msSince(this.heardAt)
  }

  /** Work has ended. If the server said nothing meanwhile, nothing is known that wasn't before. */
  wasUsed(): void {
    this.usedAt = now()
    this.listen()
  }

  /** Asks NOOP. Without an answer in time it is closed. */
  async isAlive(milliseconds: number): Promise<boolean> {
    const late = () => new FtpError('timeout', `The server did not answer NOOP in ${milliseconds / 1000} s.`)
    try {
      await withDeadline(this.session.noop(), milliseconds, late)
    } catch (error) {
      if (!isAnswer(error)) this.session.dispose()
    }
    if (this.isUsable) this.listen() // a 421 is no sign of life
    return this.isUsable
  }

  private listen(): void {
    if (this.session.replies === this.replies) return
    this.replies = this.session.replies
    this.heardAt = now()
  }
}

/** 500 and 502 come from servers that don't know NOOP. 530 is no answer to rely on: the login is forgotten. */
function isAnswer(error: unknown): boolean {
  return isFtpError(error) && error.reply !== undefined && error.reason !== 'loginRefused'
}

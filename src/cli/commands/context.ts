/** What every command gets to work with. */

import type { Io } from '../io.ts'
import type { MessageContext } from '../messages.ts'
import type { Remote } from '../remote.ts'

export interface CommandContext {
  readonly io: Io
  readonly remote: Remote
  readonly signal: AbortSignal
  /** As it is at the time of asking. */
  readonly messages: () => MessageContext
}

/** Exit statuses. */
export const done = 0
export const failed = 1
export const badUsage = 2
export const interrupted = 130

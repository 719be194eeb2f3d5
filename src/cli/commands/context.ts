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

/** For names with bytes that can't be read: they are shown as `caf\xE9.txt`, and can't be had on this computer. */
export const charsetAdvice =
  'portside: Some names are not in UTF-8 or in the charset given. Try --charset, such as --charset windows-1252.\n'

/** Exit statuses. */
export const done = 0
export const failed = 1
export const badUsage = 2
/** Stopped, or in part left to a person, by what was found: `portside sync`. */
export const refused = 3
export const interrupted = 130

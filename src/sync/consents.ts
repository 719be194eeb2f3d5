/** What a person has agreed to, each by itself: nobody who wants one thing has to take the others with it. */

import type { Side } from './side.ts'

export interface Consents {
  /** Replace a file that has changed since the two sides last agreed, or was never agreed on. */
  readonly overwriteNewer: boolean
  readonly deleteRemote: boolean
  readonly deleteLocal: boolean
}

export const noConsents: Consents = { overwriteNewer: false, deleteRemote: false, deleteLocal: false }

export function mayDelete(consents: Consents, side: Side): boolean {
  return side === 'local' ? consents.deleteLocal : consents.deleteRemote
}

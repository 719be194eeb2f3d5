/** What experience has taught about a site's server. Shared by the site's sessions. */

import { DataMemory } from './data/ladder.ts'
import type { Ability } from './features.ts'

export class SiteMemory {
  readonly data = new DataMemory()
  /** Commands that start no transfer may be sent before those in front of them are answered. */
  batches: Ability = 'unknown'
  /** EPSV and PASV are refused until PRET has said what they are for. */
  wantsPret = false
  /** Commands sent during a transfer are left alone until it has ended. */
  queues: Ability = 'unknown'
  /** What the times in its LIST are ahead of UTC by, in milliseconds; undefined until it is known. */
  listOffsetMs: number | undefined
}

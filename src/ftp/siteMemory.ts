/**
 * What experience has taught about a site's server. Shared by the site's sessions, and plain data where it is to be kept over
 * restarts: what was stored may be anybody's, and is looked at before it is believed. What has failed is not kept: the next
 * version of the server may be better.
 */

import { DataMemory, type DataSnapshot } from './data/ladder.ts'
import type { Ability } from './features.ts'

export interface SiteKnowledge {
  readonly data: DataSnapshot
  readonly copes: boolean
  readonly wantsPret: boolean
  /** Milliseconds since 1970. */
  readonly since: number
}

const maxAgeMs = 30 * 86_400_000 // servers are replaced, and become better

export class SiteMemory {
  readonly data: DataMemory
  /** Commands that start no transfer may be sent before those in front of them are answered. */
  batches: Ability
  /** A port that was asked for during a transfer may have been what broke it. */
  aheadHasFailed = false
  /** EPSV and PASV are refused until PRET has said what they are for. */
  wantsPret: boolean
  /** In active mode it dials when it is told the port, not when it has something to send. Undefined until it is known. */
  dialsEarly: boolean | undefined
  /** What the times in its LIST are ahead of UTC by, in milliseconds; undefined until it is known. */
  listOffsetMs: number | undefined
  private readonly since: number

  /** `stored` is the knowledge of an earlier run; what is none, or is too old, is ignored. */
  constructor(stored?: unknown, now = Date.now()) {
    const known = isRecent(stored, now) ? stored : {}
    this.data = new DataMemory(known['data'])
    this.batches = known['copes'] === true ? 'yes' : 'unknown'
    this.wantsPret = known['wantsPret'] === true
    this.since = typeof known['since'] === 'number' ? known['since'] : now
  }

  get knowledge(): SiteKnowledge {
    const { data, batches, wantsPret, since } = this
    return { data: data.snapshot(), copes: batches === 'yes', wantsPret, since }
  }
}

function isRecent(stored: unknown, now: number): stored is Record<string, unknown> {
  if (typeof stored !== 'object' || stored === null || !('since' in stored) || typeof stored.since !== 'number') return false
  return stored.since <= now && now - stored.since < maxAgeMs
}

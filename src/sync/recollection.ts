/** What of the memory counts for a comparison, and what has to be said about it. Pure. */

import type { Agreed, AgreedEntry } from './agreed.ts'
import type { Finding } from './finding.ts'
import { openRows } from './journalledRun.ts'
import type { Remembered } from './memory.ts'
import { isWithin } from './relativePath.ts'
import type { Snapshot } from './snapshot.ts'

export interface Recollection {
  readonly agreed: Agreed | undefined
  readonly findings: readonly Finding[]
}

export interface Looked {
  readonly local: Snapshot
  readonly remote: Snapshot
  /** What the rules come to; only of a look at everything. */
  readonly rules: string | undefined
  readonly scope: readonly string[] | undefined
}

export function recollect({ agreed, loss, runs }: Remembered, looked: Looked): Recollection {
  const actions = runs.reduce((sum, run) => sum + openRows(run), 0)
  const interrupted: Finding[] = actions > 0 ? [{ kind: 'interrupted', actions }] : []
  const doubt = doubtAbout(agreed, loss, looked.rules)
  const findings = [...(doubt ? [doubt] : []), ...interrupted]
  if (!agreed) return { agreed: undefined, findings }
  const isCounted = (path: string) => isInScope(path, looked) && (!doubt || !isOnOneSide(path, looked))
  const entries = new Map<string, AgreedEntry>()
  for (const [path, entry] of agreed.entries) if (isCounted(path)) entries.set(path, entry)
  return { agreed: { ...agreed, entries }, findings }
}

/** Why what is missing on one side only may not count as deleted. */
function doubtAbout(agreed: Agreed | undefined, loss: Remembered['loss'], rules: string | undefined): Finding | undefined {
  if (loss) return { kind: 'memoryLost', why: loss }
  if (!agreed) return { kind: 'firstTime' }
  if (rules === undefined || rules === agreed.rules) return undefined
  return { kind: agreed.rules === '' ? 'firstTime' : 'rulesChanged' } // so far only parts of it were synced
}

function isInScope(path: string, { scope, local, remote }: Looked): boolean {
  if (!scope) return true
  const keyOf = (text: string) => (local.foldsCase || remote.foldsCase ? text.toLowerCase() : text).normalize('NFC')
  return scope.some((folder) => isWithin(keyOf(folder), keyOf(path)))
}

function isOnOneSide(path: string, { local, remote }: Looked): boolean {
  return local.entries.has(path) !== remote.entries.has(path)
}

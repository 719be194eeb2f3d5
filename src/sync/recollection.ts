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
  const keyOf = keyFunctionFor(looked)
  const isInScope = scopeTest(looked.scope?.map(keyOf))
  const isOnOneSide = doubt ? oneSideTest(looked, keyOf) : () => false
  const isCounted = (path: string) => isInScope(keyOf(path)) && !isOnOneSide(keyOf(path))
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

/** Gives the same for all spellings of what is one path for the two sides. */
function keyFunctionFor({ local, remote }: Looked): (path: string) => string {
  const foldsCase = local.foldsCase || remote.foldsCase
  return (path) => (foldsCase ? path.toLowerCase() : path).normalize('NFC')
}

function scopeTest(scope: readonly string[] | undefined): (key: string) => boolean {
  return (key) => !scope || scope.some((folder) => isWithin(folder, key))
}

function oneSideTest({ local, remote }: Looked, keyOf: (path: string) => string): (key: string) => boolean {
  const [here, there] = [local, remote].map(({ entries }) => new Set([...entries.keys()].map(keyOf)))
  return (key) => here?.has(key) !== there?.has(key)
}

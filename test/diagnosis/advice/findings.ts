/** What the advice is made from: observations, and what was concluded about each mode. */

import type { Culprit, ModeFinding } from '../../../src/diagnosis/diagnosis.ts'
import type { Findings } from '../../../src/diagnosis/advice/facts.ts'
import type { Observations } from '../../../src/diagnosis/observations.ts'
import { serverKindOf } from '../../../src/diagnosis/serverKind.ts'
import type { DataMode } from '../../../src/ftp/data/strategy.ts'

/** A mode without a culprit works. */
export function findingsOf(observations: Observations, culprits: Partial<Record<DataMode, Culprit>>): Findings {
  const finding = (mode: DataMode): ModeFinding => ({
    mode,
    works: observations.failure ? undefined : culprits[mode] === undefined,
    culprit: culprits[mode],
    reason: '',
    methods: observations.ways.filter((way) => way.mode === mode),
  })
  const kind = serverKindOf(observations.greeting, observations.status)
  return { verdict: '', observations, kind, passive: finding('passive'), active: finding('active'), remarks: [], rules: [] }
}

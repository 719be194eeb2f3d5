/** What the advice is made from, observations and what was concluded about each mode, and what is looked for in it. */

import assert from 'node:assert/strict'
import { adviceFor } from '../../../src/diagnosis/advice.ts'
import type { Advice, Culprit, ModeFinding } from '../../../src/diagnosis/diagnosis.ts'
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

const takenAt = Date.parse('2026-03-04T05:06:07Z')

export function adviceOf(observations: Observations, culprits: Partial<Record<DataMode, Culprit>> = {}): readonly Advice[] {
  return adviceFor(findingsOf({ ...observations, takenAt }, culprits))
}

export function idsOf(advice: readonly Advice[]): readonly string[] {
  return advice.map(({ id }) => id)
}

/** Fails if it is not there. */
export function adviceNamed(advice: readonly Advice[], id: string): Advice {
  const found = advice.find((one) => one.id === id)
  assert.ok(found, `${id} is not among ${idsOf(advice).join(', ')}`)
  return found
}

/** Its lines, without comments. */
export function recipe(advice: readonly Advice[], id: string, tool: string): readonly string[] {
  const found = adviceNamed(advice, id).recipes.find((one) => one.tool === tool)
  assert.ok(found, `${id} has no recipe for ${tool}`)
  return found.text.split('\n').filter((line) => !line.startsWith('#'))
}

export function toolsOf(advice: readonly Advice[], id: string): readonly string[] {
  return adviceNamed(advice, id).recipes.map(({ tool }) => tool)
}

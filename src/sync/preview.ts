/** What a look at both sides has come to, for a person to see and to choose from. */

import type { Consents } from './consents.ts'
import type { Finding } from './finding.ts'
import type { Plan, PlanItem } from './plan.ts'
import type { UnusableName } from './snapshot.ts'

export interface Preview {
  readonly plan: Plan
  readonly findings: readonly Finding[]
  readonly unusable: readonly UnusableName[]
  /** How many files and folders the rules have left out, by the rule: what is on both sides counts once. */
  readonly leftOut: ReadonlyMap<string, number>
  /** What the rules came to, where everything was looked at. */
  readonly rules?: string
}

/** What a person wants of a plan. */
export interface Choice {
  /** Of the plan's items those to be carried out, each as it was in the plan or decided otherwise. */
  readonly items: readonly PlanItem[]
  readonly consents: Consents
  /** The findings that would stop it and were confirmed. */
  readonly confirmed: readonly Finding['kind'][]
}

export interface UndoSummary {
  readonly id: string
  /** When the sync began, in milliseconds since 1970. */
  readonly at: number
  /** Files and folders that were replaced, deleted or made. */
  readonly items: number
  /** Those that were too big to be kept, and can't be brought back. */
  readonly notKept: number
}

/** From observations to the diagnosis: each mode is judged by itself, and everything else follows from the two judgements. */

import { judgeActive } from './activeFinding.ts'
import { adviceFor } from './advice.ts'
import type { Diagnosis } from './diagnosis.ts'
import { findingOf } from './judgement.ts'
import type { Observations } from './observations.ts'
import { judgePassive } from './passiveFinding.ts'
import { remarksOn } from './remarks.ts'
import { rulesFor } from './rules.ts'
import { serverKindOf } from './serverKind.ts'
import { verdictOf } from './verdict.ts'

/** Asks nobody anything: all it goes by is in the observations. */
export function conclude(observations: Observations): Diagnosis {
  const passive = judgePassive(observations)
  const active = judgeActive(observations)
  const concluded = {
    verdict: verdictOf(observations, passive, active),
    observations,
    kind: serverKindOf(observations.greeting, observations.status),
    passive: findingOf(passive),
    active: findingOf(active),
    remarks: remarksOn(observations, passive, active),
    rules: rulesFor(observations, passive, active),
  }
  return { ...concluded, advice: adviceFor(concluded) }
}

/** From observations to the diagnosis. */

import type { Diagnosis } from './diagnosis.ts'
import type { Observations } from './observations.ts'

export function conclude(observations: Observations): Diagnosis {
  throw new Error(`not written yet: ${observations.server.host}`)
}

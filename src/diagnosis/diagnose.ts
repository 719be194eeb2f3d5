/** Probes a server and concludes: the whole diagnosis. */

import { conclude } from './conclude.ts'
import type { Diagnosis } from './diagnosis.ts'
import { probe, type ProbeOptions } from './probe.ts'

/**
 * Takes no longer than `limitMs`, questions to the user not counted. What is wrong with the server is a part of the
 * result; rejects only with the signal's reason, or when a question could not be answered.
 */
export async function diagnose(options: ProbeOptions): Promise<Diagnosis> {
  return conclude(await probe(options))
}

import type { PoolOptions } from '../ftp/pool.ts'
import type { Observations, Place, Step } from './observations.ts'

/** No probe takes longer. */
export const probeMs = 28_000

export interface ProbeOptions {
  /** As for a pool of the site: the same login, the same questions. Its `log` gets the dialogue too. */
  readonly connection: PoolOptions
  readonly place: Place
  readonly signal: AbortSignal
  /** Told of each step when it has been taken. */
  readonly onStep?: (step: Step) => void
}

export async function probe(options: ProbeOptions): Promise<Observations> {
  throw new Error(`not written yet: ${options.place.name}`)
}

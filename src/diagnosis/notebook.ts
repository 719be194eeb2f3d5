/** The steps of a probe as they are taken, told to whoever watches. */

import type { Step, StepId } from './observations.ts'

/** All of them, in the order of the report. */
export const stepIds: readonly StepId[] = [
  ...(['lookup', 'connect', 'greeting', 'encryption', 'login', 'features', 'kind'] as const),
  ...(['EPSV', 'PASV', 'EPRT', 'PORT'] as const),
  ...(['sessionReuse', 'utf8', 'mlsd', 'clock'] as const),
]

/** `next` is what comes after it, if anything does. */
export type StepListener = (step: Step, next: StepId | undefined) => void

export class Notebook {
  private readonly taken = new Map<StepId, Step>()
  private readonly onStep: StepListener | undefined

  constructor(onStep?: StepListener) {
    this.onStep = onStep
  }

  note(step: Step): void {
    this.taken.set(step.id, step)
    this.onStep?.(
      step,
      stepIds.find((id) => !this.taken.has(id)),
    )
  }

  has(id: StepId): boolean {
    return this.taken.has(id)
  }

  /** Those that were not taken are `untried`, for this reason. */
  steps(why: string): readonly Step[] {
    return stepIds.map((id) => this.taken.get(id) ?? { id, status: 'untried', detail: why })
  }
}

/** The order of a wizard: questions one after another, Back to the one before, and questions that are answered already left out. */

/** Where a question stands among the others, for its title bar. */
export interface StepFrame {
  readonly step: number
  readonly totalSteps: number
  readonly canGoBack: boolean
}

export type Answer<T> = { readonly kind: 'answered'; readonly value: T } | { readonly kind: 'back' } | { readonly kind: 'cancelled' }

export interface Step<Draft> {
  /** True if the draft holds the answer already, as when it was part of a pasted address. */
  skip?(draft: Draft): boolean
  /** Asks, and gives the draft with the answer in it. */
  ask(draft: Draft, frame: StepFrame): Promise<Answer<Draft>>
}

/** The draft with every answer in it, or undefined if the user left. */
export async function runSteps<Draft>(steps: readonly Step<Draft>[], initial: Draft): Promise<Draft | undefined> {
  const asked: number[] = []
  let draft = initial
  let index = 0
  for (let step = steps[index]; step; step = steps[index]) {
    if (step.skip?.(draft) === true) {
      index++
      continue
    }
    const answer = await step.ask(draft, { step: index + 1, totalSteps: steps.length, canGoBack: asked.length > 0 })
    if (answer.kind === 'cancelled') return undefined
    if (answer.kind === 'back') {
      index = asked.pop() ?? index // what was answered stays in the draft, to be shown again
      continue
    }
    asked.push(index)
    draft = answer.value
    index++
  }
  return draft
}

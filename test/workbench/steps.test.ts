import assert from 'node:assert/strict'
import { runSteps, type Answer, type Step, type StepFrame } from '../../src/workbench/steps.ts'

type Draft = Readonly<Record<string, string>>

/** Answers in order, `back` and `cancel` being what they say; each question is written down as `key step/total back?`. */
function wizard(answers: readonly string[], skipped: readonly string[] = []) {
  const asked: string[] = []
  const left = [...answers]
  const step = (key: string): Step<Draft> => ({
    skip: () => skipped.includes(key),
    ask: async (draft: Draft, frame: StepFrame): Promise<Answer<Draft>> => {
      asked.push(`${key} ${frame.step}/${frame.totalSteps}${frame.canGoBack ? ' back' : ''}`)
      const answer = left.shift()
      if (answer === 'back') return { kind: 'back' }
      if (answer === undefined || answer === 'cancel') return { kind: 'cancelled' }
      return { kind: 'answered', value: { ...draft, [key]: answer } }
    },
  })
  return { asked, steps: ['address', 'user', 'name'].map(step) }
}

describe('the steps of a wizard', () => {
  it('are asked one after another', async () => {
    const { steps, asked } = wizard(['a', 'b', 'c'])
    assert.deepEqual(await runSteps(steps, {}), { address: 'a', user: 'b', name: 'c' })
    assert.deepEqual(asked, ['address 1/3', 'user 2/3 back', 'name 3/3 back'])
  })

  it('go back to the question before, with the answers before it', async () => {
    const { steps, asked } = wizard(['a', 'b', 'back', 'B', 'c'])
    assert.deepEqual(await runSteps(steps, {}), { address: 'a', user: 'B', name: 'c' })
    assert.deepEqual(asked, ['address 1/3', 'user 2/3 back', 'name 3/3 back', 'user 2/3 back', 'name 3/3 back'])
  })

  it('show on the way back what was answered, there and after it', async () => {
    const seen: Draft[] = []
    const { steps } = wizard(['a', 'b', 'back', 'back', 'A', 'b', 'c'])
    const watched = steps.map((step) => ({
      ...step,
      ask: (draft: Draft, frame: StepFrame) => {
        seen.push(draft)
        return step.ask(draft, frame)
      },
    }))
    await runSteps(watched, {})
    assert.deepEqual(seen.slice(3, 5), [
      { address: 'a', user: 'b' },
      { address: 'a', user: 'b' },
    ])
  })

  it('leave out what is known, also on the way back', async () => {
    const { steps, asked } = wizard(['a', 'back', 'A', 'c'], ['user'])
    assert.deepEqual(await runSteps(steps, {}), { address: 'A', name: 'c' })
    assert.deepEqual(asked, ['address 1/3', 'name 3/3 back', 'address 1/3', 'name 3/3 back'])
  })

  it('end without an outcome when the user leaves', async () => {
    assert.equal(await runSteps(wizard(['a', 'cancel']).steps, {}), undefined)
  })
})

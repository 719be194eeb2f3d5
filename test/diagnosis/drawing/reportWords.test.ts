import assert from 'node:assert/strict'
import { actionWords, placeOf, seenIn, stepTitles, timesOf } from '../../../src/diagnosis/drawing/reportWords.ts'
import { epsvUnanswered, observations } from './sampleDiagnosis.ts'

const client = { who: 'client', title: '', why: '', recipes: [] } as const

describe('the words of a report', () => {
  it('speak of a router only where there may be something to do at one', () => {
    assert.equal(placeOf({ ...client, id: 'check-login' }), 'On this computer')
    assert.equal(placeOf({ ...client, id: 'forward-active-ports' }), 'On this computer or its router')
  })

  it('name the security that a click chooses', () => {
    assert.equal(actionWords({ kind: 'setSecurity', security: 'explicit' }), 'Set security to FTPS (explicit)')
  })

  it('say of a closed port no more than that, and its number once', () => {
    const message = 'connect ECONNREFUSED 203.0.113.9:50123 when dialling port 50123 of the server'
    const step = { id: 'EPSV', status: 'failed', detail: message } as const
    const seen = (outcome: 'closed' | 'unreachable' | 'unanswered') =>
      seenIn(step, { ...observations, ways: [{ ...epsvUnanswered, outcome, message }] })
    assert.equal(seen('closed'), 'port 50123 of the server is closed')
    assert.equal(seen('unreachable'), "port 50123 of the server can't be reached")
    assert.equal(seen('unanswered'), message)
  })

  it('count round trips where there are some to be counted', () => {
    const step = { id: 'EPSV', status: 'passed', detail: '', ms: 193 } as const
    const counted = { ...step, roundTrips: 4.0208 }
    assert.deepEqual([stepTitles([step]), timesOf(step, [step])], [['Step', 'Result', 'Time', 'Seen'], ['193 ms']])
    assert.deepEqual(stepTitles([step, counted]), ['Step', 'Result', 'Time', 'Round trips', 'Seen'])
    assert.deepEqual(
      [timesOf(step, [counted]), timesOf(counted, [counted])],
      [
        ['193 ms', ''],
        ['193 ms', '4'],
      ],
    )
  })
})

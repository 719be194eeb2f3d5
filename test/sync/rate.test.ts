/** Speed and time left. */

import assert from 'node:assert/strict'
import { Rate } from '../../src/sync/rate.ts'
import '../support/unhandledRejections.ts'

describe('The rate of a transfer', () => {
  it('is not known before something has moved', () => {
    const rate = new Rate()
    assert.equal(rate.bytesPerSecond, undefined)
    rate.update(0, 1000)
    assert.equal(rate.secondsLeft(100), undefined)
  })

  it('is that of the last seconds', () => {
    const rate = new Rate()
    rate.update(0, 0)
    rate.update(1_000_000, 1000)
    assert.equal(rate.bytesPerSecond, 1_000_000)
    for (let at = 2000; at <= 12_000; at += 1000) rate.update(1_000_000 + at, at)
    assert.equal(rate.bytesPerSecond, 1000)
    assert.equal(rate.secondsLeft(5000), 5)
  })

  it('says nothing of the time left while nothing moves', () => {
    const rate = new Rate()
    rate.update(10, 0)
    rate.update(10, 1000)
    assert.equal(rate.secondsLeft(5), undefined)
  })
})

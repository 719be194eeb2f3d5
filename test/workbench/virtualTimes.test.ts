import assert from 'node:assert/strict'
import { sameState, VirtualTimes } from '../../src/workbench/virtualTimes.ts'

const noon = Date.UTC(2026, 10, 14, 12, 0, 0)

describe('the times the editor sees', () => {
  it('are the server’s at first', () => {
    assert.equal(new VirtualTimes().observe('a', { size: 1, modified: { ms: noon, precision: 'minute' } }), noon)
  })

  it('stay when the same time becomes known more exactly', () => {
    const times = new VirtualTimes()
    times.observe('a', { size: 1, modified: { ms: noon, precision: 'minute' } })
    assert.equal(times.observe('a', { size: 1, modified: { ms: noon + 42_000, precision: 'second' } }), noon)
    // ... and a change within that minute is seen from then on.
    assert.ok(times.observe('a', { size: 1, modified: { ms: noon + 50_000, precision: 'second' } }) > noon)
  })

  it('grow when the server’s clock goes backwards', () => {
    const times = new VirtualTimes()
    times.observe('a', { size: 1, modified: { ms: noon, precision: 'second' } })
    assert.equal(times.observe('a', { size: 1, modified: { ms: noon - 3_600_000, precision: 'second' } }), noon + 1)
  })

  it('grow when only the size changes', () => {
    const times = new VirtualTimes()
    const modified = { ms: noon, precision: 'day' } as const
    times.observe('a', { size: 1, modified })
    assert.equal(times.observe('a', { size: 2, modified }), noon + 1)
  })

  it('grow with a write that changes neither', () => {
    const times = new VirtualTimes()
    const state = { size: 1, modified: { ms: noon, precision: 'minute' } } as const
    times.observe('a', state)
    const written = times.advance('a', state)
    assert.ok(written > noon)
    assert.equal(times.observe('a', state), written)
  })

  it('are not zero where the server tells no time', () => {
    assert.ok(new VirtualTimes().observe('a', {}) > 0)
  })

  it('take what one side does not know for no difference', () => {
    assert.ok(sameState({ size: 1 }, { modified: { ms: noon, precision: 'second' } }))
    assert.ok(!sameState({ size: 1 }, { size: 2 }))
  })

  it('are not taken for known after the editor could not be told', () => {
    const times = new VirtualTimes()
    const known = { size: 1, modified: { ms: 5000, precision: 'second' } } as const
    const mtime = times.observe('a', known)
    times.forgetReported('a')
    assert.equal(times.reported('a'), undefined)
    assert.equal(times.observe('a', known), mtime)
    assert.deepEqual(times.reported('a'), known)
  })
})

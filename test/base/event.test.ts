import assert from 'node:assert/strict'
import { Emitter } from '../../src/base/event.ts'

describe('Emitter', () => {
  let emitter: Emitter<number>
  let heard: string[]
  const as = (name: string) => (value: number) => void heard.push(`${name}${value}`)

  beforeEach(() => {
    emitter = new Emitter()
    heard = []
  })

  it('tells every listener, in the order they came', () => {
    emitter.event(as('a'))
    emitter.event(as('b'))
    emitter.fire(1)
    assert.deepEqual(heard, ['a1', 'b1'])
  })

  it('tells nobody about what was before they came', () => {
    emitter.fire(1)
    emitter.event(as('a'))
    assert.deepEqual(heard, [])
  })

  it('tells a disposed listener nothing more', () => {
    const listening = emitter.event(as('a'))
    emitter.event(as('b'))
    listening.dispose()
    listening.dispose()
    emitter.fire(1)
    assert.deepEqual(heard, ['b1'])
  })

  it('keeps two registrations of one function apart', () => {
    const listener = as('a')
    const first = emitter.event(listener)
    emitter.event(listener)
    first.dispose()
    emitter.fire(1)
    assert.deepEqual(heard, ['a1'])
  })

  it('lets a listener leave, and others come, while it is told', () => {
    const listening = emitter.event(() => {
      listening.dispose()
      emitter.event(as('late'))
    })
    emitter.event(as('a'))
    emitter.fire(1)
    assert.deepEqual(heard, ['a1'])
    emitter.fire(2)
    assert.deepEqual(heard, ['a1', 'a2', 'late2'])
  })

  it('tells nobody after its end', () => {
    const listening = emitter.event(as('a'))
    emitter.dispose()
    emitter.fire(1)
    listening.dispose()
    assert.deepEqual(heard, [])
  })

  it('can hand out its event without itself', () => {
    const { event } = emitter
    event(as('a'))
    emitter.fire(1)
    assert.deepEqual(heard, ['a1'])
  })
})

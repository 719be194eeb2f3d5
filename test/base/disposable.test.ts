import assert from 'node:assert/strict'
import { DisposableStore, toDisposable } from '../../src/base/disposable.ts'

describe('toDisposable', () => {
  it('runs its function once, however often it is disposed', () => {
    let runs = 0
    const disposable = toDisposable(() => runs++)
    assert.equal(runs, 0)
    disposable.dispose()
    disposable.dispose()
    assert.equal(runs, 1)
  })

  it('runs its function once even if that disposes it again', () => {
    let runs = 0
    const disposable = toDisposable(() => {
      runs++
      disposable.dispose()
    })
    disposable.dispose()
    assert.equal(runs, 1)
  })
})

describe('DisposableStore', () => {
  let ended: string[]
  const named = (name: string) => ({ dispose: () => void ended.push(name) })

  beforeEach(() => {
    ended = []
  })

  it('gives back what is added', () => {
    const item = named('a')
    assert.equal(new DisposableStore().add(item), item)
    assert.deepEqual(ended, [])
  })

  it('disposes the last first', () => {
    const store = new DisposableStore()
    for (const name of ['a', 'b', 'c']) store.add(named(name))
    store.dispose()
    assert.deepEqual(ended, ['c', 'b', 'a'])
  })

  it('disposes each thing once when it is disposed twice', () => {
    const store = new DisposableStore()
    store.add(named('a'))
    store.dispose()
    store.dispose()
    assert.deepEqual(ended, ['a'])
  })

  it('disposes at once what is added after its end', () => {
    const store = new DisposableStore()
    store.dispose()
    const item = named('late')
    assert.equal(store.add(item), item)
    assert.deepEqual(ended, ['late'])
  })

  it('disposes at once what is added while it ends', () => {
    const store = new DisposableStore()
    store.add({ dispose: () => void store.add(named('late')) })
    store.dispose()
    store.dispose()
    assert.deepEqual(ended, ['late'])
  })

  it('disposes the same thing once though it was added twice', () => {
    const store = new DisposableStore()
    const item = named('a')
    store.add(item)
    store.add(item)
    store.dispose()
    assert.deepEqual(ended, ['a'])
  })
})

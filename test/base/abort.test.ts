import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { abortable, isAbort, onAbort, withDeadline, withResolvers } from '../../src/base/abort.ts'

const never = new Promise<never>(() => {})
const reason = new Error('no longer wanted')

describe('isAbort', () => {
  it('knows what AbortController rejects with', () => {
    const abort = new AbortController()
    abort.abort()
    assert.equal(isAbort(abort.signal.reason), true)
  })

  it('takes nothing else for a cancel', () => {
    for (const other of [new Error('AbortError'), 'AbortError', undefined, null, { name: 'AbortError' }])
      assert.equal(isAbort(other), false)
  })
})

describe('onAbort', () => {
  it('tells the reason once', () => {
    const abort = new AbortController()
    const heard: unknown[] = []
    onAbort(abort.signal, (value) => heard.push(value))
    abort.abort(reason)
    abort.abort(new Error('again'))
    assert.deepEqual(heard, [reason])
  })

  it('tells at once of a signal that is already aborted', () => {
    const heard: unknown[] = []
    onAbort(AbortSignal.abort(reason), (value) => heard.push(value))
    assert.deepEqual(heard, [reason])
  })

  it('tells nothing after it is disposed, and leaves no listener', () => {
    const abort = new AbortController()
    const listening = onAbort(abort.signal, () => assert.fail('told'))
    listening.dispose()
    listening.dispose()
    assert.equal(getEventListeners(abort.signal, 'abort').length, 0)
    abort.abort()
  })

  it('takes no signal for one that never aborts', () => {
    onAbort(undefined, () => assert.fail('told')).dispose()
  })
})

describe('abortable', () => {
  it('gives what the promise gives', async () => {
    const { signal } = new AbortController()
    assert.equal(await abortable(Promise.resolve(1), signal), 1)
    assert.equal(await abortable(Promise.resolve(2), undefined), 2)
    await assert.rejects(abortable(Promise.reject(reason), signal), (error) => error === reason)
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })

  it("ends with the signal's own reason, whatever that is", async () => {
    for (const own of [reason, 'a word', undefined]) {
      const abort = new AbortController()
      const waiting = abortable(never, abort.signal)
      abort.abort(own)
      await assert.rejects(waiting, (error) => error === abort.signal.reason)
      assert.equal(getEventListeners(abort.signal, 'abort').length, 0)
    }
  })

  it('ends at once when the signal is already aborted', async () => {
    await assert.rejects(abortable(never, AbortSignal.abort(reason)), (error) => error === reason)
  })

  it('leaves no rejection unhandled when the promise fails after the abort', async () => {
    const abort = new AbortController()
    const { promise, reject } = withResolvers<never>()
    const waiting = abortable(promise, abort.signal)
    abort.abort(reason)
    reject(new Error('too late'))
    await assert.rejects(waiting, (error) => error === reason)
    await assert.rejects(abortable(Promise.reject(new Error('unheard')), AbortSignal.abort(reason)), (error) => error === reason)
    await macrotask()
  })
})

describe('withDeadline', () => {
  const expired = () => new Error('expired')

  it('gives what the promise gives in time', async () => {
    assert.equal(await withDeadline(Promise.resolve(1), 10_000, expired), 1)
    await assert.rejects(withDeadline(Promise.reject(reason), 10_000, expired), (error) => error === reason)
  })

  it('throws what it is told when the time is over', async () => {
    await assert.rejects(withDeadline(never, 1, expired), { message: 'expired' })
  })

  it('leaves no rejection unhandled when the promise fails too late', async () => {
    const { promise, reject } = withResolvers<never>()
    await assert.rejects(withDeadline(promise, 1, expired), { message: 'expired' })
    reject(new Error('too late'))
    await macrotask()
  })
})

describe('withResolvers', () => {
  it('resolves and rejects from outside', async () => {
    const first = withResolvers<number>()
    first.resolve(1)
    assert.equal(await first.promise, 1)
    const second = withResolvers<number>()
    second.reject(reason)
    await assert.rejects(second.promise, (error) => error === reason)
  })
})

/** Unhandled rejections are told of between two of these. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}

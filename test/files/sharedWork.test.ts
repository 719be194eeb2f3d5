import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { withResolvers, type Resolvers } from '../../src/base/abort.ts'
import { SharedWork } from '../../src/files/sharedWork.ts'

const reason = new Error('no longer wanted')
const isReason = (error: unknown) => error === reason

interface Run extends Resolvers<string> {
  readonly signal: AbortSignal
}

describe('SharedWork', () => {
  let shared: SharedWork<string>
  let runs: Run[]
  const work = (signal: AbortSignal) => {
    const run = { ...withResolvers<string>(), signal }
    runs.push(run)
    return run.promise
  }
  const run = (index: number): Run => {
    const found = runs[index]
    assert.ok(found, `there should be a run ${index}`)
    return found
  }

  beforeEach(() => {
    shared = new SharedWork()
    runs = []
  })

  it('gives one result to all who want it at the same time', async () => {
    const all = [1, 2, 3].map(() => shared.join('a', undefined, work))
    assert.equal(runs.length, 1)
    run(0).resolve('done')
    assert.deepEqual(await Promise.all(all), ['done', 'done', 'done'])
  })

  it('gives one failure to all who want it at the same time', async () => {
    const all = [1, 2].map(() => shared.join('a', undefined, work))
    run(0).reject(reason)
    for (const one of all) await assert.rejects(one, isReason)
  })

  it('does other work for other keys', async () => {
    const a = shared.join('a', undefined, work)
    const b = shared.join('b', undefined, work)
    assert.equal(runs.length, 2)
    run(1).resolve('b')
    run(0).resolve('a')
    assert.deepEqual([await a, await b], ['a', 'b'])
  })

  it('starts again when the work is done, and when it has failed', async () => {
    const first = shared.join('a', undefined, work)
    run(0).reject(reason)
    await assert.rejects(first, isReason)
    const second = shared.join('a', undefined, work)
    run(1).resolve('second')
    assert.equal(await second, 'second')
    const third = shared.join('a', undefined, work)
    run(2).resolve('third')
    assert.equal(await third, 'third')
  })

  it('lets one give up without disturbing the others', async () => {
    const abort = new AbortController()
    const quitter = shared.join('a', abort.signal, work)
    const other = shared.join('a', new AbortController().signal, work)
    abort.abort(reason)
    await assert.rejects(quitter, isReason)
    assert.equal(run(0).signal.aborted, false)
    run(0).resolve('done')
    assert.equal(await other, 'done')
  })

  it('lets the one who started it give up without disturbing the others', async () => {
    const abort = new AbortController()
    const starter = shared.join('a', abort.signal, work)
    const other = shared.join('a', undefined, work)
    abort.abort(reason)
    await assert.rejects(starter, isReason)
    run(0).resolve('done')
    assert.equal(await other, 'done')
  })

  it('cancels the work when the last has given up', async () => {
    const aborts = [new AbortController(), new AbortController()]
    const all = aborts.map(({ signal }) => shared.join('a', signal, work))
    aborts[0]?.abort(reason)
    await assert.rejects(all[0] ?? Promise.resolve(), isReason)
    assert.equal(run(0).signal.aborted, false)
    aborts[1]?.abort(reason)
    await assert.rejects(all[1] ?? Promise.resolve(), isReason)
    assert.equal(run(0).signal.aborted, true)
  })

  it('starts anew for those who come after a cancel, and the cancelled work disturbs nobody', async () => {
    const abort = new AbortController()
    const quitter = shared.join('a', abort.signal, work)
    abort.abort(reason)
    await assert.rejects(quitter, isReason)
    const later = shared.join('a', undefined, work)
    assert.equal(runs.length, 2)
    run(0).reject(new Error('cancelled'))
    run(1).resolve('done')
    assert.equal(await later, 'done')
  })

  it('does not start for a signal that is already aborted', async () => {
    await assert.rejects(shared.join('a', AbortSignal.abort(reason), work), isReason)
    assert.equal(runs.length, 0)
  })

  it('leaves no listener on the signals', async () => {
    const { signal } = new AbortController()
    const waiting = shared.join('a', signal, work)
    run(0).resolve('done')
    await waiting
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })

  it('starts anew for those who come after a detach, and those before keep what they joined', async () => {
    const before = shared.join('a', undefined, work)
    shared.detach((key) => key === 'a')
    const after = shared.join('a', undefined, work)
    assert.equal(shared.isRunning('a', run(0).signal), false)
    assert.equal(shared.isRunning('a', run(1).signal), true)
    run(1).resolve('new')
    assert.equal(await after, 'new')
    run(0).resolve('old')
    assert.equal(await before, 'old')
  })

  it('detaches only the keys it is told', () => {
    void shared.join('a', undefined, work)
    void shared.join('b', undefined, work)
    shared.detach((key) => key === 'a')
    assert.deepEqual([shared.isRunning('a', run(0).signal), shared.isRunning('b', run(1).signal)], [false, true])
  })

  it('lets detached work end without ending its successor', async () => {
    const before = shared.join('a', undefined, work)
    shared.detach(() => true)
    const after = shared.join('a', undefined, work)
    run(0).resolve('old')
    await before
    assert.equal(shared.isRunning('a', run(1).signal), true)
    assert.equal(run(1).signal.aborted, false)
    run(1).resolve('new')
    assert.equal(await after, 'new')
  })

  it('passes on what the work throws at once', async () => {
    const throwing = () => {
      throw reason
    }
    await assert.rejects(shared.join('a', undefined, throwing), isReason)
    const later = shared.join('a', undefined, work)
    run(0).resolve('done')
    assert.equal(await later, 'done')
  })
})

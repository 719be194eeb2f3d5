/** What a time and a size tell about a file, and what has to be looked at more closely. */

import assert from 'node:assert/strict'
import type { Entry } from '../../src/base/entry.ts'
import type { Agreed, Trace } from '../../src/sync/agreed.ts'
import { compare } from '../../src/sync/compare.ts'
import { doubtKey } from '../../src/sync/doubt.ts'
import { agreedAt, agreedOn, longAgo, snapshotOf } from './support.ts'
import '../support/unhandledRejections.ts'

const second = (ms: number) => ({ ms, precision: 'second' }) as const
const file = (size: number, modified?: Entry['modified']): Partial<Entry> => ({ type: 'file', size, ...(modified && { modified }) })

function agreedFiles(traces: { readonly local: Trace; readonly remote: Trace }): Agreed {
  return { ...agreedOn({}), entries: new Map([['a', { kind: 'file', sha256: 'hash', ...traces }]]) }
}

function look(local: Partial<Entry>, remote: Partial<Entry>, agreed?: Agreed, answers: Record<string, boolean> = {}) {
  const { differences, doubts } = compare(snapshotOf({ a: local }), snapshotOf({ a: remote }), agreed, new Map(Object.entries(answers)))
  const [row] = differences
  assert.ok(row)
  return { local: row.local.change, remote: row.remote.change, isEqual: row.isEqual, isStale: row.isStale, doubts: doubts.map(doubtKey) }
}

describe('Comparing a file with what was agreed on', () => {
  const time = second(longAgo)
  const trace: Trace = { size: 10, modified: time, seenAt: agreedAt }
  const agreed = agreedFiles({ local: trace, remote: trace })

  it('finds it the same where size and time are', () => {
    assert.deepEqual(look(file(10, time), file(10, time), agreed), {
      local: 'same',
      remote: 'same',
      isEqual: true,
      isStale: undefined,
      doubts: [],
    })
  })

  it('finds it changed where the size is another', () => {
    assert.deepEqual(look(file(11, time), file(10, time), agreed).local, 'changed')
  })

  it('takes a time for the same that is only less exact', () => {
    assert.deepEqual(look(file(10, time), file(10, { ms: longAgo, precision: 'minute' }), agreed).doubts, [])
    assert.deepEqual(look(file(10, time), file(10, { ms: Date.UTC(2020, 5, 1), precision: 'day' }), agreed).doubts, [])
  })

  it('looks closer where only the time is another', () => {
    const touched = second(longAgo + 5000)
    assert.deepEqual(look(file(10, touched), file(10, time), agreed).doubts, ['local a'])
    assert.deepEqual(look(file(10, time), file(10, touched), agreed).doubts, ['remote a'])
  })

  it('looks closer where this computer says that it was touched since, whatever its time', () => {
    assert.deepEqual(look({ ...file(10, time), changedAt: agreedAt + 1 }, file(10, time), agreed).doubts, ['local a'])
    assert.deepEqual(look({ ...file(10, time), changedAt: agreedAt }, file(10, time), agreed).doubts, [])
  })

  it('looks closer where no time is known, or the size only about', () => {
    assert.deepEqual(look(file(10, time), file(10), agreed).doubts, ['remote a'])
    assert.deepEqual(look(file(10, time), { ...file(10, time), isApproximateSize: true }, agreed).doubts, ['remote a'])
    assert.deepEqual(look(file(10, time), { ...file(12, time), isApproximateSize: true }, agreed).doubts, ['remote a'])
  })

  it('does not trust a minute that may not have been over when the file was seen', () => {
    const fresh = agreedFiles({ local: trace, remote: { ...trace, modified: second(agreedAt), seenAt: agreedAt + 10_000 } })
    assert.deepEqual(look(file(10, time), file(10, { ms: agreedAt, precision: 'minute' }), fresh).doubts, ['remote a'])
    assert.deepEqual(look(file(10, time), file(10, second(agreedAt)), fresh).doubts, [])
  })

  it('does not trust a second that may not have been over either', () => {
    const fresh = agreedFiles({ local: trace, remote: { ...trace, modified: second(agreedAt), seenAt: agreedAt + 500 } })
    assert.deepEqual(look(file(10, time), file(10, second(agreedAt)), fresh).doubts, ['remote a'])
  })

  it('does not trust the step of a disk that may not have been over', () => {
    const justNow = { ms: agreedAt, precision: 'millisecond' } as const
    const fresh = agreedFiles({ local: { size: 10, modified: justNow, seenAt: agreedAt + 100 }, remote: trace })
    assert.deepEqual(look(file(10, justNow), file(10, time), fresh).doubts, ['local a'])
  })

  it('believes a closer look, and says that it took one', () => {
    const touched = second(longAgo + 5000)
    const looked = look(file(10, touched), file(10, time), agreed, { 'local a': true })
    assert.deepEqual(looked, { local: 'same', remote: 'same', isEqual: true, isStale: true, doubts: [] })
    assert.equal(look(file(10, touched), file(10, time), agreed, { 'local a': false }).local, 'changed')
  })

  it('asks whether both have changed to the same only when it is certain that both have changed', () => {
    const touched = second(longAgo + 5000)
    assert.deepEqual(look(file(10, touched), file(10, touched), agreed).doubts, ['local a', 'remote a'])
    const changed = { 'local a': false, 'remote a': false }
    assert.deepEqual(look(file(10, touched), file(10, touched), agreed, changed).doubts, ['alike a'])
    assert.equal(look(file(10, touched), file(10, touched), agreed, { ...changed, 'alike a': true }).isEqual, true)
  })
})

describe('Comparing files without a past', () => {
  it('never takes one size and one time for proof by itself', () => {
    assert.deepEqual(look(file(10, second(longAgo)), file(10, second(longAgo))).doubts, ['alike a'])
  })

  it('asks nothing about files of different sizes', () => {
    const { doubts, isEqual } = look(file(10), file(11))
    assert.deepEqual({ doubts, isEqual }, { doubts: [], isEqual: false })
  })

  it('asks about a file whose size is not known', () => assert.deepEqual(look(file(10), { type: 'file' }).doubts, ['alike a']))
})

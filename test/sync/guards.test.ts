/** What stops a plan before its first change. Each of these would delete a site without its guard. */

import assert from 'node:assert/strict'
import { compare } from '../../src/sync/compare.ts'
import { deleteFindings, isAtStake, sideFindings } from '../../src/sync/guards.ts'
import { makePlan } from '../../src/sync/makePlan.ts'
import { agreedOn, snapshotOf } from './support.ts'
import '../support/unhandledRejections.ts'

function files(count: number, content = 'x'): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, content]))
}

function findings(local: Record<string, string>, remote: Record<string, string>, before: Record<string, string>) {
  const snapshots = { local: snapshotOf(local), remote: snapshotOf(remote) }
  const agreed = agreedOn(before)
  const { differences } = compare(snapshots.local, snapshots.remote, agreed, new Map())
  const { items } = makePlan(differences, 'both')
  return [...sideFindings(differences, snapshots), ...deleteFindings(items, agreed.entries.size)]
}

describe('A side on which nothing is left of what was agreed on', () => {
  it('is taken for an unmounted disk or another folder', () => {
    assert.deepEqual(findings({}, files(2), files(2)), [{ kind: 'sideEmpty', side: 'local', agreed: 2 }])
    assert.deepEqual(findings(files(2), {}, files(2)), [{ kind: 'sideEmpty', side: 'remote', agreed: 2 }])
  })

  it('is so too where other files are in it', () => {
    assert.deepEqual(findings(files(2), { other: 'o', more: 'm' }, files(2)), [{ kind: 'sideEmpty', side: 'remote', agreed: 2 }])
  })

  it('is nothing to stop for where both are empty, or nothing was agreed on', () => {
    assert.deepEqual(findings({}, {}, files(2)), [])
    assert.deepEqual(findings({}, files(2), {}), [])
  })
})

describe('Many deletions at once', () => {
  it('are more than fifty', () => {
    const left = Object.fromEntries(Object.entries(files(400)).slice(51))
    assert.deepEqual(findings(left, files(400), files(400)), [{ kind: 'manyDeletes', side: 'remote', deletes: 51, of: 400 }])
    const oneMore = Object.fromEntries(Object.entries(files(400)).slice(50))
    assert.deepEqual(findings(oneMore, files(400), files(400)), [])
  })

  it('are more than a quarter of all', () => {
    const left = Object.fromEntries(Object.entries(files(12)).slice(4))
    assert.deepEqual(findings(files(12), left, files(12)), [{ kind: 'manyDeletes', side: 'local', deletes: 4, of: 12 }])
    const quarter = Object.fromEntries(Object.entries(files(12)).slice(3))
    assert.deepEqual(findings(files(12), quarter, files(12)), [])
  })

  it('are never one or two', () => assert.deepEqual(findings({ f0: 'x' }, files(3), files(3)), []))
})

describe('A side on which every file has changed', () => {
  it('is more likely one whose clock has', () => {
    assert.deepEqual(findings(files(10), files(10, 'yy'), files(10)), [{ kind: 'allChanged', side: 'remote', files: 10 }])
  })

  it('is nothing to stop for where the other side has changed alike', () => {
    const snapshots = { local: snapshotOf(files(10, 'yy')), remote: snapshotOf(files(10, 'yy')) }
    const before = agreedOn(files(10))
    const alike = new Map(Object.keys(files(10)).map((path) => [`alike ${path}`, true]))
    const { differences } = compare(snapshots.local, snapshots.remote, before, alike)
    assert.deepEqual(sideFindings(differences, snapshots), [])
  })

  it('is at stake only where its files would be spread', () => {
    const snapshots = { local: snapshotOf(files(10)), remote: snapshotOf(files(10, 'yy')) }
    const { differences } = compare(snapshots.local, snapshots.remote, agreedOn(files(10)), new Map())
    const [finding] = sideFindings(differences, snapshots)
    assert.ok(finding)
    assert.equal(isAtStake(finding, makePlan(differences, 'both').items), true)
    assert.equal(isAtStake(finding, makePlan(differences, 'up').items), false)
  })

  it('may be what happened where there are few', () => assert.deepEqual(findings(files(9), files(9, 'yy'), files(9)), []))
})

it('A folder that could not be listed is said', () => {
  const error = new Error('450')
  const snapshots = { local: snapshotOf({}), remote: snapshotOf({ 'css/': '' }, { gaps: new Map([['css', error]]) }) }
  assert.deepEqual(sideFindings([], snapshots), [{ kind: 'notListed', side: 'remote', folders: [{ path: 'css', error }] }])
})

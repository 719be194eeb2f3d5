/** Groups, sums, and what has to be agreed to. */

import assert from 'node:assert/strict'
import { compare } from '../../src/sync/compare.ts'
import { makePlan } from '../../src/sync/makePlan.ts'
import type { PlanItem } from '../../src/sync/plan.ts'
import { consentsNeeded, decide, decisionsFor, defaultSelection, groupOf, summarize } from '../../src/sync/summary.ts'
import { agreedOn, file, snapshotOf } from './support.ts'
import '../support/unhandledRejections.ts'

const before = { same: 's', up: 'old', down: 'old', goneHere: 'g', goneThere: 'g', fought: 'old' }
const local = { same: 's', up: 'newer', down: 'old', goneThere: 'g', fought: 'mine', added: 'a', 'dir/': '' }
const remote = { same: 's', up: 'old', down: 'newer!', goneHere: 'g', fought: 'theirs' }
const { differences } = compare(snapshotOf(local), snapshotOf(remote), agreedOn(before), new Map())
const plan = makePlan(differences, 'both')

function item(path: string): PlanItem {
  const found = plan.items.find(({ difference }) => difference.path === path)
  assert.ok(found, path)
  return found
}

const sizeOf = (content: string) => file(content).size ?? 0

describe('The groups of a plan', () => {
  for (const [path, group] of [
    ['same', 'equal'],
    ['up', 'uploads'],
    ['added', 'uploads'],
    ['dir', 'uploads'],
    ['down', 'downloads'],
    ['goneHere', 'deletesRemote'],
    ['goneThere', 'deletesLocal'],
    ['fought', 'conflicts'],
  ] as const) {
    it(`have ${path} among ${group}`, () => assert.equal(groupOf(item(path)), group))
  }

  it('keep a settled conflict where a person looks for it', () => assert.equal(groupOf(decide(item('fought'), 'up')), 'conflicts'))

  it('have a row that was turned round where it is now', () => assert.equal(groupOf(decide(item('added'), 'down')), 'deletesLocal'))
})

describe('The sums of a plan', () => {
  it('count what will happen', () => {
    assert.deepEqual(summarize(plan.items), {
      uploads: { items: 3, bytes: sizeOf('newer') + sizeOf('a') },
      downloads: { items: 1, bytes: sizeOf('newer!') },
      deletesRemote: 1,
      deletesLocal: 1,
      conflicts: 1,
      leftAlone: 0,
      equal: 1,
    })
  })

  it('count both copies of what is kept twice', () => {
    const { uploads, downloads, conflicts } = summarize([decide(item('fought'), 'keepBoth')])
    assert.deepEqual(
      { uploads, downloads, conflicts },
      {
        uploads: { items: 1, bytes: sizeOf('mine') },
        downloads: { items: 1, bytes: sizeOf('theirs') },
        conflicts: 0,
      },
    )
  })
})

describe('What is done unless a person says otherwise', () => {
  it('is neither a conflict nor a deletion', () => {
    assert.deepEqual(
      defaultSelection(plan).map(({ difference }) => difference.path),
      ['added', 'dir', 'down', 'up'],
    )
  })
})

describe('What can be said of a row', () => {
  it('is more for two files than for one', () => {
    assert.deepEqual(decisionsFor(item('fought')), ['up', 'down', 'keepBoth', 'leave'])
    assert.deepEqual(decisionsFor(item('added')), ['up', 'down', 'leave'])
  })

  it('is nothing where there is nothing to say', () => assert.deepEqual(decisionsFor(item('same')), []))
})

describe('What has to be agreed to', () => {
  const none = { overwriteNewer: false, deleteRemote: false, deleteLocal: false }

  it('is nothing for what only one side has changed', () => assert.deepEqual(consentsNeeded(defaultSelection(plan)), none))

  it('is each deletion by its side', () => {
    assert.deepEqual(consentsNeeded([item('goneHere')]), { ...none, deleteRemote: true })
    assert.deepEqual(consentsNeeded([item('goneThere')]), { ...none, deleteLocal: true })
  })

  it('is to replace what has changed since, in either direction', () => {
    assert.deepEqual(consentsNeeded([decide(item('fought'), 'up')]), { ...none, overwriteNewer: true })
    assert.deepEqual(consentsNeeded([decide(item('down'), 'up')]), { ...none, overwriteNewer: true })
    assert.deepEqual(consentsNeeded([decide(item('up'), 'down')]), { ...none, overwriteNewer: true })
  })
})

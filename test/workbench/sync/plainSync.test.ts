import assert from 'node:assert/strict'
import { decideIn } from '../../../src/sync/makePlan.ts'
import type { Direction } from '../../../src/sync/plan.ts'
import { goesAgainst, isPlain } from '../../../src/workbench/sync/plainSync.ts'
import { file, previewOf } from './previews.ts'

const usual = { alwaysPreview: false, isScoped: false }
const harmless = [file('a.txt', 'new', 'absent'), file('b.txt', 'same', 'changed'), file('c.txt', 'same', 'same')]

describe('a sync without a look at it', () => {
  it('is possible when it only uploads and downloads', () => {
    assert.equal(isPlain(previewOf(harmless), usual), true)
  })

  it('is not possible where a person wants to see each', () => {
    assert.equal(isPlain(previewOf(harmless), { ...usual, alwaysPreview: true }), false)
  })

  it('is not possible with a conflict, a deletion on either side, or a newer file that would go', () => {
    for (const difference of [file('x', 'changed', 'changed'), file('x', 'deleted', 'same'), file('x', 'same', 'deleted')])
      assert.equal(isPlain(previewOf([...harmless, difference]), usual), false)
    const preview = previewOf([file('x', 'new', 'new')])
    const items = decideIn(preview.plan.items, 'x', 'up')
    assert.equal(isPlain({ ...preview, plan: { ...preview.plan, items } }, usual), false)
  })

  it('is not possible the first time, unless somebody named the very files', () => {
    const first = previewOf(harmless, [{ kind: 'firstTime' }])
    assert.equal(isPlain(first, usual), false)
    assert.equal(isPlain(first, { ...usual, isScoped: true }), true)
  })

  it('is not possible against the direction of the mapping', () => {
    const goes = (direction: Direction, usual: Direction) => goesAgainst({ direction, mapping: { mapping: { direction: usual } } })
    assert.deepEqual([goes('up', 'down'), goes('both', 'up'), goes('down', 'up')], [true, true, true])
    assert.deepEqual([goes('up', 'both'), goes('up', 'up'), goes('both', 'both')], [false, false, false])
  })

  it('is not possible when anything else was noticed', () => {
    assert.equal(isPlain(previewOf(harmless, [{ kind: 'interrupted', actions: 1 }]), { ...usual, isScoped: true }), false)
    const unusable = [{ path: 'a\\b', error: new Error('It holds a backslash.') }]
    assert.equal(isPlain({ ...previewOf(harmless), unusable }, usual), false)
  })
})

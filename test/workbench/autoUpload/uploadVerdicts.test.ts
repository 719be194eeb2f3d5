import assert from 'node:assert/strict'
import type { PlanItem } from '../../../src/sync/plan.ts'
import { verdictsOn } from '../../../src/workbench/autoUpload/uploadVerdicts.ts'
import { planItem, previewOf } from '../syncItems.ts'

function pathsOf(items: readonly PlanItem[]): string[] {
  return items.map(({ difference }) => difference.path)
}

describe('what is uploaded without anybody looking', () => {
  it('is what was changed or made here', () => {
    const preview = previewOf(
      planItem('a', 'changedHere', { local: 'changed', decision: 'up' }),
      planItem('b', 'newHere', { local: 'new', remote: 'absent', decision: 'up' }),
      planItem('c', 'changedHere', { local: 'changed', decision: 'up' }),
    )
    assert.deepEqual(pathsOf(verdictsOn(preview, ['a', 'b']).uploads), ['a', 'b'])
  })

  it('is nothing that is in conflict', () => {
    const preview = previewOf(
      planItem('a', 'bothChanged', { local: 'changed', remote: 'changed', isConflict: true }),
      planItem('b', 'bothNew', { local: 'new', remote: 'new', isConflict: true }),
    )
    const { uploads, conflicts } = verdictsOn(preview, ['a', 'b'])
    assert.deepEqual([pathsOf(uploads), pathsOf(conflicts)], [[], ['a', 'b']])
  })

  it('never replaces what somebody has changed there, whatever the plan says', () => {
    const preview = previewOf(planItem('a', 'changedHere', { local: 'changed', remote: 'changed', decision: 'up' }))
    const { uploads, conflicts } = verdictsOn(preview, ['a'])
    assert.deepEqual([pathsOf(uploads), pathsOf(conflicts)], [[], ['a']])
  })

  it('deletes nothing, and brings nothing back that was not touched here', () => {
    const preview = previewOf(
      planItem('gone', 'deletedHere', { local: 'deleted', decision: 'up' }),
      planItem('lost', 'deletedThere', { remote: 'deleted', decision: 'up' }),
    )
    const { uploads, untouched } = verdictsOn(preview, ['gone', 'lost'])
    assert.deepEqual([pathsOf(uploads), pathsOf(untouched)], [[], ['gone', 'lost']])
  })

  it('has its new folders made, and no others', () => {
    const folder = (path: string) => planItem(path, 'newHere', { local: 'new', remote: 'absent', decision: 'up', type: 'folder' })
    const file = planItem('new/deep/a', 'newHere', { local: 'new', remote: 'absent', decision: 'up' })
    const { along } = verdictsOn(previewOf(folder('new'), folder('new/deep'), file, folder('other')), ['new/deep/a'])
    assert.deepEqual(pathsOf(along), ['new', 'new/deep'])
  })

  it('remembers what was found alike', () => {
    const { uploads, along } = verdictsOn(previewOf(planItem('a', 'equal', { local: 'new', remote: 'new', decision: 'agree' })), ['a'])
    assert.deepEqual([pathsOf(uploads), pathsOf(along)], [[], ['a']])
  })
})

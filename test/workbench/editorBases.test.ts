import assert from 'node:assert/strict'
import { EditorBases } from '../../src/workbench/editorBases.ts'
import type { FileState } from '../../src/workbench/virtualTimes.ts'

function state(size: number, second: number): FileState {
  return { size, modified: { ms: second * 1000, precision: 'second' } }
}

describe('what an editor’s text is based on', () => {
  it('is in no conflict with the same state', () => {
    const bases = new EditorBases()
    bases.set('a', state(1, 1))
    assert.equal(bases.conflicts('a', state(1, 1), undefined), false)
  })

  it('says nothing about a file that was never read here', () => {
    assert.equal(new EditorBases().conflicts('a', state(1, 1), undefined), false)
  })

  it('is in conflict with a change of the same size, which the editor can not see', () => {
    const bases = new EditorBases()
    bases.set('a', state(1, 1))
    assert.equal(bases.conflicts('a', state(1, 2), state(1, 2)), true)
  })

  it('is in conflict with a change the editor has not heard of', () => {
    const bases = new EditorBases()
    bases.set('a', state(1, 1))
    assert.equal(bases.conflicts('a', state(5, 2), state(1, 1)), true)
  })

  it('leaves a change of size that the editor was told of to the editor’s own question', () => {
    const bases = new EditorBases()
    bases.set('a', state(1, 1))
    assert.equal(bases.conflicts('a', state(5, 2), state(5, 2)), false)
  })
})

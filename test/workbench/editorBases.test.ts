import assert from 'node:assert/strict'
import { EditorBases, type KeptState } from '../../src/workbench/editorBases.ts'
import type { FileState } from '../../src/workbench/virtualTimes.ts'

function state(size: number, second: number): FileState {
  return { size, modified: { ms: second * 1000, precision: 'second' } }
}

function memory(): KeptState {
  const kept = new Map<string, string>()
  return {
    get: (key) => JSON.parse(kept.get(key) ?? 'null') as unknown,
    update: async (key, value) => void kept.set(key, JSON.stringify(value)),
  }
}

describe('what an editor’s text is based on', () => {
  it('is in no conflict with the same state', () => {
    const bases = new EditorBases(memory())
    bases.wasRead('a', state(1, 1), false)
    assert.equal(bases.conflicts('a', state(1, 1), undefined), false)
  })

  it('says nothing about a file that was never read here', () => {
    assert.equal(new EditorBases(memory()).conflicts('a', state(1, 1), undefined), false)
  })

  it('is in conflict with a change of the same size, which the editor can not see', () => {
    const bases = new EditorBases(memory())
    bases.wasRead('a', state(1, 1), false)
    assert.equal(bases.conflicts('a', state(1, 2), state(1, 2)), true)
  })

  it('is in conflict with a change the editor has not heard of', () => {
    const bases = new EditorBases(memory())
    bases.wasRead('a', state(1, 1), false)
    assert.equal(bases.conflicts('a', state(5, 2), state(1, 1)), true)
  })

  it('leaves a change of size that the editor was told of to the editor’s own question', () => {
    const bases = new EditorBases(memory())
    bases.wasRead('a', state(1, 1), false)
    assert.equal(bases.conflicts('a', state(5, 2), state(5, 2)), false)
  })

  it('stays when somebody else reads the file beside the edit', () => {
    const bases = new EditorBases(memory())
    bases.wasRead('a', state(1, 1), false)
    bases.wasRead('a', state(1, 2), true)
    assert.equal(bases.conflicts('a', state(1, 2), undefined), true)
  })

  it('is what was read last after the edit was given up for it', () => {
    const bases = new EditorBases(memory())
    bases.wasRead('a', state(1, 1), false)
    bases.wasRead('a', state(1, 2), true)
    bases.becameClean('a', true)
    assert.equal(bases.conflicts('a', state(1, 2), undefined), false)
  })

  it('stays after the edit was undone', () => {
    const bases = new EditorBases(memory())
    bases.wasRead('a', state(1, 1), false)
    bases.wasRead('a', state(1, 2), true)
    bases.becameClean('a', false)
    assert.equal(bases.conflicts('a', state(1, 2), undefined), true)
  })

  it('is known after a restart of the window, for edits that are not saved', () => {
    const kept = memory()
    const before = new EditorBases(kept)
    before.wasRead('a', state(1, 1), false)
    before.becameDirty('a')
    before.wasRead('b', state(1, 1), false)
    const after = new EditorBases(kept)
    assert.equal(after.conflicts('a', state(1, 2), undefined), true)
    assert.equal(after.get('b'), undefined)
  })

  it('is not kept any longer once the edit was saved', () => {
    const kept = memory()
    const bases = new EditorBases(kept)
    bases.wasRead('a', state(1, 1), false)
    bases.becameDirty('a')
    bases.set('a', state(2, 2))
    assert.deepEqual(new EditorBases(kept).get('a'), state(2, 2))
    bases.becameClean('a', true)
    assert.equal(new EditorBases(kept).get('a'), undefined)
  })

  it('is kept for the last 500 edits, and whatever else is kept is ignored', () => {
    const kept = memory()
    const bases = new EditorBases(kept)
    for (let index = 0; index < 501; index++) {
      bases.wasRead(`f${index}`, state(1, 1), false)
      bases.becameDirty(`f${index}`)
    }
    assert.equal(new EditorBases(kept).get('f0'), undefined)
    assert.ok(new EditorBases(kept).get('f500'))
    assert.equal(new EditorBases({ get: () => [1, ['a'], 'x'], update: async () => {} }).get('a'), undefined)
  })
})

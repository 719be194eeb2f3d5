import assert from 'node:assert/strict'
import { isFileError } from '../../src/files/fileError.ts'
import { takenNames } from '../../src/workbench/commands/takenNames.ts'

const entries = [
  { name: 'Index.HTML', type: 'file' },
  { name: 'cafe\u0301', type: 'folder' },
] as const

describe('names that are taken', () => {
  it('are found whatever their case, and however they are composed', () => {
    const names = ['index.html', 'caf\u00e9', 'new.txt']
    assert.deepEqual(takenNames(names, '/', { entries, complete: true }), ['index.html', 'caf\u00e9'])
  })

  it('can not be told from a listing that is not complete', () => {
    assert.throws(
      () => takenNames(['new.txt'], '/', { entries, complete: false }),
      (error) => isFileError(error, 'incomplete'),
    )
  })
})

import assert from 'node:assert/strict'
import { compileGlobs, matches, type RuleProblem } from '../../../src/sync/glob.ts'
import { exclusionsFor } from '../../../src/workbench/sync/exclusions.ts'

function globsFor(path: string, isFolder = false): string[] {
  return exclusionsFor(path, isFolder).map(({ glob }) => glob)
}

/** Of the narrowest pattern for `path`. */
function leavesOut(path: string, other: string): boolean {
  const problems: RuleProblem[] = []
  const [glob] = compileGlobs('exclude', globsFor(path).slice(0, 1), false, problems)
  assert.deepEqual(problems, [])
  return glob !== undefined && matches(glob, other, false)
}

describe('patterns to leave out a row', () => {
  it('go from the file over its kind to the folders it is in', () => {
    assert.deepEqual(globsFor('a/css/site.css.map'), ['/a/css/site.css.map', '*.map', '/a/css/', '/a/'])
  })

  it('are about the folder itself, and those above it', () => {
    assert.deepEqual(globsFor('a/css', true), ['/a/css/', '/a/'])
  })

  it('offer no kind for names without one', () => {
    assert.deepEqual(globsFor('.htaccess'), ['/.htaccess'])
    assert.deepEqual(globsFor('Makefile'), ['/Makefile'])
  })

  it('mean the very file, whatever its name is', () => {
    for (const path of ['a.txt', 'x/[1].txt', '{a,b}.txt', '!important', '#one', 'a*b?', '+(x).js', 'back\\slash'])
      assert.ok(leavesOut(path, path), path)
    assert.equal(leavesOut('a.txt', 'deep/a.txt'), false)
    assert.equal(leavesOut('[1].txt', '1.txt'), false)
    assert.equal(leavesOut('a*b?', 'aXbY'), false)
  })
})

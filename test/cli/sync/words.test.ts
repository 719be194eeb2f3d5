import assert from 'node:assert/strict'
import { findingSentence, reasonWords } from '../../../src/cli/sync/words.ts'
import { confirmable } from '../../../src/cli/syncArguments.ts'
import { weightOf, type Finding } from '../../../src/sync/finding.ts'

const findings: readonly Finding[] = [
  { kind: 'sideEmpty', side: 'local', agreed: 3 },
  { kind: 'manyDeletes', side: 'remote', deletes: 14, of: 20 },
  { kind: 'allChanged', side: 'remote', files: 30 },
  { kind: 'notListed', side: 'remote', folders: [{ path: 'private', error: new Error('Permission denied.') }] },
  { kind: 'folderMissing', path: '/htdocs' },
  { kind: 'firstTime' },
  { kind: 'memoryLost', why: 'damaged' },
  { kind: 'memoryLost', why: 'otherFolders' },
  { kind: 'rulesChanged' },
  { kind: 'interrupted', actions: 2 },
  { kind: 'markOnServer', path: '/htdocs/.portside', since: 0 },
]

describe('The sentences of a sync', () => {
  for (const finding of findings) {
    it(`tell of ${finding.kind}, and end`, () => assert.match(findingSentence(finding, '/memory'), /^.{20,300}\.$/))
  }

  it('name for each that stops it the option that lets it go on', () => {
    const stopping = findings.filter((finding) => weightOf(finding) === 'stop')
    assert.deepEqual(stopping.map(({ kind }) => kind).sort(), [...confirmable, 'manyDeletes'].sort())
    for (const finding of stopping) {
      const option = finding.kind === 'manyDeletes' ? '--max-delete 14' : `--confirm ${finding.kind}`
      assert.ok(findingSentence(finding, '/memory').includes(option), finding.kind)
    }
  })

  it('show names of others made printable', () => {
    const finding: Finding = { kind: 'notListed', side: 'local', folders: [{ path: 'a\u001b', error: new Error('b\u202e') }] }
    assert.doesNotMatch(findingSentence(finding, '/memory'), /\p{Cc}|\u202e/u)
  })

  it('are another for each reason', () => {
    const words = Object.values(reasonWords)
    assert.equal(new Set(words).size, words.length)
  })
})

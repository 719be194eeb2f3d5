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
    it(`tell of ${finding.kind}, and end`, () => assert.match(findingSentence(finding, '/memory', false), /^.{20,300}\.$/))
  }

  it('name for each that stops it the option that lets it go on', () => {
    const stopping = findings.filter((finding) => weightOf(finding) === 'stop')
    assert.deepEqual(stopping.map(({ kind }) => kind).sort(), [...confirmable, 'manyDeletes'].sort())
    for (const finding of stopping) {
      const option = finding.kind === 'manyDeletes' ? '--max-delete 14' : `--confirm ${finding.kind}`
      assert.ok(findingSentence(finding, '/memory', false).includes(option), finding.kind)
    }
  })

  it('say in a dry run nothing of what is remembered', () => {
    assert.equal(findingSentence({ kind: 'firstTime' }, '/memory', true), 'The first sync of these two folders: nothing is deleted.')
    assert.match(findingSentence({ kind: 'firstTime' }, '/memory', false), /is remembered in \/memory\.$/)
  })

  it('say what becomes of what is missing, where it may only have been left out, or nobody knows', () => {
    for (const finding of [{ kind: 'rulesChanged' }, { kind: 'memoryLost', why: 'damaged' }] as const)
      assert.match(
        findingSentence(finding, '/memory', false),
        /missing on one side .*counts as new on the other from now on, and is not deleted\.$/,
      )
  })

  it('show names of others made printable', () => {
    const finding: Finding = { kind: 'notListed', side: 'local', folders: [{ path: 'a\u001b', error: new Error('b\u202e') }] }
    assert.doesNotMatch(findingSentence(finding, '/memory', false), /\p{Cc}|\u202e/u)
  })

  it('are another for each reason', () => {
    const words = Object.values(reasonWords)
    assert.equal(new Set(words).size, words.length)
  })
})

import assert from 'node:assert/strict'
import { weightOf, type Finding } from '../../src/sync/finding.ts'
import type { Outcome } from '../../src/sync/outcome.ts'
import { Rate } from '../../src/sync/rate.ts'
import { findingQuestion, findingWords } from '../../src/workbench/sync/findingWords.ts'
import { shortDuration, shortSize } from '../../src/workbench/sync/sizeWords.ts'
import { fractionOf, outcomeSentence, planSentence, progressSentence } from '../../src/workbench/sync/syncSentence.ts'
import { file, folder, previewOf } from '../workbench/sync/previews.ts'

const { items } = previewOf([
  file('a.txt', 'changed', 'same'),
  file('b.txt', 'same', 'changed'),
  folder('c', 'deleted', 'same'),
  file('d.txt', 'same', 'deleted'),
]).plan

describe('sizes and durations in the Sync view', () => {
  it('are short', () => {
    assert.deepEqual([0, 17, 1023, 1024, 1234567, 350 * 1024, 5 * 1024 ** 3].map(shortSize), [
      '0 B',
      '17 B',
      '1,023 B',
      '1 KB',
      '1.2 MB',
      '350 KB',
      '5 GB',
    ])
    assert.deepEqual([0.2, 5, 90, 7200].map(shortDuration), ['1 s', '5 s', '2 min', '2 h'])
  })
})

describe('the sentence above the Sync view', () => {
  it('says what will happen, and what waits', () => {
    assert.equal(planSentence(items, 0), 'Will upload 1 (10 B), download 1 (10 B), delete 1 on the server, delete 1 here.')
    assert.equal(planSentence(items.slice(0, 1), 1), 'Will upload 1 (10 B); 1 conflict needs you.')
    assert.equal(planSentence([], 2), 'Nothing is ticked; 2 conflicts need you.')
    assert.equal(planSentence([], 0), 'Nothing is ticked.')
  })

  it('says what was done, and what was not', () => {
    const [first, second, third] = items
    assert.ok(first && second && third)
    const done: Outcome = { items: [{ kind: 'done', item: first, bytes: 10 }], isCancelled: false }
    assert.equal(outcomeSentence(done), 'Done: uploaded 1 (10 B).')
    const partly: Outcome = { items: [...done.items, { kind: 'failed', item: second, error: new Error('x') }], isCancelled: false }
    assert.equal(outcomeSentence(partly), 'Partly done: uploaded 1 (10 B). Failed: 1. Apply tries them again.')
    assert.equal(outcomeSentence({ ...done, isCancelled: true }), 'Cancelled: uploaded 1 (10 B). Apply goes on with the rest.')
    assert.match(
      outcomeSentence({ items: [{ kind: 'changedSincePreview', item: third }], isCancelled: false }),
      /Changed since the preview: 1/,
    )
  })
})

describe('the progress of a sync', () => {
  it('tells files, bytes, speed and the time that is left', () => {
    const rate = new Rate()
    rate.update(0, 0)
    rate.update(400 * 1024, 1000)
    const progress = { phase: 'applying', items: 12, totalItems: 40, bytes: 400 * 1024, totalBytes: 2400 * 1024 } as const
    assert.equal(progressSentence(progress, rate), '12 of 40 files, 400 KB of 2.3 MB, 400 KB/s, about 5 s left')
    assert.equal(fractionOf(progress), 1 / 6)
  })

  it('counts while the end is not known', () => {
    assert.equal(progressSentence({ phase: 'scanning', items: 1200, bytes: 0 }, new Rate()), '1,200 looked at')
    assert.equal(fractionOf({ phase: 'scanning', items: 1200, bytes: 0 }), undefined)
  })

  it('goes by the number where nothing has a size', () => {
    assert.equal(fractionOf({ phase: 'applying', items: 1, totalItems: 4, bytes: 0, totalBytes: 0 }), 0.25)
  })
})

describe('what was noticed before a sync', () => {
  const findings: readonly Finding[] = [
    { kind: 'sideEmpty', side: 'local', agreed: 80 },
    { kind: 'sideEmpty', side: 'remote', agreed: 80 },
    { kind: 'manyDeletes', side: 'remote', deletes: 60, of: 80 },
    { kind: 'allChanged', side: 'local', files: 12 },
    { kind: 'markOnServer', path: '/htdocs/.mark' },
    { kind: 'notListed', side: 'remote', folders: [{ path: 'private', error: new Error('x') }] },
    { kind: 'folderMissing', path: '/htdocs' },
    { kind: 'firstTime' },
    { kind: 'memoryLost', why: 'damaged' },
    { kind: 'rulesChanged' },
    { kind: 'interrupted', actions: 3 },
  ]

  it('is said in a sentence each', () => {
    const words = findings.map(findingWords)
    assert.equal(new Set(words).size, findings.length)
    for (const sentence of words) assert.match(sentence, /^[A-Z0-9].*\.$/)
  })

  it('promises nothing for the next time where what was in step is not known', () => {
    const forgotten: readonly Finding[] = [
      { kind: 'memoryLost', why: 'damaged' },
      { kind: 'memoryLost', why: 'otherFolders' },
      { kind: 'rulesChanged' },
    ]
    for (const finding of forgotten)
      assert.match(findingWords(finding), /what is missing on one side counts as new from now on, and is not deleted\.$/)
  })

  it('is asked about, where it stops a sync, with a button that says what it does', () => {
    const questions = findings
      .filter((finding) => weightOf(finding) === 'stop')
      .map((finding) => findingQuestion(finding, '/htdocs on production'))
    assert.ok(questions.every(({ detail }) => detail.includes('/htdocs on production')))
    assert.deepEqual(
      questions.map(({ button }) => button),
      [
        'It is meant to be empty: go on',
        'It is meant to be empty: go on',
        'Delete 60 of 80 anyway',
        'They have changed: go on',
        'Nobody else is syncing: go on',
      ],
    )
  })
})

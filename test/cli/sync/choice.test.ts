import assert from 'node:assert/strict'
import { allFindings, decideAll, isSettled, isStopped, type SyncOptions } from '../../../src/cli/sync/choice.ts'
import { intentSentence, leftOutText, outcomeText, planText } from '../../../src/cli/sync/report.ts'
import { compare } from '../../../src/sync/compare.ts'
import type { Finding } from '../../../src/sync/finding.ts'
import { makePlan } from '../../../src/sync/makePlan.ts'
import type { Outcome } from '../../../src/sync/outcome.ts'
import type { Direction } from '../../../src/sync/plan.ts'
import type { Preview } from '../../../src/sync/preview.ts'
import { agreedOn, snapshotOf, type Written } from '../../sync/support.ts'

type Files = Readonly<Record<string, Written>>

const plain: SyncOptions = { delete: false, overwrite: false, confirmed: [] }

function previewOf(local: Files, remote: Files, before: Readonly<Record<string, string>> = {}, direction: Direction = 'up'): Preview {
  const { differences } = compare(snapshotOf(local), snapshotOf(remote), agreedOn(before), new Map())
  return { plan: makePlan(differences, direction), findings: [], unusable: [], leftOut: new Map() }
}

/** `path decision fate` of what isn't equal. */
function rowsOf(preview: Preview, options: Partial<SyncOptions> = {}): string[] {
  const { rows } = decideAll(preview, { ...plain, ...options })
  return rows.filter(({ item }) => item.reason !== 'equal').map(({ item, fate }) => `${item.difference.path} ${item.decision} ${fate}`)
}

const before = { 'both.txt': 'old', 'gone.txt': 'old', 'mine.txt': 'old', 'theirs.txt': 'old' }
const local = { 'both.txt': 'here', 'mine.txt': 'here', 'new.txt': 'here', 'theirs.txt': 'old' }
const remote = { 'both.txt': 'there', 'gone.txt': 'old', 'mine.txt': 'old', 'theirs.txt': 'there' }

describe('What a sync carries out', () => {
  it('is without options nothing that loses anything', () => {
    assert.deepEqual(rowsOf(previewOf(local, remote, before)), [
      'both.txt leave conflict',
      'gone.txt up delete',
      'mine.txt up doing',
      'new.txt up doing',
      'theirs.txt leave nothing',
    ])
  })

  it('is with --delete also what was deleted', () => {
    const decided = decideAll(previewOf(local, remote, before), { ...plain, delete: true })
    assert.deepEqual(
      decided.choice.items.map(({ difference }) => difference.path),
      ['gone.txt', 'mine.txt', 'new.txt'],
    )
    assert.deepEqual(decided.choice.consents, { overwriteNewer: false, deleteRemote: true, deleteLocal: true })
    assert.equal(isSettled(decided), false)
  })

  it('is with --overwrite also what has changed where it goes to', () => {
    assert.deepEqual(rowsOf(previewOf(local, remote, before), { overwrite: true }), [
      'both.txt up doing',
      'gone.txt up delete',
      'mine.txt up doing',
      'new.txt up doing',
      'theirs.txt up doing',
    ])
    assert.deepEqual(rowsOf(previewOf(local, remote, before, 'down'), { overwrite: true }), [
      'both.txt down doing',
      'gone.txt down doing',
      'mine.txt down doing',
      'new.txt leave nothing',
      'theirs.txt down doing',
    ])
  })

  it('is with --overwrite no deletion, and no file that only the target has', () => {
    const preview = previewOf({}, { 'a.txt': 'changed', 'own.txt': 'there' }, { 'a.txt': 'old' })
    assert.deepEqual(rowsOf(preview, { overwrite: true }), ['a.txt up delete', 'own.txt leave nothing'])
    assert.deepEqual(rowsOf(preview, { overwrite: true, delete: true }), ['a.txt up doing', 'own.txt leave nothing'])
  })

  it('is with --overwrite a folder with all in it, where the other has a file, once --delete allows it, too', () => {
    const preview = previewOf({ 'a/': '', 'a/in.txt': 'here' }, { a: 'file' })
    assert.deepEqual(rowsOf(preview), ['a leave conflict', 'a/in.txt leave nothing'])
    assert.deepEqual(rowsOf(preview, { overwrite: true }), ['a up delete', 'a/in.txt up doing'])
    assert.deepEqual(rowsOf(preview, { overwrite: true, delete: true }), ['a up doing', 'a/in.txt up doing'])
  })

  it('is with --overwrite nothing from a server that this computer would run', () => {
    const mine = { '.envrc': 'here', '.npmrc': 'here', a: 'file' }
    const theirs = { '.envrc': 'there', '.npmrc': 'old', 'a/': '', 'a/.bashrc': 'there', 'a/in.txt': 'there' }
    const rows = rowsOf(previewOf(mine, theirs, { '.npmrc': 'old' }, 'down'), { overwrite: true, delete: true })
    assert.deepEqual(rows, [
      '.envrc leave conflict',
      '.npmrc leave nothing',
      'a down doing',
      'a/.bashrc leave nothing',
      'a/in.txt down doing',
    ])
  })

  it('is what both sides have in common: it is remembered', () => {
    const { choice } = decideAll(previewOf({ 'a/': '' }, { 'a/': '' }), plain)
    assert.deepEqual(
      choice.items.map(({ difference }) => difference.path),
      ['a'],
    )
  })

  it('leaves names that can not be told apart to a person', () => {
    const { differences } = compare(snapshotOf({}, { foldsCase: true }), snapshotOf({ 'A.txt': 'a', 'a.txt': 'b' }), undefined, new Map())
    const preview = { ...previewOf({}, {}), plan: makePlan(differences, 'down') }
    assert.ok(rowsOf(preview).every((row) => row.endsWith(' conflict')))
    assert.ok(rowsOf(preview).length > 0)
  })
})

describe('What stops a sync', () => {
  const manyDeletes: Finding = { kind: 'manyDeletes', side: 'remote', deletes: 3, of: 4 }
  const sideEmpty: Finding = { kind: 'sideEmpty', side: 'local', agreed: 4 }
  const three = { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' }
  const preview = { ...previewOf({ 'd.txt': 'd' }, { ...three, 'd.txt': 'd' }, { ...three, 'd.txt': 'd' }), findings: [manyDeletes] }

  it('is what was found, until it is confirmed', () => {
    const empty = { ...preview, findings: [sideEmpty] }
    assert.deepEqual(decideAll(empty, plain).stops, [sideEmpty])
    assert.equal(isStopped(decideAll(empty, { ...plain, confirmed: ['allChanged'] })), true)
    assert.equal(isStopped(decideAll(empty, { ...plain, confirmed: ['sideEmpty'] })), false)
  })

  it('is not what is only worth a word', () => {
    const noted: Finding[] = [{ kind: 'firstTime' }, { kind: 'rulesChanged' }, { kind: 'notListed', side: 'local', folders: [] }]
    assert.equal(isStopped(decideAll({ ...preview, findings: noted }, plain)), false)
  })

  it('is many deletions, if any are carried out and their number was not allowed', () => {
    assert.equal(isStopped(decideAll(preview, plain)), false)
    assert.deepEqual(decideAll(preview, { ...plain, delete: true }).stops, [manyDeletes])
    assert.equal(isStopped(decideAll(preview, { ...plain, delete: true, maxDelete: 3 })), false)
  })

  it('is one deletion more than allowed, also where nobody would find it many', () => {
    const { stops, tooManyDeletes } = decideAll({ ...preview, findings: [] }, { ...plain, delete: true, maxDelete: 2 })
    assert.deepEqual([stops, tooManyDeletes], [[], 3])
  })

  it('is told once, whoever found it', () => {
    const found = { ...manyDeletes, deletes: 2 }
    const decided = { ...decideAll(preview, plain), stops: [found] }
    assert.deepEqual(allFindings({ ...preview, findings: [manyDeletes, sideEmpty] }, decided), [sideEmpty, found])
  })
})

describe('The report of a sync', () => {
  it('shows conflicts first, then deletions, with why and what is not done', () => {
    assert.equal(
      planText(decideAll(previewOf(local, remote, before), plain), 'up'),
      `Conflicts (1)
  both.txt: changed on both sides; left as it is
Delete on the server (1)
  gone.txt: deleted here; not done without --delete
Upload (2)
  mine.txt: changed here, 5.0 kB
  new.txt: new here, 5.0 kB
Left alone (1)
  1 changed, or new, only on the server: theirs.txt
`,
    )
  })

  it('sums up what will be done', () => {
    const sentenceFor = (preview: Preview, options: Partial<SyncOptions> = {}) =>
      intentSentence(decideAll(preview, { ...plain, ...options }), true)
    const preview = previewOf(local, remote, before)
    assert.equal(sentenceFor(preview), 'Will upload 2 (9.9 kB); 1 deletion not done without --delete; 1 conflict needs you.')
    assert.equal(sentenceFor(preview, { delete: true, overwrite: true }), 'Will upload 4 (18 kB), delete 1 on the server.')
    assert.equal(sentenceFor(previewOf({ 'a/': '' }, { 'a/': '' })), 'Nothing to do.')
    assert.equal(sentenceFor(previewOf({ a: 'x' }, { a: 'y' })), 'Nothing is done; 1 conflict needs you.')
    assert.equal(sentenceFor(previewOf({}, { a: 'x' }, {}, 'down')), 'Will download 1 (1.1 kB).')
  })

  it('says that it would, where it is not meant', () => {
    assert.equal(intentSentence(decideAll(previewOf({ a: 'x' }, {}), plain), false), 'Would upload 1 (1.1 kB).')
  })

  it('names ten of those that are left alone, and how many more there are', () => {
    const named = (direction: 'up' | 'down', number: number) => {
      const files = Object.fromEntries(Array.from({ length: number }, (_, index) => [`${String(index).padStart(2, '0')}.txt`, 'x']))
      const preview = direction === 'up' ? previewOf({}, files) : previewOf(files, {}, {}, 'down')
      return planText(decideAll(preview, plain), direction)
    }
    const ten = '00.txt, 01.txt, 02.txt, 03.txt, 04.txt, 05.txt, 06.txt, 07.txt, 08.txt, 09.txt'
    assert.equal(named('up', 10), `Left alone (10)\n  10 changed, or new, only on the server: ${ten}\n`)
    assert.equal(named('down', 15), `Left alone (15)\n  15 changed, or new, only here: ${ten} … and 5 more\n`)
  })

  it('sums up what was done', () => {
    const { items } = previewOf(local, remote, before).plan
    const at = (path: string) => {
      const item = items.find(({ difference }) => difference.path === path)
      assert.ok(item)
      return item
    }
    const outcome: Outcome = {
      items: [
        { kind: 'done', item: at('new.txt'), bytes: 4 },
        { kind: 'failed', item: at('mine.txt'), error: new Error('x') },
        { kind: 'changedSincePreview', item: at('gone.txt') },
        { kind: 'refused', item: at('gone.txt') },
      ],
      isCancelled: false,
    }
    assert.equal(outcomeText(outcome), 'Uploaded 1 (5.0 kB); 1 failed; 1 changed meanwhile and left for the next time; 1 refused.\n')
    assert.equal(outcomeText({ items: [], isCancelled: false }), '')
    const failure: Outcome = { items: [{ kind: 'failed', item: at('mine.txt'), error: new Error('x') }], isCancelled: false }
    assert.equal(outcomeText(failure), 'Nothing was changed; 1 failed.\n')
  })

  it('says what the rules have left out', () => {
    const leftOut = new Map([
      ['.git', 1],
      ['*.map', 2],
    ])
    assert.equal(leftOutText({ ...previewOf({}, {}), leftOut }), 'Not synced (3): .git, *.map\n')
    assert.equal(leftOutText(previewOf({}, {})), '')
  })

  it('can not be made to move the cursor by a name', () => {
    const text = planText(decideAll(previewOf({ 'a\u001b[2J\u202e.txt': 'x' }, {}), plain), 'up')
    assert.doesNotMatch(text.replaceAll('\n', ''), /\p{Cc}|\u202e/u)
  })
})

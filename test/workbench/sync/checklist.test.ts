import assert from 'node:assert/strict'
import type { Difference } from '../../../src/sync/difference.ts'
import type { ItemOutcome } from '../../../src/sync/outcome.ts'
import { Checklist } from '../../../src/workbench/sync/checklist.ts'
import { file, folder, previewOf } from './previews.ts'

function checklistOf(...differences: readonly Difference[]): Checklist {
  return new Checklist(previewOf(differences))
}

function ticked(checklist: Checklist): string[] {
  return checklist.lines.filter(({ isTicked }) => isTicked).map(({ item }) => item.difference.path)
}

function outcomeOf(checklist: Checklist, path: string, kind: 'done' | 'changedSincePreview' | 'refused'): ItemOutcome {
  const item = checklist.line(path)?.item
  assert.ok(item)
  return kind === 'done' ? { kind, item, bytes: 10 } : { kind, item }
}

describe('a checklist', () => {
  it('begins with what takes nothing away: no deletion and no conflict is ticked', () => {
    const checklist = checklistOf(
      file('both.txt', 'changed', 'changed'),
      file('down.txt', 'same', 'changed'),
      file('equal.txt', 'same', 'same'),
      file('old.txt', 'deleted', 'same'),
      file('up.txt', 'changed', 'same'),
    )
    assert.deepEqual(ticked(checklist), ['down.txt', 'up.txt'])
  })

  it('ticks the folder that is made for a file, and unticks what goes into a folder that is not made', () => {
    const checklist = checklistOf(
      folder('css', 'new', 'absent'),
      folder('css/print', 'new', 'absent'),
      file('css/print/a.css', 'new', 'absent'),
      file('css/site.css', 'new', 'absent'),
      file('index.html', 'changed', 'same'),
    )
    checklist.tick(['css'], false)
    assert.deepEqual(ticked(checklist), ['index.html'])
    checklist.tick(['css/print/a.css'], true)
    assert.deepEqual(ticked(checklist), ['css', 'css/print', 'css/print/a.css', 'index.html'])
  })

  it('ticks what is deleted with a folder, and unticks the folder when something in it is to stay', () => {
    const checklist = checklistOf(
      folder('old', 'deleted', 'same'),
      file('old/a.txt', 'deleted', 'same'),
      folder('old/more', 'deleted', 'same'),
      file('old/more/b.txt', 'deleted', 'same'),
    )
    checklist.tick(['old'], true)
    assert.deepEqual(ticked(checklist), ['old', 'old/a.txt', 'old/more', 'old/more/b.txt'])
    checklist.tick(['old/more/b.txt'], false)
    assert.deepEqual(ticked(checklist), ['old/a.txt'])
  })

  it('takes folders apart whose names only begin alike', () => {
    const checklist = checklistOf(
      folder('css', 'new', 'absent'),
      file('css/a.css', 'new', 'absent'),
      folder('css2', 'new', 'absent'),
      file('css2/b.css', 'new', 'absent'),
    )
    checklist.tick(['css'], false)
    assert.deepEqual(ticked(checklist), ['css2', 'css2/b.css'])
  })

  it('does not tick a conflict before it is decided', () => {
    const checklist = checklistOf(file('both.txt', 'changed', 'changed'))
    checklist.tick(['both.txt'], true)
    assert.deepEqual(ticked(checklist), [])
    checklist.decide(['both.txt'], 'down')
    const line = checklist.line('both.txt')
    assert.deepEqual([line?.isTicked, line?.isDecided, line?.item.isConflict, line?.item.decision], [true, true, false, 'down'])
    checklist.decide(['both.txt'], 'leave')
    assert.deepEqual(ticked(checklist), [])
  })

  it('has what only needs to be remembered carried out, ticked or not', () => {
    const checklist = checklistOf(file('gone.txt', 'deleted', 'deleted'), file('up.txt', 'changed', 'same'))
    checklist.tick(['gone.txt', 'up.txt'], false)
    assert.deepEqual(
      checklist.chosen.map(({ difference }) => difference.path),
      ['gone.txt'],
    )
  })

  it('gives out decisions as they were made', () => {
    const checklist = checklistOf(file('up.txt', 'changed', 'same'))
    checklist.decide(['up.txt'], 'down')
    assert.deepEqual(
      checklist.chosen.map(({ decision }) => decision),
      ['down'],
    )
    assert.equal(checklist.preview.plan.items[0]?.decision, 'up')
  })

  it('loses what is done and keeps the rest with what was in the way', () => {
    const checklist = checklistOf(file('a.txt', 'changed', 'same'), file('b.txt', 'changed', 'same'), file('c.txt', 'changed', 'same'))
    checklist.settle({
      items: [outcomeOf(checklist, 'a.txt', 'done'), outcomeOf(checklist, 'b.txt', 'changedSincePreview')],
    })
    assert.deepEqual(
      checklist.lines.map(({ item, trouble }) => [item.difference.path, trouble?.kind]),
      [
        ['b.txt', 'changedSincePreview'],
        ['c.txt', undefined],
      ],
    )
    assert.equal(checklist.preview.plan.items.length, 2)
  })

  it('tells of a first time and a missing folder until something was done', () => {
    const differences = [file('a.txt', 'new', 'absent'), file('b.txt', 'new', 'absent')]
    const checklist = new Checklist(
      previewOf(differences, [{ kind: 'firstTime' }, { kind: 'folderMissing', path: '/htdocs' }, { kind: 'interrupted', actions: 1 }]),
    )
    const kinds = () => checklist.findings.map(({ kind }) => kind)
    checklist.settle({ items: [outcomeOf(checklist, 'a.txt', 'refused')] })
    assert.deepEqual(kinds(), ['firstTime', 'folderMissing', 'interrupted'])
    checklist.settle({ items: [outcomeOf(checklist, 'b.txt', 'done')] })
    assert.deepEqual(kinds(), ['interrupted'])
  })

  describe('of a new look', () => {
    function lookedAtAgain(earlier: Checklist, ...differences: readonly Difference[]): Checklist {
      const checklist = checklistOf(...differences)
      checklist.takeOver(earlier)
      return checklist
    }

    it('leaves unticked what a person has unticked, and ticks what is new', () => {
      const earlier = checklistOf(file('a.txt', 'changed', 'same'), file('b.txt', 'changed', 'same'))
      earlier.tick(['a.txt'], false)
      const again = lookedAtAgain(
        earlier,
        ...['a.txt', 'b.txt', 'c.txt'].map((name) => file(name, 'changed', 'same')),
        file('old.txt', 'deleted', 'same'),
      )
      assert.deepEqual(ticked(again), ['b.txt', 'c.txt'])
      assert.equal(again.isTouched, true)
    })

    it('ticks nothing that goes into a folder that is not to be made', () => {
      const earlier = checklistOf(folder('css', 'new', 'absent'))
      earlier.tick(['css'], false)
      assert.deepEqual(ticked(lookedAtAgain(earlier, folder('css', 'new', 'absent'), file('css/a.css', 'new', 'absent'))), [])
    })

    it('keeps what was decided where the row is as it was, and only there', () => {
      const both = [file('a.txt', 'changed', 'changed'), file('b.txt', 'changed', 'changed'), file('c.txt', 'changed', 'changed')]
      const earlier = checklistOf(...both)
      earlier.decide(['a.txt', 'b.txt'], 'down')
      earlier.decide(['c.txt'], 'up')
      const again = lookedAtAgain(earlier, file('a.txt', 'changed', 'changed'), file('b.txt', 'changed', 'deleted'), ...both.slice(2))
      assert.deepEqual(
        again.lines.map(({ item, isTicked, isDecided }) => [item.decision, isTicked, isDecided]),
        [
          ['down', true, true],
          ['leave', false, false],
          ['up', true, true],
        ],
      )
    })

    it('forgets what was decided of another content', () => {
      const conflict = file('a.txt', 'changed', 'changed')
      const earlier = checklistOf(conflict)
      earlier.decide(['a.txt'], 'down')
      const edited = { ...conflict, local: { ...conflict.local, entry: { name: 'a.txt', type: 'file', size: 11 } as const } }
      assert.equal(lookedAtAgain(earlier, edited).line('a.txt')?.item.isConflict, true)
    })

    it('is untouched where nobody has said anything', () => {
      const changed = file('a.txt', 'changed', 'same')
      assert.equal(lookedAtAgain(checklistOf(changed, file('old', 'deleted', 'same')), changed).isTouched, false)
    })
  })

  it('forgets a trouble once it worked', () => {
    const checklist = checklistOf(file('a.txt', 'changed', 'same'))
    checklist.settle({ items: [outcomeOf(checklist, 'a.txt', 'refused')] })
    checklist.decide(['a.txt'], 'down')
    assert.equal(checklist.line('a.txt')?.trouble, undefined)
  })

  it('takes in a newer look at some paths, each in its place', () => {
    const checklist = checklistOf(file('a.txt', 'changed', 'same'), file('b.txt', 'changed', 'changed'), file('c.txt', 'changed', 'same'))
    checklist.tick(['a.txt'], false)
    checklist.replace(previewOf([file('b.txt', 'changed', 'same')]), (path) => path === 'b.txt')
    assert.deepEqual(
      checklist.lines.map(({ item, isTicked }) => [item.difference.path, item.reason, isTicked]),
      [
        ['a.txt', 'changedHere', false],
        ['b.txt', 'changedHere', true],
        ['c.txt', 'changedHere', true],
      ],
    )
    assert.deepEqual(
      checklist.preview.plan.items.map(({ difference }) => difference.path),
      ['a.txt', 'b.txt', 'c.txt'],
    )
  })

  it('keeps a folder before what is in it, and that before the next name', () => {
    const checklist = checklistOf(folder('a', 'new', 'absent'), file('a/x', 'new', 'absent'), file('a.txt', 'new', 'absent'))
    checklist.replace(previewOf([file('a/x', 'new', 'absent')]), (path) => path === 'a/x')
    assert.deepEqual(
      checklist.lines.map(({ item }) => item.difference.path),
      ['a', 'a/x', 'a.txt'],
    )
  })

  it('keeps one row for each folder above of which a newer look tells as well', () => {
    const checklist = checklistOf(folder('a', 'new', 'absent'), file('a/x', 'new', 'absent'), folder('b', 'same', 'same'))
    checklist.tick(['a'], false)
    checklist.replace(previewOf([folder('a', 'new', 'absent'), folder('a/c', 'new', 'absent'), file('a/c/y', 'new', 'absent')]), (path) =>
      path.endsWith('y'),
    )
    const paths = ['a', 'a/c', 'a/c/y', 'a/x', 'b']
    assert.deepEqual(
      checklist.lines.map(({ item }) => item.difference.path),
      paths,
    )
    assert.deepEqual(
      checklist.preview.plan.items.map(({ difference }) => difference.path),
      paths,
    )
  })

  it('decides ten thousand rows at once without a pause', function () {
    this.timeout(2000)
    const many = Array.from({ length: 10_000 }, (_, index) => file(`f/${String(index).padStart(5, '0')}`, 'changed', 'changed'))
    const checklist = checklistOf(...many)
    checklist.decide(
      many.map(({ path }) => path),
      'up',
    )
    assert.equal(ticked(checklist).length, many.length)
  })

  it('does not delete a folder in which something is left out', () => {
    const checklist = checklistOf(folder('old', 'deleted', 'same'), file('old/a.map', 'deleted', 'same'), file('old/b', 'deleted', 'same'))
    checklist.tick(['old'], true)
    checklist.drop((path) => path.endsWith('.map'))
    assert.deepEqual(ticked(checklist), ['old/b'])
  })

  it('drops rows that are no longer wanted', () => {
    const checklist = checklistOf(file('a.map', 'changed', 'same'), file('b.txt', 'changed', 'same'))
    checklist.drop((path) => path.endsWith('.map'))
    assert.deepEqual(ticked(checklist), ['b.txt'])
    assert.equal(checklist.preview.plan.items.length, 1)
  })
})

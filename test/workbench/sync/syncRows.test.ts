import assert from 'node:assert/strict'
import type { Difference } from '../../../src/sync/difference.ts'
import { Checklist } from '../../../src/workbench/sync/checklist.ts'
import { groupRows, hasBox, lineRows, matcherOf, natureOf } from '../../../src/workbench/sync/syncRows.ts'
import { file, folder, previewOf } from './previews.ts'

const everything = [
  file('both.php', 'changed', 'changed'),
  file('down.txt', 'same', 'changed'),
  file('equal.txt', 'same', 'same'),
  file('lost.txt', 'same', 'deleted'),
  file('old.txt', 'deleted', 'same'),
  file('unseen.txt', 'same', 'unknown'),
  file('up.txt', 'changed', 'same'),
]

function groupsOf(differences: readonly Difference[], filter = '', withEqual = false) {
  return groupRows(new Checklist(previewOf(differences)).lines, { filter, withEqual })
}

describe('rows of the Sync view', () => {
  it('come in groups, what needs a person first', () => {
    const groups = groupsOf(everything).map(({ group }) => group)
    assert.deepEqual(groups, ['conflicts', 'deletesRemote', 'deletesLocal', 'uploads', 'downloads', 'leftAlone'])
  })

  it('show what is equal only when that is wanted', () => {
    assert.equal(groupsOf(everything, '', true).at(-1)?.group, 'equal')
  })

  it('leave out groups in which nothing passes the filter', () => {
    assert.deepEqual(
      groupsOf(everything, '*.php').map(({ group, lines }) => [group, lines.length]),
      [['conflicts', 1]],
    )
  })

  it('have a box where something can be done, and one for each group of such', () => {
    const boxes = groupsOf(everything, '', true).map(({ group, isTicked, lines }) => [group, isTicked, lines.every(hasBox)])
    assert.deepEqual(boxes, [
      ['conflicts', false, true],
      ['deletesRemote', false, true],
      ['deletesLocal', false, true],
      ['uploads', true, true],
      ['downloads', true, true],
      ['leftAlone', undefined, false],
      ['equal', undefined, false],
    ])
  })

  it('untick the box of a group in which one row is not ticked', () => {
    const checklist = new Checklist(previewOf([file('a', 'new', 'absent'), file('b', 'new', 'absent')]))
    checklist.tick(['a'], false)
    assert.equal(groupRows(checklist.lines, { filter: '', withEqual: false })[0]?.isTicked, false)
  })

  it('keep a conflict among the conflicts after it was decided', () => {
    const checklist = new Checklist(previewOf([file('both.php', 'changed', 'changed')]))
    checklist.decide(['both.php'], 'up')
    const [group] = groupRows(checklist.lines, { filter: '', withEqual: false })
    assert.deepEqual([group?.group, group?.isTicked], ['conflicts', true])
  })

  it('stop at two thousand with a row for the rest, which the box of the group is about too', () => {
    const [group] = groupsOf(Array.from({ length: 2003 }, (_, index) => file(`f${index}`, 'new', 'absent')))
    assert.ok(group)
    const rows = lineRows(group)
    const last = rows.at(-1)
    assert.deepEqual([rows.length, group.lines.length, last?.kind === 'rest' && last.count], [2001, 2003, 3])
  })

  it('say what can be done with them', () => {
    const natures = [
      file('a.php', 'changed', 'changed'),
      file('a.png', 'changed', 'changed'),
      file('b.php', 'changed', 'deleted'),
      file('c.php', 'changed', 'same'),
      file('d.php', 'same', 'unknown'),
      folder('e', 'deleted', 'same'),
    ].map((difference) => natureOf(new Checklist(previewOf([difference])).lines[0] ?? assert.fail()))
    assert.deepEqual(natures, ['mergeable', 'twoFiles', 'oneSided', 'change', 'fixed', 'change'])
  })

  it('can go where the direction left them alone', () => {
    const [line] = new Checklist(previewOf([file('a.php', 'same', 'changed')], [], 'up')).lines
    assert.equal(natureOf(line ?? assert.fail()), 'idle')
  })
})

describe('the filter of the Sync view', () => {
  for (const [filter, path, isShown] of [
    ['', 'a.txt', true],
    ['JS', 'src/app.js', true],
    ['js/', 'js/app.css', true],
    ['css', 'src/app.js', false],
    ['*.css', 'deep/down/Site.CSS', true],
    ['*.css', 'site.css.map', false],
    ['a?.txt', 'x/ab.txt', true],
    ['a?.txt', 'x/a.txt', false],
    ['blog/**', 'blog/2024/a.html', true],
    ['blog/*', 'blog/2024/a.html', false],
    ['**/img/*', 'img/a.png', true],
    ['**/img/*', 'a/b/img/a.png', true],
    ['(a).[b]*', 'x/(a).[b]c', true],
    ['(a).[b]*', 'x/a.b', false],
  ] as const) {
    it(`${isShown ? 'shows' : 'hides'} ${path} for "${filter}"`, () => assert.equal(matcherOf(filter)(path), isShown))
  }
})

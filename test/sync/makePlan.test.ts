/**
 * What becomes of every combination of what can happen on two sides, and that the rules know no sides.
 */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { compare } from '../../src/sync/compare.ts'
import { stateOn } from '../../src/sync/difference.ts'
import { decideIn, makePlan } from '../../src/sync/makePlan.ts'
import { effectsOf, type Decision, type Direction, type Plan, type Reason } from '../../src/sync/plan.ts'
import type { Snapshot } from '../../src/sync/snapshot.ts'
import { isDeletion } from '../../src/sync/summary.ts'
import { agreedOn, snapshotOf, type Written } from './support.ts'
import '../support/unhandledRejections.ts'

type Files = Readonly<Record<string, Written>>

function plan(
  local: Files | Snapshot,
  remote: Files | Snapshot,
  before: Readonly<Record<string, string>> = {},
  direction: Direction = 'both',
) {
  const { differences } = compare(asSnapshot(local), asSnapshot(remote), agreedOn(before), new Map())
  return makePlan(differences, direction)
}

function asSnapshot(side: Files | Snapshot): Snapshot {
  return isSnapshot(side) ? side : snapshotOf(side)
}

function isSnapshot(side: Files | Snapshot): side is Snapshot {
  return side['entries'] instanceof Map
}

/** `path: decision reason`, with `!` for a conflict; what is equal and remembered is left out. */
function lines({ items }: Plan): string[] {
  return items
    .filter(({ decision, reason }) => !(decision === 'leave' && reason === 'equal'))
    .map(({ difference, decision, reason, isConflict }) => `${difference.path}: ${decision} ${reason}${isConflict ? '!' : ''}`)
}

describe('A plan both ways', () => {
  const was = { a: 'old' }
  for (const [what, here, there, before, expected] of [
    ['nothing has happened', { a: 'old' }, { a: 'old' }, was, []],
    ['a file is new here', { a: 'new' }, {}, {}, ['a: up newHere']],
    ['a file is new there', {}, { a: 'new' }, {}, ['a: down newThere']],
    ['a file has changed here', { a: 'newer' }, { a: 'old' }, was, ['a: up changedHere']],
    ['a file has changed there', { a: 'old' }, { a: 'newer' }, was, ['a: down changedThere']],
    ['a file was deleted here', {}, { a: 'old' }, was, ['a: up deletedHere']],
    ['a file was deleted there', { a: 'old' }, {}, was, ['a: down deletedThere']],
    ['a file is gone from both', {}, {}, was, ['a: agree bothGone']],
    ['both have made one', { a: 'mine' }, { a: 'their' }, {}, ['a: leave bothNew!']],
    ['both have changed it', { a: 'mine!' }, { a: 'theirs!' }, was, ['a: leave bothChanged!']],
    ['it was changed here and deleted there', { a: 'mine' }, {}, was, ['a: leave changedHereDeletedThere!']],
    ['it was deleted here and changed there', {}, { a: 'theirs' }, was, ['a: leave deletedHereChangedThere!']],
    ['it became a folder there', { a: 'old' }, { 'a/': '' }, was, ['a: leave typeDiffers!']],
    ['it became a folder here', { 'a/': '' }, { a: 'old' }, was, ['a: leave typeDiffers!']],
    ['a folder is new here', { 'a/': '' }, {}, {}, ['a: up newHere']],
    ['a folder is new on both', { 'a/': '' }, { 'a/': '' }, {}, ['a: agree equal']],
    ['a folder was deleted there', { 'a/': '' }, {}, { 'a/': '' }, ['a: down deletedThere']],
    ['it became a folder on both', { 'a/': '' }, { 'a/': '' }, was, ['a: agree equal']],
    ['it became a folder here and was deleted there', { 'a/': '' }, {}, was, ['a: leave changedHereDeletedThere!']],
  ] as const) {
    it(`says what is to be done when ${what}`, () => assert.deepEqual(lines(plan(here, there, before)), expected))
  }

  it('leaves alone what it can not be sure is gone', () => {
    const blind = snapshotOf({ 'css/': '' }, { gaps: new Map([['css', new Error('450')]]) })
    const here = { 'css/': '', 'css/a.css': 'a', 'index.html': 'i' }
    assert.deepEqual(lines(plan(here, blind, { 'css/': '', 'css/a.css': 'a', 'index.html': 'i' })), [
      'css/a.css: leave notSeen',
      'index.html: down deletedThere',
    ])
  })

  it('takes no name for deleted that may be one of those that can not be read now', () => {
    const broken = snapshotOf({}, { unusable: [{ path: 'caf\\xe9', error: new Error('charset') }] })
    const before = { 'caf\u00e9': 'c', 'plain.txt': 'p', 'caf\u00e9s/': '', 'caf\u00e9s/menu': 'm' }
    assert.deepEqual(lines(plan(before, broken, before)), [
      'caf\u00e9: leave notSeen',
      'caf\u00e9s: leave notSeen',
      'caf\u00e9s/menu: leave notSeen',
      'plain.txt: down deletedThere',
    ])
  })

  it('deletes no folder of which not everything is known', () => {
    const blind = snapshotOf({ 'css/': '', 'css/deep/': '' }, { gaps: new Map([['css/deep', new Error('450')]]) })
    assert.deepEqual(lines(plan({}, blind, { 'css/': '', 'css/deep/': '' })), ['css: leave notSeen', 'css/deep: leave notSeen'])
  })

  it('brings back a folder that was deleted there for what is new in it here', () => {
    const here = { 'a/': '', 'a/b/': '', 'a/b/new': 'n', 'a/old': 'o' }
    assert.deepEqual(lines(plan(here, {}, { 'a/': '', 'a/b/': '', 'a/old': 'o' })), [
      'a: up keptInside',
      'a/b: up keptInside',
      'a/b/new: up newHere',
      'a/old: down deletedThere',
    ])
  })

  it('keeps a folder while something in it is in conflict', () => {
    const here = { 'a/': '', 'a/x': 'changed' }
    assert.deepEqual(lines(plan(here, {}, { 'a/': '', 'a/x': 'old' })), ['a: leave keptInside', 'a/x: leave changedHereDeletedThere!'])
  })

  it('holds back what is inside of a conflict', () => {
    const here = { 'a/': '', 'a/x': 'x' }
    assert.deepEqual(lines(plan(here, { a: 'file' }, { a: 'file' })), ['a: leave typeDiffers!', 'a/x: leave insideConflict'])
  })

  it('does not write through a link, nor follow one', () => {
    assert.deepEqual(lines(plan({ a: { type: 'link' } }, { 'a/': '', 'a/x': 'x' })), ['a: leave link', 'a/x: leave link'])
    assert.deepEqual(lines(plan({ a: 'x' }, { a: { type: 'link' } }, { a: 'x' })), ['a: leave link'])
  })

  it('leaves twins alone where a side would take them for one', () => {
    const disk = snapshotOf({}, { foldsCase: true })
    const twins = { 'A.txt': 'big', 'a.txt': 'small', 'Dir/': '', 'dir/': '', 'dir/x': 'x' }
    assert.deepEqual(lines(plan(disk, twins)), ['A.txt: leave twins', 'Dir: leave twins', 'dir/x: leave twins'])
    const composed = 'caf\u00e9'
    assert.deepEqual(lines(plan({}, { [composed]: '1', [composed.normalize('NFD')]: '2' })), [`${composed}: leave twins`])
  })

  it('takes names in another case, or composed otherwise, for the same where a side does', () => {
    const disk = snapshotOf({ 'Docs/': '', 'Docs/a.txt': 'a', 'Docs/new.txt': 'n' }, { foldsCase: true })
    const { items } = plan(disk, { 'docs/': '', 'docs/A.TXT': 'a' }, { 'Docs/': '', 'Docs/a.txt': 'a' })
    assert.deepEqual(
      items.map(({ difference: { local, remote } }) => [local.path, remote.path]),
      [
        ['Docs', 'docs'],
        ['Docs/a.txt', 'docs/A.TXT'],
        ['Docs/new.txt', 'docs/new.txt'],
      ],
    )
  })

  it('gets nothing from a server to where this computer would run it', () => {
    assert.deepEqual(
      lines(plan({}, { '.git/': '', '.git/hooks/': '', '.git/hooks/post-checkout': 'evil' })).at(-1),
      '.git/hooks/post-checkout: leave sensitive',
    )
  })
})

describe('A plan in one direction', () => {
  const was = { a: 'old' }
  for (const [what, here, there, before, up, down] of [
    ['a file is new here', { a: 'new' }, {}, {}, 'up newHere', 'leave otherDirection'],
    ['a file has changed here', { a: 'newer' }, { a: 'old' }, was, 'up changedHere', 'leave otherDirection'],
    ['a file was deleted here', {}, { a: 'old' }, was, 'up deletedHere', 'down deletedHere'],
    ['both have changed it', { a: 'mine!' }, { a: 'theirs!' }, was, 'leave bothChanged!', 'leave bothChanged!'],
  ] as const) {
    it(`changes the target only when ${what}`, () => {
      assert.deepEqual(lines(plan(here, there, before, 'up')), [`a: ${up}`])
      assert.deepEqual(lines(plan(here, there, before, 'down')), [`a: ${down}`])
    })
  }
})

describe('A decision of a person', () => {
  it('takes along what is inside of the conflict', () => {
    const { items } = plan({ 'a/': '', 'a/x': 'x' }, { a: 'file' }, { a: 'file' })
    const decided = (decision: Decision) =>
      decideIn(items, 'a', decision).map((item) => effectsOf(item).map((effect) => `${effect.kind} ${'to' in effect ? effect.to : ''}`))
    assert.deepEqual(decided('up'), [['deleteFile remote', 'makeFolder remote'], ['copy remote']])
    assert.deepEqual(decided('down'), [['deleteFolder local', 'copy local'], ['deleteFile local']])
  })

  it('takes nothing along from the server that this computer would run', () => {
    const { items } = plan({ a: 'file' }, { 'a/': '', 'a/.envrc': 'x', 'a/x': 'x' }, { a: 'other' })
    const decisions = (decision: Decision) => decideIn(items, 'a', decision).map((item) => `${item.difference.path} ${item.decision}`)
    assert.deepEqual(decisions('down'), ['a down', 'a/.envrc leave', 'a/x down'])
    assert.deepEqual(decisions('up'), ['a up', 'a/.envrc up', 'a/x up'])
  })
})

describe('The rules of a plan', () => {
  const content = fc.constantFrom('1', '22', '333')
  const path = fc.constantFrom('a', 'b', 'd/', 'd/x', 'd/y', 'd/e/', 'd/e/z', 'B')
  const files = fc.dictionary(path, content).map(wellFormed)
  const scene = fc.record({ local: files, remote: files, before: files, gaps: fc.subarray(['', 'd', 'd/e']) })

  const mirrored: Readonly<Record<Decision, Decision>> = { up: 'down', down: 'up', keepBoth: 'keepBoth', agree: 'agree', leave: 'leave' }
  const mirroredReason = (reason: Reason) =>
    reason
      .replace(/Here|There/g, (side) => (side === 'Here' ? 'There' : 'Here'))
      .replace('changedThereDeletedHere', 'deletedHereChangedThere')
      .replace('deletedThereChangedHere', 'changedHereDeletedThere')

  it('are the same for both sides', () => {
    fc.assert(
      fc.property(scene, ({ local, remote, before }) => {
        const turned = plan(remote, local, before).items.map(({ difference, decision, reason }) => [
          difference.path,
          mirrored[decision],
          mirroredReason(reason),
        ])
        assert.deepEqual(
          plan(local, remote, before).items.map(({ difference, decision, reason }) => [difference.path, decision, reason]),
          turned,
        )
      }),
    )
  })

  it('delete only what was agreed on, is unchanged where it is, and is certainly gone from the other side', () => {
    fc.assert(
      fc.property(scene, fc.constantFrom<Direction>('up', 'down', 'both'), ({ local, remote, before, gaps }, direction) => {
        const blind = snapshotOf(remote, {
          gaps: new Map(gaps.filter((gap) => gap === '' || `${gap}/` in remote).map((gap) => [gap, new Error('450')])),
        })
        for (const item of plan(snapshotOf(local), blind, before, direction).items) {
          const { difference } = item
          for (const effect of effectsOf(item).filter(isDeletion)) {
            assert.equal(stateOn(difference, effect.to).change, 'same', difference.path)
            assert.equal(stateOn(difference, effect.to === 'local' ? 'remote' : 'local').change, 'deleted', difference.path)
            if (effect.to === 'local')
              assert.ok(![...blind.gaps.keys()].some((gap) => gap === '' || difference.path.startsWith(`${gap}/`)), difference.path)
          }
        }
      }),
    )
  })

  it('never settle a conflict, and never overwrite what has changed', () => {
    fc.assert(
      fc.property(scene, fc.constantFrom<Direction>('up', 'down', 'both'), ({ local, remote, before }, direction) => {
        for (const item of plan(local, remote, before, direction).items) {
          if (item.isConflict) assert.equal(item.decision, 'leave')
          for (const effect of effectsOf(item))
            if (effect.kind === 'copy' && effect.replaces) assert.equal(stateOn(item.difference, effect.to).change, 'same')
        }
      }),
    )
  })

  it('delete no folder in which something stays', () => {
    fc.assert(
      fc.property(scene, ({ local, remote, before }) => {
        const { items } = plan(local, remote, before)
        const goes = (item: (typeof items)[number]) =>
          effectsOf(item).some(isDeletion) || (!item.difference.local.entry && !item.difference.remote.entry)
        for (const folder of items.filter((item) => effectsOf(item).some(({ kind }) => kind === 'deleteFolder')))
          for (const item of items)
            if (item.difference.path.startsWith(`${folder.difference.path}/`)) assert.ok(goes(item), item.difference.path)
      }),
    )
  })

  it('find nothing more to do once everything was done', () => {
    fc.assert(
      fc.property(files, (both) => {
        assert.deepEqual(lines(plan(both, both, both)), [])
      }),
    )
  })
})

/** Every folder that something is in, and no name for a file and a folder. */
function wellFormed(files: Readonly<Record<string, string>>): Record<string, string> {
  const all: Record<string, string> = {}
  for (const [path, content] of Object.entries(files)) {
    const parts = path.split('/').filter((part) => part !== '')
    parts.slice(0, path.endsWith('/') ? undefined : -1).forEach((_, index) => (all[`${parts.slice(0, index + 1).join('/')}/`] = ''))
    if (!path.endsWith('/')) all[path] = content
  }
  return all
}

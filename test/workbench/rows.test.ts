import assert from 'node:assert/strict'
import type { Entry } from '../../src/base/entry.ts'
import { compareEntries, entryRow, entryRows, problemRow, siteRow, withoutNested } from '../../src/workbench/rows.ts'

const site = siteRow({ id: 'one', name: 'One', host: 'one.example', user: 'ann', security: 'explicit', transferMode: 'auto' })

function file(name: string): Entry {
  return { name, type: 'file' }
}

function folder(name: string): Entry {
  return { name, type: 'folder' }
}

describe('rows of the Sites view', () => {
  it('have folders first, and numbers by their value', () => {
    const entries = [
      file('b.txt'),
      file('img10.png'),
      folder('zoo'),
      file('img9.png'),
      folder('Apps'),
      { name: 'a-link', type: 'link' } as const,
    ]
    const names = entries.sort(compareEntries).map(({ name }) => name)
    assert.deepEqual(names, ['Apps', 'zoo', 'a-link', 'b.txt', 'img9.png', 'img10.png'])
  })

  it('have an order of their own for names that differ in case only', () => {
    assert.deepEqual(
      [file('a'), file('A')].sort(compareEntries).map(({ name }) => name),
      ['A', 'a'],
    )
  })

  it('come in chunks, with a row for the rest', () => {
    const entries = Array.from({ length: 5 }, (_, index) => file(`f${index}`))
    const rows = entryRows(site, '/www', entries, 3)
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['entry', 'entry', 'entry', 'more'],
    )
    const more = rows[3]
    assert.ok(more?.kind === 'more')
    assert.deepEqual([more.shown, more.total], [3, 5])
  })

  it('have no row for the rest when all is shown', () => {
    assert.deepEqual(
      entryRows(site, '/', [file('a')], 1).map(({ kind }) => kind),
      ['entry'],
    )
  })

  it('show a name once that the server lists twice', () => {
    assert.equal(entryRows(site, '/', [file('a'), file('a')], 10).length, 1)
  })

  it('never take an unusable name for another path', () => {
    const bad = entryRow(site, '/www', { name: 'x/../../etc', type: 'file', unusable: 'It holds a slash.' })
    const good = entryRow(site, '/', file('etc'))
    assert.notEqual(bad.key, good.key)
  })

  it('have different keys for a folder and the problem in it', () => {
    const row = entryRow(site, '/', folder('www'))
    assert.notEqual(problemRow(row, 'Permission denied.', '').key, row.key)
  })

  it('leave out what lies in another selected folder', () => {
    const www = entryRow(site, '/', folder('www'))
    const css = entryRow(www, '/www', folder('css'))
    const style = entryRow(css, '/www/css', file('style.css'))
    const other = entryRow(site, '/', file('readme'))
    assert.deepEqual(
      withoutNested([style, www, other]).map(({ path }) => path),
      ['/www', '/readme'],
    )
    assert.deepEqual(
      withoutNested([style, css]).map(({ path }) => path),
      ['/www/css'],
    )
  })
})

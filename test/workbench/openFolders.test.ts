import assert from 'node:assert/strict'
import type { Site } from '../../src/sites/site.ts'
import { OpenFolders, type FoundRows } from '../../src/workbench/openFolders.ts'
import { entryRow, problemRow, siteRow, type FolderRow } from '../../src/workbench/rows.ts'

const site: Site = { id: 'one', name: 'One', host: 'one.example', user: 'ann', security: 'none', transferMode: 'passive' }
const root = siteRow(site)
const www = entryRow(root, '/', { name: 'www', type: 'folder' })
const css = entryRow(www, '/www', { name: 'css', type: 'folder' })
const file = entryRow(www, '/www', { name: 'index.html', type: 'file' })

describe('folders that were opened', () => {
  let open: OpenFolders
  let asked: string[]

  beforeEach(() => {
    open = new OpenFolders()
    asked = []
  })

  async function rowsOf(row: FolderRow, found: Partial<FoundRows> = {}) {
    const folder = row.kind === 'site' ? '/' : row.path
    return open.rowsOf(row, async () => {
      asked.push(folder)
      return { folder, rows: [file], ...found }
    })
  }

  it('are asked for once, however often the view wants their rows', async () => {
    const [first, second] = await Promise.all([rowsOf(root), rowsOf(root)])
    assert.equal(first, second)
    assert.equal(await rowsOf(root), first)
    assert.deepEqual(asked, ['/'])
  })

  it('are asked for again once forgotten, with all that is in them', async () => {
    for (const row of [root, www, css]) await rowsOf(row)
    open.forget(www)
    for (const row of [root, www, css]) await rowsOf(row)
    assert.deepEqual(asked, ['/', '/www', '/www/css', '/www', '/www/css'])
  })

  it('can be forgotten alone', async () => {
    for (const row of [www, css]) await rowsOf(row)
    open.forgetOne(www)
    for (const row of [www, css]) await rowsOf(row)
    assert.deepEqual(asked, ['/www', '/www/css', '/www'])
  })

  it('are forgotten where they could not be shown', async () => {
    await rowsOf(www, { rows: [problemRow(www, 'Permission denied.', '')] })
    await rowsOf(css)
    open.forgetProblems('one')
    for (const row of [www, css]) await rowsOf(row)
    assert.deepEqual(asked, ['/www', '/www/css', '/www'])
  })

  it('are known by the object the view has now', async () => {
    await rowsOf(www)
    const again = entryRow(root, '/', { name: 'www', type: 'folder' })
    await rowsOf(again)
    assert.equal(open.current(www), again)
    assert.equal(open.at('one', '/www'), again)
    assert.equal(open.at('two', '/www'), undefined)
  })

  it('are looked into anew when they are opened a second time', () => {
    assert.equal(open.wasOpened(www), false)
    open.wasClosed(www)
    assert.equal(open.wasOpened(www), true)
    assert.equal(open.wasOpened(www), false)
  })
})

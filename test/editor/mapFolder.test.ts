import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { DisposableStore } from '../../src/base/disposable.ts'
import { emptyProjectFile } from '../../src/sites/projectEdits.ts'
import { portside, projectFile, projectText, removeProject, workspaceFolder, writeProject } from './projectFile.ts'
import { startServerSite, type ServerSite } from './serverSite.ts'
import { Picks, Toasts } from './standIns.ts'

describe('the questions for a mapping', () => {
  let store: DisposableStore
  let toasts: Toasts
  let picks: Picks
  let server: ServerSite

  beforeEach(async () => {
    store = new DisposableStore()
    server = await startServerSite()
    await mkdir(join(server.folder, 'htdocs/shop'), { recursive: true })
    toasts = new Toasts(store)
    picks = new Picks(store)
  })

  afterEach(async () => {
    await removeProject()
    store.dispose()
    await server.stop()
  })

  async function mappings() {
    const known = (await portside()).mappings
    await known.ready()
    return known.all.map(({ mapping: { local, site, remote, direction } }) => ({ local, site, remote, direction }))
  }

  async function choose(words: string): Promise<readonly string[]> {
    const pick = await picks.next()
    const { labels } = pick
    pick.choose(words)
    return labels
  }

  it('end in the project file', async () => {
    const done = vscode.commands.executeCommand('portside.mapFolder')
    await choose(workspaceFolder().name)
    await choose('test site')
    assert.deepEqual(await choose('htdocs'), ['$(check) Use /', '$(folder) htdocs'])
    assert.deepEqual(await choose('shop'), ['$(check) Use /htdocs', '$(arrow-up) ..', '$(folder) shop'])
    await choose('Use /htdocs/shop')
    const directions = await picks.next()
    const details = directions.items.map(({ detail = '' }) => detail)
    assert.ok(
      details.every(({ length }) => length > 0 && length < 65),
      `${details.join()}: the editor cuts them off`,
    )
    assert.ok(details[1]?.endsWith('nothing here is changed.'), details[1])
    directions.choose('Upload only')
    const toast = await toasts.with('now belongs to /htdocs/shop on test site')
    assert.deepEqual(toast.labels, ['Preview sync', 'Edit mappings'])
    assert.deepEqual(await mappings(), [{ local: '', site: 'test site', remote: '/htdocs/shop', direction: 'up' }])
    toast.press()
    await done
  })

  it('leave out what is known from a folder in the explorer, and take a typed path', async () => {
    await writeProject('{\n  // ours\n  "mappings": []\n}')
    const done = vscode.commands.executeCommand('portside.mapFolder', vscode.Uri.joinPath(workspaceFolder().uri, 'public'))
    await choose('test site')
    const pick = await picks.next()
    pick.type('/not/listed/')
    assert.deepEqual(pick.labels, ['$(check) Use /not/listed'])
    pick.choose('/not/listed')
    await choose('Both ways')
    ;(await toasts.with('now belongs to')).press()
    await done
    assert.deepEqual(await mappings(), [{ local: 'public', site: 'test site', remote: '/not/listed', direction: 'both' }])
    assert.ok((await projectText())?.includes('// ours'))
  })

  it('can be gone through backwards, and left', async () => {
    const done = vscode.commands.executeCommand('portside.mapFolder')
    await choose(workspaceFolder().name)
    await choose('test site')
    ;(await picks.next()).back()
    ;(await picks.next()).back()
    assert.ok((await choose(workspaceFolder().name)).includes('$(folder-opened) Choose a folder inside…'))
    ;(await picks.next()).leave()
    await done
    assert.equal(await projectText(), undefined)
  })

  it('are not needed to begin the file by hand', async () => {
    await vscode.commands.executeCommand('portside.editMappings')
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), projectFile().toString())
    assert.equal(await projectText(), emptyProjectFile)
  })
})

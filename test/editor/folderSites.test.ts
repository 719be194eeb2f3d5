import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { DisposableStore } from '../../src/base/disposable.ts'
import { Config } from '../../src/workbench/config.ts'
import { ProjectFiles } from '../../src/workbench/projectFiles.ts'
import { siteRow } from '../../src/workbench/rows.ts'
import { siteItem } from '../../src/workbench/treeItems.ts'
import { folderUri, portside, projectFile, projectText, removeProject, writeProject } from './projectFile.ts'
import { startServerSite, type ServerSite } from './serverSite.ts'
import { Toasts } from './standIns.ts'

describe('a site that came with a folder', () => {
  let store: DisposableStore
  let toasts: Toasts
  let server: ServerSite

  beforeEach(async () => {
    store = new DisposableStore()
    toasts = new Toasts(store)
    server = await startServerSite() // whose own site has another name
  })

  afterEach(async () => {
    await removeProject()
    store.dispose()
    await server.stop()
  })

  async function writeSite(fields: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const { host, port } = server.address
    const site = { name: 'here', host, port, user: 'ann', security: 'none', transferMode: 'passive', ...fields }
    await writeProject({ sites: [site] })
  }

  async function list(): Promise<unknown> {
    return vscode.workspace.fs.readDirectory(folderUri('here'))
  }

  it('is connected to after asking, and asked about once', async () => {
    await writeSite()
    const listing = list()
    const question = await toasts.with('This folder wants to connect')
    const { host, port } = server.address
    assert.ok(question.message.includes(`${host}:${port} as ann`))
    assert.deepEqual(question.labels, ['Connect'])
    assert.equal(server.server.commands.length, 0)
    question.press('Connect')
    await listing
    assert.ok(server.server.commands.includes('USER ann'))
    await writeSite({ connections: 1 }) // takes other connections
    await list()
    assert.equal(toasts.all.length, 1)
  })

  it('is asked about again when it leads somewhere else', async () => {
    await writeSite({ user: 'bob' })
    const listing = list()
    ;(await toasts.with('as bob')).press('Connect')
    await listing
    await writeSite({ user: 'eve' })
    const other = list()
    ;(await toasts.with('as eve')).press('Connect')
    await other
    assert.equal(toasts.all.length, 2)
  })

  it('is not connected to when the answer is no, and not asked about again by itself', async () => {
    await writeSite({ user: 'mallory' })
    const listing = assert.rejects(list())
    ;(await toasts.with('as mallory')).press()
    await listing
    await assert.rejects(list())
    assert.equal(toasts.all.length, 1)
    assert.equal(server.server.accepted, 0)
  })

  it('is known as long as its folder says so', async () => {
    await writeProject({})
    await assert.rejects(list(), { code: 'FileNotFound' })
    assert.equal(server.server.accepted, 0)
  })

  describe('in the settings', () => {
    let config: Config

    beforeEach(async () => {
      await portside()
      await writeSite()
      const files = store.add(new ProjectFiles())
      config = store.add(new Config(files))
      await config.ready()
    })

    function here() {
      const site = config.sites.find(({ name }) => name === 'here')
      assert.ok(site)
      return site
    }

    it('stands behind the own ones, under an id that is made here', () => {
      assert.deepEqual(
        config.sites.map(({ name }) => name),
        ['test site', 'here'],
      )
      assert.equal(here().id, folderUri('here').authority)
    })

    it('says in its row which folder it came with', () => {
      const { description, accessibilityInformation } = siteItem(siteRow(here(), 'shop'), undefined, 0)
      assert.equal(description, 'passive, NOT ENCRYPTED (from shop)')
      assert.match(accessibilityInformation?.label ?? '', /from shop/)
    })

    it('gives way to one of the same name', async () => {
      await server.change({ name: 'here' })
      assert.equal(config.sites.length, 1)
      assert.equal(config.folderSite(here().id), undefined)
    })

    it('is changed where it is written', async () => {
      await config.saveSite({ ...here(), transferMode: 'active' })
      assert.equal(here().transferMode, 'active')
      assert.ok((await projectText())?.includes('"transferMode": "active"'))
      assert.ok(!JSON.stringify(vscode.workspace.getConfiguration('portside').get('sites')).includes('here'))
    })

    it('becomes an own one where the change is only about this computer', async () => {
      const { id } = here()
      await config.saveSite({ ...here(), activePorts: '50000-50100' })
      assert.equal(config.folderSite(id), undefined)
      assert.equal(config.site(id)?.activePorts, '50000-50100')
      assert.ok(!(await projectText())?.includes('50000'))
    })

    for (const command of ['portside.editSite', 'portside.removeSite']) {
      it(`is shown in its file instead of ${command}`, async () => {
        await vscode.commands.executeCommand(command, here().id)
        const editor = vscode.window.activeTextEditor
        assert.equal(editor?.document.uri.toString(), projectFile().toString())
        assert.ok(editor.document.getText().slice(editor.document.offsetAt(editor.selection.start)).startsWith('{\n      "name": "here"'))
      })
    }
  })
})

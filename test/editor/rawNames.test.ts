/** A server whose names are Latin-1, as the embedded one sends them: é is the byte E9, which isn't UTF-8. */

import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import * as vscode from 'vscode'
import { locationOf, uriOf } from '../../src/workbench/uris.ts'
import { startServerSite, type ServerSite } from './serverSite.ts'

const { fs } = vscode.workspace

describe('a file whose name is not in the site’s charset', () => {
  let site: ServerSite

  beforeEach(async () => {
    site = await startServerSite({ encoding: 'latin1' })
    await mkdir(join(site.folder, 'über'))
    await writeFile(join(site.folder, 'café.txt'), 'coffee')
    await writeFile(join(site.folder, 'über', 'thé.txt'), 'tea')
  })

  afterEach(() => site.stop())

  function uri(path: string): vscode.Uri {
    return uriOf({ siteId: site.uri('/').authority, path })
  }

  function onDisk(...names: string[]): Promise<string> {
    return readFile(join(site.folder, ...names), 'utf8')
  }

  async function openAndEdit(path: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(uri(path))
    const editor = await vscode.window.showTextDocument(document)
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'hot '))
    return document
  }

  it('has a URI like any other', async () => {
    const names = (await fs.readDirectory(uri('/'))).map(([name]) => name).sort()
    const uris = names.map((name) => vscode.Uri.parse(vscode.Uri.joinPath(uri('/'), name).toString()))
    assert.deepEqual(
      uris.map((found) => locationOf(found).path),
      ['/caf\udce9.txt', '/\udcfcber'],
    )
  })

  it('is opened, edited and saved, twice', async () => {
    const document = await openAndEdit('/caf\udce9.txt')
    assert.equal(document.languageId, 'plaintext')
    assert.equal(await document.save(), true)
    assert.equal(await onDisk('café.txt'), 'hot coffee')
    await openAndEdit('/caf\udce9.txt')
    assert.equal(await document.save(), true)
    assert.equal(await onDisk('café.txt'), 'hot hot coffee')
  })

  it('is opened and saved in a folder with such a name', async () => {
    const document = await openAndEdit('/\udcfcber/th\udce9.txt')
    assert.equal(await document.save(), true)
    assert.equal(await onDisk('über', 'thé.txt'), 'hot tea')
  })

  it('is renamed with its editor', async () => {
    await openAndEdit('/caf\udce9.txt').then((document) => document.save())
    const edit = new vscode.WorkspaceEdit()
    edit.renameFile(uri('/caf\udce9.txt'), uri('/th\udce9.txt'), { overwrite: false })
    assert.equal(await vscode.workspace.applyEdit(edit), true)
    assert.deepEqual((await readdir(site.folder)).sort(), ['thé.txt', 'über'])
    assert.ok(vscode.window.visibleTextEditors.some(({ document }) => locationOf(document.uri).path === '/th\udce9.txt'))
  })

  it('is copied and deleted, and so is its folder', async () => {
    await fs.copy(uri('/caf\udce9.txt'), uri('/\udcfcber/caf\udce9.txt'))
    assert.deepEqual((await readdir(join(site.folder, 'über'))).sort(), ['café.txt', 'thé.txt'])
    await fs.delete(uri('/caf\udce9.txt'))
    await fs.readDirectory(uri('/\udcfcber'))
    await fs.delete(uri('/\udcfcber'), { recursive: true })
    assert.deepEqual(await readdir(site.folder), [])
  })

  it('has a readable name once the charset was chosen', async () => {
    await fs.readDirectory(uri('/'))
    const choosing = vscode.commands.executeCommand('portside.setCharset', uri('/').authority)
    await delay(1000) // nothing tells when the choice is on the screen
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext') // after UTF-8 comes windows-1252
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem')
    await choosing
    const [saved] = vscode.workspace.getConfiguration('portside').get<{ charset: string }[]>('sites', [])
    assert.equal(saved?.charset, 'windows-1252')
    const names = (await fs.readDirectory(uri('/'))).map(([name]) => name)
    assert.deepEqual(names.sort(), ['café.txt', 'über'])
  })
})

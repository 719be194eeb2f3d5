import assert from 'node:assert/strict'
import { mkdir, readFile, readdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import * as vscode from 'vscode'
import { startServerSite, type ServerSite } from './serverSite.ts'

const { fs } = vscode.workspace

async function assertCode(work: Thenable<unknown>, code: string): Promise<void> {
  await assert.rejects(Promise.resolve(work), (error) => {
    assert.ok(error instanceof vscode.FileSystemError, String(error))
    assert.equal(error.code, code)
    return true
  })
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

describe('files under portside:', () => {
  let site: ServerSite

  beforeEach(async () => {
    site = await startServerSite()
    await mkdir(join(site.folder, 'htdocs'))
    await writeFile(join(site.folder, 'htdocs/index.html'), '<h1>Hello</h1>')
    await writeFile(join(site.folder, 'htdocs/ä name #1?.txt'), 'odd')
    await symlink('htdocs', join(site.folder, 'www'))
  })

  afterEach(() => site.stop())

  it('are not found for an unknown site', async () => {
    await assertCode(fs.stat(vscode.Uri.parse('portside://nobody/etc/passwd')), 'FileNotFound')
    await assertCode(fs.readFile(vscode.Uri.parse('portside://127.0.0.1/index.html')), 'FileNotFound')
    assert.equal(site.server.accepted, 0)
  })

  it('are listed with their types, links included', async () => {
    const entries = await fs.readDirectory(site.uri('/'))
    assert.deepEqual(entries.sort(), [
      ['htdocs', vscode.FileType.Directory],
      ['www', vscode.FileType.SymbolicLink | vscode.FileType.Directory],
    ])
  })

  it('are read and written byte by byte', async () => {
    const uri = site.uri('/htdocs/ä name #1?.txt')
    assert.equal(Buffer.from(await fs.readFile(uri)).toString(), 'odd')
    const content = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256)
    await fs.writeFile(uri, content)
    assert.deepEqual(await readFile(join(site.folder, 'htdocs/ä name #1?.txt')), Buffer.from(content))
    assert.equal((await fs.stat(uri)).size, 70_000)
  })

  it('can be empty', async () => {
    await fs.writeFile(site.uri('/empty'), new Uint8Array())
    assert.equal((await readFile(join(site.folder, 'empty'))).length, 0)
    assert.equal((await fs.readFile(site.uri('/empty'))).length, 0)
  })

  it('have the codes the editor acts on', async () => {
    await assertCode(fs.stat(site.uri('/nothing')), 'FileNotFound')
    await assertCode(fs.readFile(site.uri('/nothing')), 'FileNotFound')
    await assertCode(fs.readFile(site.uri('/htdocs')), 'FileIsADirectory')
    await assertCode(fs.writeFile(site.uri('/htdocs'), bytes('x')), 'FileIsADirectory')
    await assertCode(fs.rename(site.uri('/nothing'), site.uri('/other')), 'FileNotFound')
    await assertCode(fs.delete(site.uri('/nothing')), 'FileNotFound')
    await assertCode(fs.copy(site.uri('/htdocs/index.html'), site.uri('/htdocs/ä name #1?.txt'), { overwrite: false }), 'FileExists')
  })

  it('cost no question each when the editor looks for what is not there', async () => {
    await fs.readDirectory(site.uri('/'))
    const questions = () => site.server.commands.filter((command) => command !== 'CWD /').length // said in leaving, waited for by nobody
    const before = questions()
    for (const name of ['.vscode', '.git', 'package.json', 'node_modules', 'pom.xml'])
      await assertCode(fs.stat(site.uri(`/${name}`)), 'FileNotFound')
    assert.equal(questions(), before)
  })

  it('are created, renamed, copied and deleted', async () => {
    await fs.createDirectory(site.uri('/new'))
    await fs.writeFile(site.uri('/new/a.txt'), bytes('a'))
    await fs.rename(site.uri('/new/a.txt'), site.uri('/new/b.txt'))
    await fs.copy(site.uri('/new'), site.uri('/copy'))
    assert.equal(await readFile(join(site.folder, 'copy/b.txt'), 'utf8'), 'a')
    await fs.delete(site.uri('/new'), { recursive: true })
    assert.deepEqual((await readdir(site.folder)).sort(), ['copy', 'htdocs', 'www'])
  })

  it('lose a deleted link, and not what it points to', async () => {
    await fs.delete(site.uri('/www'), { recursive: true })
    assert.deepEqual(await readdir(site.folder), ['htdocs'])
    assert.equal((await readdir(join(site.folder, 'htdocs'))).length, 2)
  })

  it('are not overwritten when the server can not be asked', async () => {
    await fs.stat(site.uri('/htdocs/index.html'))
    await site.server.stop()
    await assertCode(fs.writeFile(site.uri('/htdocs/index.html'), bytes('new')), 'Unavailable')
    assert.equal(await readFile(join(site.folder, 'htdocs/index.html'), 'utf8'), '<h1>Hello</h1>')
  })

  it('are not deleted with a folder that could not be listed a moment ago', async () => {
    site.server.handlers.MLSD = (connection) => connection.reply('550 Not now.')
    site.server.handlers.LIST = (connection) => connection.reply('550 Not now.')
    await assert.rejects(Promise.resolve(fs.readDirectory(site.uri('/htdocs'))))
    delete site.server.handlers.MLSD
    delete site.server.handlers.LIST
    await assertCode(fs.delete(site.uri('/htdocs'), { recursive: true }), 'Unavailable')
    assert.equal((await readdir(join(site.folder, 'htdocs'))).length, 2)
  })

  it('are not deleted with a folder that got more since the editor listed it', async () => {
    await fs.readDirectory(site.uri('/htdocs'))
    await writeFile(join(site.folder, 'htdocs/uploaded meanwhile'), 'precious')
    await fs.readDirectory(site.uri('/htdocs')) // from a moment ago
    await assertCode(fs.delete(site.uri('/htdocs'), { recursive: true }), 'Unavailable')
    assert.equal((await readdir(join(site.folder, 'htdocs'))).length, 3)
  })

  it('are not deleted with a folder whose copy has missed them, though it was listed since', async () => {
    await mkdir(join(site.folder, 'htdocs/sub'))
    await writeFile(join(site.folder, 'htdocs/sub/precious'), '1')
    site.server.handlers.MLSD = async (connection, argument) => {
      if (argument.endsWith('sub')) connection.reply('451 Try later')
      else await connection.default()
    }
    await fs.readDirectory(site.uri('/htdocs'))
    await assertCode(fs.readDirectory(site.uri('/htdocs/sub')), 'Unavailable')
    delete site.server.handlers.MLSD
    assert.equal((await fs.readDirectory(site.uri('/htdocs/sub'))).length, 1)
    await assertCode(fs.delete(site.uri('/htdocs'), { recursive: true }), 'Unavailable')
    assert.deepEqual(await readdir(join(site.folder, 'htdocs/sub')), ['precious'])
  })

  it('are deleted with a folder that was given whole, and with what the editor made there', async () => {
    await fs.readDirectory(site.uri('/htdocs'))
    await fs.createDirectory(site.uri('/htdocs/new'))
    await fs.writeFile(site.uri('/htdocs/new.txt'), bytes('x'))
    await fs.rename(site.uri('/htdocs/new.txt'), site.uri('/htdocs/renamed.txt'))
    await assertCode(fs.readDirectory(site.uri('/htdocs/node_modules')), 'FileNotFound') // asked for and not there
    await fs.delete(site.uri('/htdocs'), { recursive: true })
    assert.deepEqual(await readdir(site.folder), ['www'])
  })

  it('are not taken in whole when they are much larger than they say', async () => {
    const settings = vscode.workspace.getConfiguration('portside')
    await settings.update('largeFileSize', 1, vscode.ConfigurationTarget.Global)
    try {
      await fs.stat(site.uri('/htdocs/index.html'))
      await writeFile(join(site.folder, 'htdocs/index.html'), Buffer.alloc(5_000_000))
      await assertCode(fs.readFile(site.uri('/htdocs/index.html')), 'Unavailable')
    } finally {
      await settings.update('largeFileSize', undefined, vscode.ConfigurationTarget.Global)
    }
  })

  it('tell of their changes at once', async () => {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(site.uri('/'), '**'))
    const created = new Promise<vscode.Uri>((resolve) => watcher.onDidCreate(resolve))
    await fs.writeFile(site.uri('/htdocs/fresh.txt'), bytes('x'))
    assert.equal((await created).path, '/htdocs/fresh.txt')
    watcher.dispose()
  })
})

describe('an editor on a server’s file', () => {
  let site: ServerSite

  beforeEach(async () => {
    site = await startServerSite()
    await writeFile(join(site.folder, 'index.html'), '<h1>Hello</h1>')
  })

  afterEach(() => site.stop())

  async function edit(text: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(site.uri('/index.html'))
    const editor = await vscode.window.showTextDocument(document)
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), text))
    return document
  }

  it('knows the language, and saves', async () => {
    const document = await edit('<p>Hi</p>')
    assert.equal(document.languageId, 'html')
    assert.equal(await document.save(), true)
    assert.equal(await readFile(join(site.folder, 'index.html'), 'utf8'), '<p>Hi</p><h1>Hello</h1>')
  })

  it('saves again after a save', async () => {
    const document = await edit('1')
    await document.save()
    await edit('2')
    assert.equal(await document.save(), true)
    assert.equal(await readFile(join(site.folder, 'index.html'), 'utf8'), '21<h1>Hello</h1>')
  })

  it('transfers in another mode after a change of mode, on the same connections', async () => {
    const document = await edit('1')
    await document.save()
    const { accepted } = site.server
    assert.ok(!site.server.commands.some((command) => /^(EPRT|PORT)/.test(command)))
    await site.change({ transferMode: 'active' })
    await edit('2')
    await document.save()
    assert.ok(site.server.commands.some((command) => /^(EPRT|PORT)/.test(command)))
    assert.equal(site.server.accepted, accepted)
    assert.equal(await readFile(join(site.folder, 'index.html'), 'utf8'), '21<h1>Hello</h1>')
  })

  it('leaves the view alone when its connection is closed: a site that was not opened there is not listed', async () => {
    await vscode.commands.executeCommand('portside.sites.focus')
    await mkdir(join(site.folder, 'htdocs'))
    await writeFile(join(site.folder, 'htdocs/a.txt'), 'a')
    await vscode.workspace.openTextDocument(site.uri('/htdocs/a.txt'))
    const { accepted } = site.server
    for (const connection of site.server.connections) connection.destroyControl()
    await delay(500) // long enough for the view to ask
    assert.equal(site.server.accepted, accepted)
    assert.ok(!site.server.commands.includes('MLSD /'))
  })

  it('transfers in the mode that was chosen from the status bar', async () => {
    const document = await edit('1')
    const choosing = vscode.commands.executeCommand('portside.setTransferMode', document.uri.authority)
    await delay(500) // nothing tells when the choice is on the screen
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext') // after Passive comes Active
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem')
    await choosing
    const [saved] = vscode.workspace.getConfiguration('portside').get<{ transferMode: string }[]>('sites', [])
    assert.equal(saved?.transferMode, 'active')
    await document.save()
    assert.ok(site.server.commands.some((command) => /^(EPRT|PORT)/.test(command)))
  })

  async function changeOnServer(): Promise<void> {
    await writeFile(join(site.folder, 'index.html'), '<h1>World</h1>')
    await utimes(join(site.folder, 'index.html'), new Date(2030, 0, 1), new Date(2030, 0, 1))
  }

  async function assertNotSaved(document: vscode.TextDocument): Promise<void> {
    await document.save().then(
      (saved) => assert.equal(saved, false),
      () => {}, // the editor may tell of it either way
    )
    assert.equal(document.isDirty, true)
    assert.equal(await readFile(join(site.folder, 'index.html'), 'utf8'), '<h1>World</h1>')
  }

  it('stays dirty also if the changed file was read beside it, as to compare', async () => {
    const document = await edit('1')
    await changeOnServer()
    await fs.writeFile(site.uri('/other.txt'), bytes('x')) // for which the folder is looked at
    await fs.readFile(document.uri)
    await assertNotSaved(document)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
  })

  it('is based on what the server has after it was reverted', async () => {
    const document = await edit('1')
    await changeOnServer()
    await assertNotSaved(document)
    await vscode.commands.executeCommand('workbench.action.files.revert')
    assert.equal(document.getText(), '<h1>World</h1>')
    await edit('2')
    assert.equal(await document.save(), true)
    assert.equal(await readFile(join(site.folder, 'index.html'), 'utf8'), '2<h1>World</h1>')
  })

  it('stays dirty when somebody else changed the file, even without changing its size', async () => {
    const document = await edit('1')
    await changeOnServer()
    await assertNotSaved(document)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
  })
})

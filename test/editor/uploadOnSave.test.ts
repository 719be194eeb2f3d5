import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { DisposableStore } from '../../src/base/disposable.ts'
import { startMappedFolder, type MappedFolder } from './mappedFolder.ts'
import { Picks, Toasts } from './standIns.ts'

describe('upload on save', () => {
  let store: DisposableStore
  let toasts: Toasts
  let mapped: MappedFolder

  beforeEach(async () => {
    store = new DisposableStore()
    toasts = new Toasts(store)
    mapped = await startMappedFolder()
  })

  afterEach(async () => {
    await mapped.stop()
    store.dispose()
  })

  async function turnOn(words = 'When I save'): Promise<void> {
    const picks = new Picks(store)
    const done = vscode.commands.executeCommand('portside.uploadOnSave')
    const list = await picks.next()
    assert.deepEqual(list.labels, ['Never', 'When I save', 'Every save'])
    list.choose(words)
    await done
  }

  const arrived = (path: string) => mapped.until(() => mapped.kindOf(path) === 'none')

  it('is off until it is turned on', async () => {
    await mapped.save('before.txt', 'not meant for the server')
    await turnOn()
    await mapped.save('after.txt', 'meant for it')
    await arrived('after.txt')
    assert.equal(await mapped.there('after.txt'), 'meant for it')
    assert.equal(await mapped.there('before.txt'), undefined)
  })

  async function letTheEditorSave(path: string, text: string): Promise<void> {
    await mapped.putHere(path, '')
    await vscode.workspace.openTextDocument(mapped.here(path))
    const saved = new Promise<void>((resolve) => {
      store.add(vscode.workspace.onDidSaveTextDocument(({ uri }) => uri.path.endsWith(path) && resolve()))
    })
    const settings = vscode.workspace.getConfiguration('files')
    await settings.update('autoSave', 'afterDelay', vscode.ConfigurationTarget.Global)
    const edit = new vscode.WorkspaceEdit()
    edit.insert(mapped.here(path), new vscode.Position(0, 0), text)
    await vscode.workspace.applyEdit(edit)
    await saved
    await settings.update('autoSave', undefined, vscode.ConfigurationTarget.Global)
  }

  it('is not for what the editor saves by itself, unless every save is wanted', async () => {
    await turnOn()
    await letTheEditorSave('half.txt', 'half a word')
    await mapped.save('whole.txt', 'a word')
    await arrived('whole.txt')
    assert.equal(await mapped.there('half.txt'), undefined)
    await turnOn('Every save')
    await letTheEditorSave('any.txt', 'half a word')
    await mapped.until(async () => (await mapped.there('any.txt')) === 'half a word')
  })

  it('brings a file into a folder that is new on the server', async () => {
    await turnOn()
    await vscode.workspace.fs.createDirectory(mapped.here('css/deep'))
    await mapped.save('css/deep/site.css', 'body {}')
    await arrived('css/deep/site.css')
    assert.equal(await mapped.there('css/deep/site.css'), 'body {}')
  })

  it('ends with the last of many quick saves', async () => {
    await turnOn()
    for (const text of ['one', 'two', 'three', 'four', 'five']) await mapped.save('index.html', text)
    await mapped.until(async () => mapped.kindOf('index.html') === 'none' && (await mapped.there('index.html')) === 'five')
    assert.deepEqual(toasts.messages, [])
  })

  it('replaces nothing that changed on the server, until a person says so', async () => {
    await turnOn()
    await mapped.save('index.html', 'first')
    await arrived('index.html')
    await mapped.putThere('index.html', 'somebody else’s')
    await mapped.save('index.html', 'second')
    const toast = await toasts.with('index.html changed on test site since you last synced it')
    assert.deepEqual(toast.labels, ['Compare', 'Upload anyway', 'Show in Sync view'])
    assert.equal(await mapped.there('index.html'), 'somebody else’s')
    assert.equal(mapped.kindOf('index.html'), 'conflict')
    toast.press('Upload anyway')
    await arrived('index.html')
    assert.equal(await mapped.there('index.html'), 'second')
  })

  it('asks again when the file on the server is another one by the time of the answer', async () => {
    await turnOn()
    await mapped.putThere('index.html', 'theirs')
    await mapped.save('index.html', 'ours')
    const toast = await toasts.with('index.html is on test site already, and is another one')
    await mapped.putThere('index.html', 'theirs, once more')
    toasts.all.length = 0
    toast.press('Upload anyway')
    await toasts.with('index.html is on test site already')
    assert.equal(await mapped.there('index.html'), 'theirs, once more')
  })

  it('leaves out what is not synced', async () => {
    await turnOn()
    await mapped.save('.env', 'SECRET=1')
    await mapped.save('index.html', 'x')
    await arrived('index.html')
    assert.equal(await mapped.there('.env'), undefined)
    assert.equal(mapped.kindOf('.env'), undefined)
  })

  it('keeps an upload that failed in sight, and tries again on demand', async () => {
    await turnOn()
    mapped.site.server.handlers.STOR = (connection) => connection.reply('452 No room.')
    await mapped.save('index.html', 'x')
    await mapped.until(() => mapped.kindOf('index.html') === 'failed')
    assert.match(mapped.knowledge.failures[0]?.message ?? '', /Could not upload index\.html to test site/)
    delete mapped.site.server.handlers.STOR
    const picks = new Picks(store)
    void vscode.commands.executeCommand('portside.showFailedUploads')
    const list = await picks.next()
    assert.deepEqual(list.labels, ['Retry index.html', 'Show log', 'Dismiss'])
    list.choose('Retry')
    await arrived('index.html')
    assert.equal(await mapped.there('index.html'), 'x')
    assert.deepEqual(mapped.knowledge.failures, [])
  })

  it('tries again at the next save, and tells of a server that can not be reached', async () => {
    await turnOn()
    await mapped.site.server.stop()
    await mapped.save('index.html', 'x')
    await mapped.until(() => mapped.kindOf('index.html') === 'failed')
    assert.match(mapped.knowledge.failures[0]?.message ?? '', /Could not upload index\.html to test site/)
  })

  it('is not for a mapping that only downloads', async () => {
    await mapped.stop()
    mapped = await startMappedFolder({ direction: 'down' })
    await vscode.commands.executeCommand('portside.uploadOnSave')
    assert.match(toasts.messages.join(), /only downloads/)
  })
})

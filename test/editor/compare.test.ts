import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { DisposableStore } from '../../src/base/disposable.ts'
import { startMappedFolder, type MappedFolder } from './mappedFolder.ts'
import { Toasts } from './standIns.ts'

describe('a mapped file compared with the server', () => {
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

  const compare = (uri?: vscode.Uri) => vscode.commands.executeCommand('portside.compareWithServer', uri)

  it('stands beside what the server has now', async () => {
    await mapped.putHere('index.html', 'ours')
    await mapped.putThere('index.html', 'theirs')
    await compare(mapped.here('index.html'))
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab
    assert.equal(tab?.label, 'index.html (test site ↔ here)')
    assert.ok(tab.input instanceof vscode.TabInputTextDiff)
    assert.equal((await vscode.workspace.openTextDocument(tab.input.original)).getText(), 'theirs')
    assert.equal(tab.input.modified.toString(), mapped.here('index.html').toString())
  })

  it('is found from its row on the server as well', async () => {
    await mapped.putHere('index.html', 'ours')
    await mapped.putThere('index.html', 'theirs')
    await compare(mapped.site.uri('/htdocs/index.html'))
    assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, 'index.html (test site ↔ here)')
  })

  it('can be uploaded where the server lacks it', async () => {
    await mapped.putHere('new.html', 'ours')
    const done = compare(mapped.here('new.html'))
    const toast = await toasts.with('new.html is not on test site.')
    assert.deepEqual(toast.labels, ['Upload'])
    toast.press('Upload')
    await done
    assert.equal(await mapped.there('new.html'), 'ours')
  })

  it('is told in sizes and times if it is no text', async () => {
    await mapped.putHere('logo.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0))
    await mapped.putThere('logo.png', 'P')
    await compare(mapped.here('logo.png'))
    assert.match(toasts.messages.join(), /^logo\.png can not be shown as text\. Here: 6 bytes, .* On test site: 1 bytes, /)
  })

  it('has to be in a folder that is mapped', async () => {
    const done = compare(vscode.Uri.joinPath(mapped.here(''), '../elsewhere.txt'))
    const toast = await toasts.with('elsewhere.txt is in no folder that belongs to a server.')
    assert.deepEqual(toast.labels, ['Map folder…'])
    toast.press()
    await done
  })
})

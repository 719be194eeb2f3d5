import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { read, startSyncFolders, write, type SyncFolders } from './syncFolders.ts'

const lines = (...changes: readonly string[]) =>
  ['<h1>Hello</h1>', 'a', 'b', 'c', 'd', '<p>Bye</p>'].map((line, index) => changes[index] ?? line).join('\n') + '\n'

describe('a merge in the editor', () => {
  let sync: SyncFolders

  beforeEach(async () => {
    sync = await startSyncFolders()
    await write(sync.here, 'index.html', lines())
    await sync.inStep()
  })

  afterEach(() => sync.stop())

  /** Both sides have changed, and the merge of it is open. */
  async function openMerge(mine: string, theirs: string): Promise<vscode.TextDocument> {
    await write(sync.here, 'index.html', mine)
    await write(sync.there, 'index.html', theirs)
    await sync.run('previewSync')
    await sync.run('mergeRow', sync.row('index.html'))
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'portside-merge')
    assert.ok(document)
    return document
  }

  async function rewrite({ uri, lineCount }: vscode.TextDocument, text: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit()
    edit.replace(uri, new vscode.Range(0, 0, lineCount, 0), text)
    await vscode.workspace.applyEdit(edit)
  }

  it('brings together what both have changed in different places', async () => {
    const document = await openMerge(lines('<h1>Mine</h1>'), lines('<h1>Hello</h1>', 'a', 'b', 'c', 'd', '<p>Theirs</p>'))
    const merged = lines('<h1>Mine</h1>', 'a', 'b', 'c', 'd', '<p>Theirs</p>')
    assert.equal(document.getText(), merged)
    await sync.run('acceptMerge', document.uri)
    assert.equal(await read(sync.here, 'index.html'), merged)
    assert.match(sync.rowText(sync.row('index.html')), /^\[x\] index\.html · upload · both changed/)
    const applying = sync.apply()
    ;(await sync.toasts.with('Replace index.html')).press('Replace it')
    assert.match(await applying, /^Done: uploaded 1/)
    assert.equal(await read(sync.there, 'index.html'), merged)
  })

  it('leaves to a person what both have changed in one place', async () => {
    const document = await openMerge(lines('<h1>Mine</h1>'), lines('<h1>Theirs</h1>'))
    assert.match(document.getText(), /^<<<<<<< this computer\n<h1>Mine<\/h1>\n=======\n<h1>Theirs<\/h1>\n>>>>>>> server\n/)
    const accepting = sync.run('acceptMerge', document.uri)
    ;(await sync.toasts.with('still between markers')).press()
    await accepting
    assert.equal(await read(sync.here, 'index.html'), lines('<h1>Mine</h1>'))
    await rewrite(document, lines('<h1>Ours</h1>'))
    await sync.run('acceptMerge', document.uri)
    assert.equal(await read(sync.here, 'index.html'), lines('<h1>Ours</h1>'))
  })

  it('does not overwrite what was written here meanwhile', async () => {
    const document = await openMerge(lines('<h1>Mine</h1>'), lines('<h1>Hello</h1>', 'a', 'b', 'c', 'd', '<p>Theirs</p>'))
    await write(sync.here, 'index.html', 'later')
    await sync.run('acceptMerge', document.uri)
    await sync.toasts.with('has changed on this computer since the merge began')
    assert.equal(await read(sync.here, 'index.html'), 'later')
  })

  it('says so when its result can not be used', async () => {
    await openMerge(lines('<h1>Mine</h1>'), lines('<h1>Hello</h1>', 'a', 'b', 'c', 'd', '<p>Theirs</p>'))
    await rm(join(sync.here, 'index.html'))
    ;(await sync.toasts.with('fit together')).press('Use this result')
    await sync.toasts.with('The command failed')
  })

  it('is not offered for what is no text', async () => {
    await write(sync.here, 'index.html', 'a\0b')
    await write(sync.there, 'index.html', 'theirs')
    await sync.run('previewSync')
    await sync.run('mergeRow', sync.row('index.html'))
    await sync.toasts.with('is not text in UTF-8')
    assert.ok(!vscode.workspace.textDocuments.some(({ uri, isClosed }) => uri.scheme === 'portside-merge' && !isClosed))
  })
})

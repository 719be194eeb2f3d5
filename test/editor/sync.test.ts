import assert from 'node:assert/strict'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { portside, projectText, writeProject } from './projectFile.ts'
import { standIn } from './standIns.ts'
import { read, startSyncFolders, write, type SyncFolders } from './syncFolders.ts'

describe('a sync in the editor', () => {
  let sync: SyncFolders

  beforeEach(async () => {
    sync = await startSyncFolders()
  })

  afterEach(() => sync.stop())

  it('shows what it would do, does what is ticked and leaves the rest in the view', async () => {
    await sync.run('previewSync')
    assert.deepEqual(sync.shown(), [
      'First sync: nothing is deleted.',
      'Upload',
      '[x] css · new here',
      '[x] site.css · css · new here · 7 B',
      '[x] index.html · new here · 3 B',
      'Download',
      '[x] robots.txt · new on server · 13 B',
    ])
    sync.tick('index.html', false)
    assert.match(sync.view.message, /^Will upload 2 \(7 B\), download 1 \(13 B\)\.$/)
    assert.match(await sync.apply(), /^Done: uploaded 2 \(7 B\), downloaded 1/)
    assert.equal(await read(sync.here, 'robots.txt'), 'User-agent: *')
    assert.equal(await read(sync.there, 'css/site.css'), 'body {}')
    assert.deepEqual((await readdir(sync.there)).sort(), ['css', 'robots.txt'])
    assert.ok(sync.shown().includes('[_] index.html · new here · 3 B'))
  })

  it('tells rows to who can not see them', async () => {
    await sync.run('previewSync')
    assert.equal(sync.view.getTreeItem(sync.row('css/site.css')).accessibilityInformation?.label, 'css/site.css, upload, new here, checked')
    const hover = sync.view.resolveTreeItem(new vscode.TreeItem(''), sync.row('robots.txt')).tooltip
    assert.ok(typeof hover === 'string')
    assert.match(hover, /^robots\.txt\nDownload: new on server\nThis computer: not there\nServer: 13 bytes, /)
  })

  it('needs no look where only new things go, once the folders were in step', async () => {
    await sync.inStep()
    await write(sync.here, 'new.html', 'new')
    await sync.run('syncFolder')
    assert.match(sync.view.current?.done ?? '', /^Done: uploaded 1 \(3 B\)/)
    assert.equal(await read(sync.there, 'new.html'), 'new')
  })

  it('takes a conflict as it is decided: theirs, or both', async () => {
    await sync.inStep()
    for (const name of ['index.html', 'css/site.css']) {
      await write(sync.here, name, `mine of ${name}`)
      await write(sync.there, name, `theirs in ${name}`)
    }
    await sync.run('syncFolder')
    assert.ok(sync.shown().some((text) => text.startsWith('[_] index.html · both changed')))
    assert.match(sync.view.message, /^Nothing is ticked; 2 conflicts need you\.$/)
    await sync.run('takeTheirs', sync.row('index.html'))
    await sync.run('keepBoth', sync.row('css/site.css'))
    const applying = sync.apply()
    const question = await sync.toasts.with('Replace index.html')
    question.press('Replace it')
    assert.match(await applying, /^Done/)
    assert.equal(await read(sync.here, 'index.html'), 'theirs in index.html')
    for (const folder of [sync.here, sync.there]) {
      const names = (await readdir(join(folder, 'css'))).sort()
      assert.equal(names.length, 2, names.join())
      const texts = await Promise.all(names.map((name) => read(folder, `css/${name}`)))
      assert.deepEqual(texts.sort(), ['mine of css/site.css', 'theirs in css/site.css'])
    }
  })

  it('asks what is right when a conflict is ticked in the view', async () => {
    await sync.inStep()
    await write(sync.here, 'index.html', 'mine is longer')
    await write(sync.there, 'index.html', 'theirs')
    await sync.run('previewSync')
    const asked: string[][] = []
    standIn(sync.store, 'showQuickPick', async (items: readonly { label: string }[]) => {
      asked.push(items.map(({ label }) => label))
      return items[0]
    })
    await sync.view.boxesChanged([[sync.row('index.html'), vscode.TreeItemCheckboxState.Checked]])
    assert.deepEqual(asked, [['Take mine', 'Take theirs', 'Keep both']])
    assert.match(sync.rowText(sync.row('index.html')), /^\[x\] index\.html · upload · both changed · 14 B$/)
  })

  it('deletes only what was ticked and agreed to, and brings it back', async () => {
    await sync.inStep()
    await rm(join(sync.here, 'css'), { recursive: true })
    await sync.run('syncFolder')
    assert.deepEqual(sync.shown(), ['Delete on server', '[_] css · deleted here', '[_] site.css · css · deleted here · 7 B'])
    sync.tick('css', true)
    const refused = sync.apply()
    ;(await sync.toasts.with('Delete 2 files and folders in /htdocs on test site?')).press('Leave them')
    assert.match(await refused, /Left alone as you said: 2\./)
    assert.equal(await read(sync.there, 'css/site.css'), 'body {}')

    sync.toasts.all.length = 0
    const applying = sync.apply()
    ;(await sync.toasts.with('Delete 2 files and folders')).press('Delete 2')
    assert.match(await applying, /^Done: deleted 2 on the server/)
    assert.deepEqual((await readdir(sync.there)).sort(), ['index.html', 'robots.txt'])
    assert.deepEqual((await sync.toasts.with('Done:')).labels, ['Undo last sync'])

    const undoing = sync.run('undoSync')
    ;(await sync.toasts.with('Undo the sync of')).press('Undo it')
    await undoing
    assert.ok(sync.toasts.messages.some((message) => message.startsWith('Undone: 2 of the changes')))
    assert.ok(sync.shown().includes('Delete on server'))
    assert.equal(await read(sync.there, 'css/site.css'), 'body {}')
  })

  it('asks before it deletes most of what is there', async () => {
    for (let index = 0; index < 8; index++) await write(sync.here, `f${index}.txt`, 'x')
    await sync.inStep()
    for (let index = 0; index < 8; index++) await rm(join(sync.here, `f${index}.txt`))
    await sync.run('previewSync')
    sync.view.current?.checklist.tick(
      sync.view.current.checklist.lines.map(({ item }) => item.difference.path),
      true,
    )
    const stopped = sync.apply()
    ;(await sync.toasts.with('Delete 8 files and folders')).press('Delete 8')
    const guard = await sync.toasts.with('files and folders would be deleted on the server')
    assert.match(guard.labels[0] ?? '', /^Delete 8 of \d+ anyway$/)
    guard.press()
    await stopped
    assert.equal((await readdir(sync.there)).length, 11)

    sync.toasts.all.length = 0
    const applying = sync.apply()
    ;(await sync.toasts.with('Delete 8 files and folders')).press('Delete 8')
    const again = await sync.toasts.with('would be deleted on the server')
    again.press(again.labels[0])
    assert.match(await applying, /^Done: deleted 8/)
    assert.equal((await readdir(sync.there)).length, 3)
  })

  it('does nothing in folders that are mapped otherwise by the time of the answer', async () => {
    await sync.inStep()
    await rm(join(sync.here, 'css'), { recursive: true })
    await sync.run('previewSync')
    sync.tick('css', true)
    const applying = sync.apply()
    const question = await sync.toasts.with('Delete 2 files and folders')
    await writeProject({ mappings: [{ local: 'site', site: 'test site', remote: '/other' }] })
    question.press('Delete 2')
    assert.equal(await applying, '')
    assert.match((await sync.toasts.with('mapped otherwise')).message, /Preview again/)
    assert.equal(await read(sync.there, 'css/site.css'), 'body {}')
  })

  it('does nothing on another server than the one it was previewed with', async () => {
    await sync.inStep()
    await rm(join(sync.here, 'css'), { recursive: true })
    await sync.run('previewSync')
    sync.tick('css', true)
    await sync.site.change({ user: 'bob' })
    const applying = sync.apply()
    ;(await sync.toasts.with('Delete 2 files and folders')).press('Delete 2')
    await applying
    assert.match((await sync.toasts.with('mapped otherwise')).message, /Preview again/)
    assert.equal(await read(sync.there, 'css/site.css'), 'body {}')
  })

  it('is looked at first where it goes against the direction of the mapping', async () => {
    await writeProject({ mappings: [{ local: 'site', site: 'test site', remote: '/htdocs', direction: 'down' }] })
    await sync.run('uploadToServer', vscode.Uri.file(join(sync.here, 'index.html')))
    assert.ok(sync.shown().includes('[x] index.html · new here · 3 B'))
    assert.deepEqual(await readdir(sync.there), ['robots.txt'])
  })

  it('works with a mapping as it is by now, whatever it is called with', async () => {
    const { mappings } = await portside()
    const [mapping] = mappings.all
    assert.ok(mapping)
    await sync.run('previewSync', { ...mapping, mapping: { ...mapping.mapping, remote: '/' }, localRoot: '/' })
    assert.equal(sync.view.current?.request.mapping, mapping)
    await sync.run('clearSync')
    await sync.run('previewSync', { ...mapping, key: 'gone' })
    assert.equal(sync.view.current, undefined)
    assert.ok(sync.toasts.messages.includes('This mapping is not there any more.'))
  })

  it('does nothing, and says nothing, when no mapping is chosen', async () => {
    await mkdir(join(sync.here, 'blog'))
    const mapping = { local: 'site', site: 'test site', remote: '/htdocs' }
    await writeProject({ mappings: [mapping, { ...mapping, local: 'site/blog', remote: '/blog' }] })
    standIn(sync.store, 'showQuickPick', async () => undefined)
    await sync.run('previewSync')
    assert.deepEqual(sync.toasts.messages, [])
    assert.equal(sync.view.current, undefined)
  })

  it('says what to do where no row is selected', async () => {
    await sync.run('previewSync')
    await sync.run('takeMine')
    assert.ok(sync.toasts.messages.includes('Select a file or folder in the Sync view first.'))
  })

  it('offers nothing for rows that are no files', async () => {
    await sync.run('previewSync')
    const [finding] = sync.view.getChildren()
    assert.ok(finding?.kind === 'finding')
    assert.equal(sync.view.getTreeItem(finding).contextValue, undefined)
  })

  it('can be cancelled, and goes on with the rest when it is applied again', async () => {
    standIn(sync.store, 'withProgress', async ({ location }: vscode.ProgressOptions, task: (...args: unknown[]) => Promise<void>) => {
      const source = sync.store.add(new vscode.CancellationTokenSource())
      const done = task({ report: () => {} }, source.token)
      if (location === vscode.ProgressLocation.Notification) source.cancel()
      await done
    })
    await sync.run('previewSync')
    sync.site.server.handlers.STOR = () => {} // never answers
    assert.match(await sync.apply(), /^Cancelled: .*Apply goes on with the rest\.$/)
    assert.ok(sync.shown().includes('[x] index.html · new here · 3 B'))
    delete sync.site.server.handlers.STOR
    assert.match(await sync.apply(), /^Done: uploaded/)
    assert.deepEqual((await readdir(sync.there)).sort(), ['css', 'index.html', 'robots.txt'])
  })

  it('uploads what is selected in the Explorer, and nothing else', async () => {
    await sync.run('uploadToServer', vscode.Uri.file(join(sync.here, 'css')))
    assert.match(sync.view.current?.done ?? '', /^Done: uploaded 2/)
    assert.deepEqual((await readdir(sync.there)).sort(), ['css', 'robots.txt'])
    assert.equal(await read(sync.there, 'css/site.css'), 'body {}')
  })

  it('tells of a file that is not saved before it goes up', async () => {
    const uri = vscode.Uri.file(join(sync.here, 'index.html'))
    const document = await vscode.workspace.openTextDocument(uri)
    const edit = new vscode.WorkspaceEdit()
    edit.insert(uri, new vscode.Position(0, 0), 'more than ')
    await vscode.workspace.applyEdit(edit)
    const uploading = sync.run('uploadToServer', uri)
    ;(await sync.toasts.with('is not saved')).press('Save')
    await uploading
    assert.ok(!document.isDirty)
    assert.equal(await read(sync.there, 'index.html'), 'more than one')
  })

  it('leaves a kind of files out for good', async () => {
    await write(sync.here, 'a.map', '{}')
    await sync.run('previewSync')
    standIn(sync.store, 'showQuickPick', async (items: readonly { label: string }[]) => items.find(({ label }) => label === '*.map'))
    await sync.run('excludeRow', sync.row('a.map'))
    assert.ok(!sync.shown().some((text) => text.includes('a.map')))
    assert.deepEqual((JSON.parse((await projectText()) ?? '') as { mappings: { exclude: unknown }[] }).mappings[0]?.exclude, ['*.map'])
    await sync.run('refreshSync')
    assert.ok(!sync.shown().some((text) => text.includes('a.map')))
  })

  it('shows only what passes the filter, and says so', async () => {
    await sync.run('previewSync')
    standIn(sync.store, 'showInputBox', async () => '*.css')
    await sync.run('filterSync')
    assert.deepEqual(sync.shown().slice(1), ['Upload', '[x] site.css · css · new here · 7 B'])
    assert.match(sync.view.message, /Filtered by "\*\.css": 1 of 4 shown\.$/)
    sync.view.setFilter('')
  })

  it('leaves unticked what was unticked when it looks again', async () => {
    await sync.run('previewSync')
    sync.tick('index.html', false)
    await sync.run('refreshSync')
    assert.ok(sync.shown().includes('[_] index.html · new here · 3 B'))
    assert.ok(sync.shown().includes('[x] robots.txt · new on server · 13 B'))
  })

  it('no longer lists what was uploaded by itself', async () => {
    await sync.run('previewSync')
    const { request, checklist } = sync.view.current ?? assert.fail('nothing is shown')
    const { item } = checklist.line('index.html') ?? assert.fail('no such row')
    const { knowledge } = await portside()
    knowledge.applied({ key: 'another' }, { items: [{ kind: 'done', item, bytes: 3 }] })
    assert.ok(sync.shown().includes('[x] index.html · new here · 3 B'))
    knowledge.applied(request.mapping, { items: [{ kind: 'done', item, bytes: 3 }] })
    assert.equal(sync.shown().join().includes('index.html'), false)
    assert.match(sync.view.message, /^Will upload 2 \(7 B\)/)
  })

  it('looks again in another direction', async () => {
    await sync.run('previewSync')
    standIn(sync.store, 'showQuickPick', async (items: readonly { label: string }[]) => items.find(({ label }) => label === 'upload only'))
    await sync.run('setSyncDirection')
    assert.ok(sync.shown().includes('[ ] robots.txt · would go the other way'))
    await sync.run('flipRow', sync.row('index.html'))
    assert.match(sync.rowText(sync.row('index.html')), /delete here/)
  })

  it('says that a server can not be reached, and keeps what was shown', async () => {
    await sync.run('previewSync')
    await sync.site.server.stop()
    await sync.run('refreshSync')
    assert.match((await sync.toasts.with('Could not sync')).message, /site ↔ test site/)
    assert.ok(sync.shown().includes('Upload'))
  })
})

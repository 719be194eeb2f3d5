import assert from 'node:assert/strict'
import { mkdir, rm, symlink } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { DisposableStore, toDisposable } from '../../src/base/disposable.ts'
import type { Mappings } from '../../src/workbench/mappings.ts'
import { ProjectFiles } from '../../src/workbench/projectFiles.ts'
import { nextChange, portside, projectFile, projectText, removeProject, workspaceFolder, writeProject } from './projectFile.ts'
import { Picks, Toasts } from './standIns.ts'

const site = { name: 'here', host: 'ftp.example', user: 'ann' }
const mapping = { local: 'public', site: 'here', remote: '/htdocs' }

describe('the mappings of a window', () => {
  let store: DisposableStore
  let toasts: Toasts
  let mappings: Mappings

  beforeEach(async () => {
    store = new DisposableStore()
    toasts = new Toasts(store)
    mappings = (await portside()).mappings
  })

  afterEach(async () => {
    await removeProject()
    store.dispose()
  })

  function file(...path: string[]): vscode.Uri {
    return vscode.Uri.joinPath(workspaceFolder().uri, ...path)
  }

  it('are those of the project file, and others when it changes', async () => {
    await writeProject({ sites: [site], mappings: [mapping] })
    const [first] = mappings.all
    assert.ok(first)
    assert.equal(first.label, 'public ↔ here')
    assert.equal(mappings.of(file('public', 'css', 'a.css'))?.key, first.key)
    assert.equal(mappings.relative(first, file('public', 'css', 'a.css')), 'css/a.css')
    assert.equal(mappings.relative(first, file('public')), '')
    assert.equal(mappings.localUri(first, 'css/a.css').toString(), file('public', 'css', 'a.css').toString())
    assert.equal(mappings.remoteUri(first, 'css/a.css').path, '/htdocs/css/a.css')
    assert.equal(mappings.of(file('other.txt')), undefined)
    assert.equal(mappings.of(mappings.remoteUri(first, '')), undefined)
    await writeProject({ sites: [site], mappings: [{ ...mapping, local: '.' }] })
    assert.equal(mappings.of(file('other.txt'))?.mapping.remote, '/htdocs')
  })

  it('are only those of the active environment', async () => {
    const staging = { ...mapping, remote: '/staging', environment: 'staging' }
    const live = { ...mapping, remote: '/live', environment: 'live' }
    await writeProject({ sites: [site], mappings: [staging, live] })
    assert.deepEqual(mappings.environments, ['staging', 'live'])
    assert.equal(mappings.all[0]?.mapping.remote, '/staging')
    const picks = new Picks(store)
    const done = vscode.commands.executeCommand('portside.setEnvironment')
    const list = await picks.next()
    assert.deepEqual(list.labels, ['staging', 'live'])
    list.choose('live')
    await done
    assert.equal(mappings.environment, 'live')
    assert.deepEqual(
      mappings.all.map((each) => each.mapping.remote),
      ['/live'],
    )
  })

  /** What is selected in the editor in front, once anything is: an editor may come to the front before that. */
  function nextSelection(): Promise<string> {
    return new Promise((resolve) => {
      const look = () => {
        const editor = vscode.window.activeTextEditor
        if (editor && !editor.selection.isEmpty) resolve(editor.document.getText(editor.selection))
      }
      store.add(vscode.window.onDidChangeActiveTextEditor(look))
      store.add(vscode.window.onDidChangeTextEditorSelection(look))
    })
  }

  it('are none where the file has a mistake, which is shown in it, and told once', async () => {
    await writeProject('{\n  "mappings": [{ "local": "../..", "site": "here", "remote": "/" }]\n}')
    assert.deepEqual(mappings.all, [])
    const [problem, ...others] = vscode.languages.getDiagnostics(projectFile()).filter(({ source }) => source === 'Portside')
    assert.ok(problem && others.length === 0)
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error)
    assert.equal(problem.range.start.line, 1)
    assert.equal(problem.range.start.character, '  "mappings": [{ "local": '.length)
    assert.equal(await mappings.pick(), undefined)
    assert.equal(await mappings.pick(), undefined)
    const told = toasts.all.filter(({ message }) => message.includes('portside.json'))
    assert.equal(told.length, 1)
    assert.deepEqual(told[0]?.labels, ['Open file'])
    const shown = nextSelection()
    told[0].press('Open file')
    assert.equal(await shown, '"../.."')
  })

  it('do not lead to a site that nobody knows', async () => {
    await writeProject({ mappings: [mapping] })
    assert.deepEqual(mappings.all, [])
    assert.match(mappings.problems[0]?.message ?? '', /no site named "here"/)
  })

  it('do not lead out of the folder, not through a link either', async () => {
    const link = join(workspaceFolder().uri.fsPath, 'public')
    await symlink(homedir(), link)
    store.add(toDisposable(() => void rm(link)))
    await writeProject({ sites: [site], mappings: [mapping, { ...mapping, local: 'public/not/there' }] })
    assert.deepEqual(mappings.all, [])
    assert.equal(mappings.problems.length, 2)
  })

  it('may be about a folder that is not there yet, and a link that stays inside', async () => {
    await mkdir(join(workspaceFolder().uri.fsPath, 'real'))
    const link = join(workspaceFolder().uri.fsPath, 'public')
    await symlink('real', link)
    store.add(toDisposable(() => void rm(link)))
    await writeProject({ sites: [site], mappings: [mapping, { ...mapping, local: 'not/there' }] })
    assert.equal(mappings.all.length, 2)
  })

  it('are picked from where there are several', async () => {
    await writeProject({ sites: [site], mappings: [mapping] })
    assert.equal((await mappings.pick())?.key, mappings.all[0]?.key)
  })

  it('are none in a folder that is not trusted, until it is', async () => {
    await writeProject({ sites: [site], mappings: [mapping] })
    const isTrusted = Reflect.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted')
    assert.ok(isTrusted)
    Reflect.defineProperty(vscode.workspace, 'isTrusted', { ...isTrusted, get: () => false })
    const restore = store.add(toDisposable(() => Reflect.defineProperty(vscode.workspace, 'isTrusted', isTrusted)))
    const files = store.add(new ProjectFiles())
    await files.ready()
    assert.deepEqual(files.all, [])
    restore.dispose()
    await files.ready()
    assert.equal(files.all.length, 1)
  })
})

describe('a password in a project file', () => {
  let store: DisposableStore
  let toasts: Toasts

  beforeEach(() => {
    store = new DisposableStore()
    toasts = new Toasts(store)
  })

  afterEach(async () => {
    await removeProject()
    store.dispose()
  })

  it('is warned of, and moves to the secret storage', async () => {
    const { mappings, passwords } = await portside()
    const server = { host: 'ftp.example', port: 21, user: 'ann', security: 'explicit' } as const
    await writeProject('{\n  // the shop\n  "sites": [{ "name": "here", "host": "ftp.example", "user": "ann", "password": "hunter2" }]\n}')
    const [warning] = vscode.languages.getDiagnostics(projectFile()).filter(({ source }) => source === 'Portside')
    assert.equal(warning?.severity, vscode.DiagnosticSeverity.Warning)
    assert.equal(await passwords.get(server), undefined)
    const toast = await toasts.with('has a password in it')
    const changed = nextChange(mappings)
    toast.press('Move to secret storage')
    await changed
    assert.equal(await passwords.get(server), 'hunter2')
    const text = (await projectText()) ?? ''
    assert.ok(!text.includes('hunter2') && text.includes('// the shop'))
    await passwords.forget(server)
  })
})

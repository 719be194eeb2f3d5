/** A folder of this window that belongs to one on a server, with a few files on both sides, and what the Sync view shows of them. */

import assert from 'node:assert/strict'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { DisposableStore } from '../../src/base/disposable.ts'
import type { PortsideApi } from '../../src/extension.ts'
import type { SyncRow } from '../../src/workbench/sync/syncRows.ts'
import type { SyncView } from '../../src/workbench/sync/syncView.ts'
import { removeProject, workspaceFolder, writeProject } from './projectFile.ts'
import { startServerSite, type ServerSite } from './serverSite.ts'
import { Toasts } from './standIns.ts'

export async function write(folder: string, path: string, text: string): Promise<void> {
  await writeFile(join(folder, path), text)
}

export async function read(folder: string, path: string): Promise<string> {
  return readFile(join(folder, path), 'utf8')
}

export async function startSyncFolders(): Promise<SyncFolders> {
  const site = await startServerSite()
  const here = join(workspaceFolder().uri.fsPath, 'site')
  const there = join(site.folder, 'htdocs')
  await mkdir(join(here, 'css'), { recursive: true })
  await mkdir(there)
  await write(here, 'index.html', 'one')
  await write(here, 'css/site.css', 'body {}')
  await write(there, 'robots.txt', 'User-agent: *')
  await writeProject({ mappings: [{ local: 'site', site: 'test site', remote: '/htdocs' }] })
  const api = await vscode.extensions.getExtension<PortsideApi>('portside.portside')?.activate()
  assert.ok(api?.syncView)
  return new SyncFolders(site, here, there, api.syncView)
}

export class SyncFolders {
  readonly store = new DisposableStore()
  readonly toasts = new Toasts(this.store)
  readonly site: ServerSite
  /** On this computer. */
  readonly here: string
  /** The server's, on the disk that it serves. */
  readonly there: string
  readonly view: SyncView

  constructor(site: ServerSite, here: string, there: string, view: SyncView) {
    this.site = site
    this.here = here
    this.there = there
    this.view = view
  }

  async run(command: string, ...args: readonly unknown[]): Promise<void> {
    await vscode.commands.executeCommand(`portside.${command}`, ...args)
  }

  /** Applies what is ticked, and gives the account of it. */
  async apply(): Promise<string> {
    await this.run('applySync')
    return this.view.current?.done ?? ''
  }

  /** Both sides in step, which is remembered. */
  async inStep(): Promise<void> {
    await this.run('previewSync')
    await this.apply()
    await this.run('clearSync')
    this.toasts.all.length = 0
  }

  /** What stands above the groups, the groups, and the rows in them. */
  shown(): readonly string[] {
    return this.view.getChildren().flatMap((row) => [this.labelOf(row), ...this.view.getChildren(row).map((child) => this.rowText(child))])
  }

  /** `[x] index.html · new here · 3 B` */
  rowText(row: SyncRow): string {
    const { description, checkboxState } = this.view.getTreeItem(row)
    const state = typeof checkboxState === 'object' ? checkboxState.state : checkboxState
    const box = state === undefined ? ' ' : state === vscode.TreeItemCheckboxState.Checked ? 'x' : '_'
    return `[${box}] ${this.labelOf(row)} · ${typeof description === 'string' ? description : ''}`
  }

  row(path: string): SyncRow {
    const rows = this.view.getChildren().flatMap((group) => this.view.getChildren(group))
    const found = rows.find((row) => row.kind === 'line' && row.path === path)
    assert.ok(found, `${path} among ${this.shown().join('; ')}`)
    return found
  }

  tick(path: string, isTicked: boolean): void {
    this.view.current?.checklist.tick([path], isTicked)
    this.view.update()
  }

  async stop(): Promise<void> {
    await this.run('clearSync')
    // The editor complains, page after page, of rows whose site goes away under its eyes.
    await vscode.commands.executeCommand('workbench.action.closeSidebar')
    await removeProject()
    this.store.dispose()
    await this.site.stop()
    await rm(this.here, { recursive: true, force: true })
  }

  private labelOf(row: SyncRow): string {
    const { label } = this.view.getTreeItem(row)
    assert.ok(typeof label === 'string')
    return label
  }
}

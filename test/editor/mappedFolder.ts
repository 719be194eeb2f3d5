/** A folder of the workspace that is mapped to one on a real server, and the running extension that knows of it. */

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as vscode from 'vscode'
import type { PortsideApi } from '../../src/extension.ts'
import type { SyncKnowledge } from '../../src/workbench/syncKnowledge.ts'
import { removeProject, workspaceFolder, writeProject } from './projectFile.ts'
import { startServerSite, type ServerSite } from './serverSite.ts'

export interface MappedFolder {
  /** On this computer. Each is another one: the editor remembers closed files for a while. */
  readonly name: string
  readonly site: ServerSite
  readonly knowledge: SyncKnowledge
  here(path: string): vscode.Uri
  /** Text on the server; undefined if it isn't there. */
  there(path: string): Promise<string | undefined>
  /** Changes a file on the server, as somebody else would. */
  putThere(path: string, text: string): Promise<void>
  /** Changes a file on this computer, as another program would. */
  putHere(path: string, text: string | Uint8Array): Promise<void>
  /** In an editor, with its key for saving. */
  save(path: string, text: string): Promise<void>
  /** Resolves when what is known fits. */
  until(fits: () => boolean | Promise<boolean>): Promise<void>
  kindOf(path: string): string | undefined
  stop(): Promise<void>
}

/** `fields` are the mapping's. On the server the folder is `/htdocs`. */
export async function startMappedFolder(fields: Readonly<Record<string, unknown>> = {}): Promise<MappedFolder> {
  const api = await vscode.extensions.getExtension<PortsideApi>('portside.portside')?.activate()
  const { knowledge, mappings } = api ?? {}
  assert.ok(knowledge && mappings)
  const site = await startServerSite()
  const remote = join(site.folder, 'htdocs')
  const name = `public-${randomBytes(6).toString('hex')}`
  const root = vscode.Uri.joinPath(workspaceFolder().uri, name)
  await Promise.all([remote, root.fsPath].map((folder) => mkdir(folder, { recursive: true })))
  await writeProject({ mappings: [{ local: name, site: 'test site', remote: '/htdocs', ...fields }] })
  const here = (path: string) => vscode.Uri.joinPath(root, path)
  const mapping = mappings.of(root)
  assert.ok(mapping)
  return {
    name,
    site,
    knowledge,
    here,
    there: async (path) => readFile(join(remote, path), 'utf8').catch(() => undefined),
    putThere: (path, text) => writeFile(join(remote, path), text),
    putHere: (path, content) => writeFile(here(path).fsPath, content),
    save: (path, text) => saveInEditor(here(path), text),
    until: (fits) => until(knowledge, fits),
    kindOf: (path) => knowledge.stateOf(mapping, path)?.kind,
    stop: async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors')
      await removeProject()
      await rm(root.fsPath, { recursive: true })
      await site.stop()
    },
  }
}

async function saveInEditor(uri: vscode.Uri, text: string): Promise<void> {
  const isThere = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  )
  if (!isThere) await vscode.workspace.fs.writeFile(uri, new Uint8Array())
  const document = await vscode.workspace.openTextDocument(uri)
  const edit = new vscode.WorkspaceEdit()
  edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text)
  await vscode.workspace.applyEdit(edit)
  assert.ok(await document.save())
}

async function until(knowledge: SyncKnowledge, fits: () => boolean | Promise<boolean>): Promise<void> {
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const listening = knowledge.onDidChange(() => {
        listening.dispose()
        resolve()
      })
    })
    if (await fits()) return
    await changed
  }
}

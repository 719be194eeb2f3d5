/** The project file of the folder that the tests run in, and what Portside makes of it. */

import assert from 'node:assert/strict'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as vscode from 'vscode'
import type { PortsideApi } from '../../src/extension.ts'
import { folderSiteId } from '../../src/workbench/folderMapping.ts'
import type { Mappings } from '../../src/workbench/mappings.ts'
import { projectFileUri } from '../../src/workbench/projectFiles.ts'

export function workspaceFolder(): vscode.WorkspaceFolder {
  const [folder] = vscode.workspace.workspaceFolders ?? []
  assert.ok(folder)
  return folder
}

export function projectFile(): vscode.Uri {
  return projectFileUri(workspaceFolder())
}

/** Of a site that came with the folder. */
export function folderUri(siteName: string, path = '/'): vscode.Uri {
  return vscode.Uri.from({ scheme: 'portside', authority: folderSiteId(workspaceFolder().uri.toString(), siteName), path })
}

/** What the running extension knows. */
export async function portside(): Promise<Required<Pick<PortsideApi, 'mappings' | 'passwords' | 'knowledge'>>> {
  const api = await vscode.extensions.getExtension<PortsideApi>('portside.portside')?.activate()
  assert.ok(api?.mappings && api.passwords && api.knowledge)
  return { mappings: api.mappings, passwords: api.passwords, knowledge: api.knowledge }
}

/** Resolves when Portside has read it. */
export async function writeProject(content: unknown): Promise<void> {
  const { mappings } = await portside()
  const text = typeof content === 'string' ? content : JSON.stringify(content, undefined, 2)
  await saveProject(text)
  await mappings.ready()
  await seenByEditor(text)
}

/** The editor's own picture of a file that it knows lags behind the disk. */
async function seenByEditor(text: string): Promise<void> {
  const known = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === projectFile().toString())
  if (!known || known.getText() === text) return
  await new Promise<void>((resolve) => {
    const listening = vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document !== known || document.getText() !== text) return
      listening.dispose()
      resolve()
    })
  })
}

export async function projectText(): Promise<string | undefined> {
  return readFile(projectFile().fsPath, 'utf8').catch(() => undefined)
}

/** Nothing of it is left for the next test. */
export async function removeProject(): Promise<void> {
  const { mappings } = await portside()
  await vscode.commands.executeCommand('workbench.action.closeAllEditors')
  await rm(projectFile().fsPath, { force: true })
  await mappings.ready()
}

export function nextChange(mappings: Mappings): Promise<void> {
  return new Promise((resolve) => {
    const listening = mappings.onDidChange(() => {
      listening.dispose()
      resolve()
    })
  })
}

async function saveProject(text: string): Promise<void> {
  await mkdir(dirname(projectFile().fsPath), { recursive: true })
  await writeFile(projectFile().fsPath, text)
}

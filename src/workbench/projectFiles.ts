/**
 * The project file `.vscode/portside.json` of each folder of this window, read when somebody first needs it and again when it
 * changes. Others may have written it: what a folder brings along counts only in a workspace the user trusts.
 */

import { readFile, readlink, realpath } from 'node:fs/promises'
import { dirname, isAbsolute, relative, sep } from 'node:path'
import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/event.ts'
import { toNative } from '../files/localPath.ts'
import type { Mapping } from '../sites/mapping.ts'
import { parseProjectFile, type ProjectFile as ParsedProjectFile } from '../sites/projectFile.ts'
import { localRootOf } from './folderMapping.ts'

export interface ProjectFile {
  readonly folder: vscode.WorkspaceFolder
  readonly uri: vscode.Uri
  readonly text: string
  readonly parsed: ParsedProjectFile
  /** Their folder here is not inside of the workspace folder once links are followed. */
  readonly leadOut: ReadonlySet<Mapping>
}

export function projectFileUri(folder: vscode.WorkspaceFolder): vscode.Uri {
  return vscode.Uri.joinPath(folder.uri, '.vscode', 'portside.json')
}

/** The folders of this window that lie on this computer's disk. */
export function localFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file')
}

export class ProjectFiles implements Disposable {
  private readonly store = new DisposableStore()
  private readonly changed = this.store.add(new Emitter<void>())
  private files: readonly ProjectFile[] = []
  private beginning: NodeJS.Timeout | undefined
  private reading: Promise<void> | undefined
  /** Has not begun yet. */
  private next: Promise<void> | undefined

  readonly onDidChange = this.changed.event

  constructor() {
    const again = () => void this.ready()
    // A file that comes or goes with its folder is not told of by itself.
    const watcher = this.store.add(vscode.workspace.createFileSystemWatcher('**/{.vscode,.vscode/portside.json}'))
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) this.store.add(event(again))
    const isOurs = (uri: vscode.Uri) => localFolders().some((folder) => projectFileUri(folder).toString() === uri.toString())
    // The watcher tells of it later, and not at all where nothing can be watched.
    this.store.add(vscode.workspace.onDidSaveTextDocument(({ uri }) => isOurs(uri) && again()))
    this.store.add(vscode.workspace.onDidGrantWorkspaceTrust(again))
    this.store.add(vscode.workspace.onDidChangeWorkspaceFolders(again))
  }

  /** What was read last; nothing before the first `ready`. */
  get all(): readonly ProjectFile[] {
    return this.files
  }

  /** Has the files read soon, after what is under way. */
  begin(): void {
    this.beginning = setTimeout(() => void this.ready())
  }

  /**
   * Reads what is on the disk now. Whoever is about to act on the files waits for it: a watcher tells of a change late, and where
   * nothing can be watched not at all. All who ask before the reading begins share it.
   */
  ready(): Promise<void> {
    this.next ??= this.readNext()
    return this.next
  }

  dispose(): void {
    clearTimeout(this.beginning)
    this.store.dispose()
  }

  private async readNext(): Promise<void> {
    await this.reading?.catch(() => {}) // whoever waited for that was told
    this.next = undefined
    this.reading = this.read()
    await this.reading
  }

  private async read(): Promise<void> {
    const folders = vscode.workspace.isTrusted ? localFolders() : []
    const files = (await Promise.all(folders.map(readProjectFile))).filter((file) => file !== undefined)
    if (fingerprint(files) === fingerprint(this.files)) return
    this.files = files
    this.changed.fire()
  }
}

/** Undefined where there is none. One that can't be read counts as empty and broken: a problem is shown in it. */
async function readProjectFile(folder: vscode.WorkspaceFolder): Promise<ProjectFile | undefined> {
  const uri = projectFileUri(folder)
  const text = await readFile(uri.fsPath, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const parsed = parseProjectFile(text)
  const outside = await Promise.all(
    parsed.mappings.map(async (mapping) => ((await isOutside(folder, mapping).catch(() => true)) ? [mapping] : [])),
  )
  return { folder, uri, text, parsed, leadOut: new Set(outside.flat()) }
}

/** A link in a folder that somebody else made could make this computer's home folder a part of it. */
async function isOutside(folder: vscode.WorkspaceFolder, mapping: Mapping): Promise<boolean> {
  const [root, place] = await Promise.all([folder.uri.fsPath, toNative(localRootOf(folder, mapping))].map(nearestRealPath))
  if (root === undefined || place === undefined) return true
  const way = relative(root, place)
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)
}

/** Of the path, or of the nearest folder above it that exists; undefined for a link that leads nowhere, or in a circle. */
async function nearestRealPath(path: string): Promise<string | undefined> {
  try {
    return await realpath(path)
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const above = dirname(path)
    if (!isMissing || above === path || (await isLink(path))) return undefined
    return nearestRealPath(above)
  }
}

async function isLink(path: string): Promise<boolean> {
  return readlink(path).then(
    () => true,
    () => false,
  )
}

function fingerprint(files: readonly ProjectFile[]): string {
  return JSON.stringify(
    files.map(({ folder, text, parsed, leadOut }) => [
      folder.uri.toString(),
      folder.name,
      text,
      parsed.mappings.map((mapping) => leadOut.has(mapping)),
    ]),
  )
}

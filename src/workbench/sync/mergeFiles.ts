/** Merges that are being worked on, as files the editor can show and change. They are in memory alone and end with the window. */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../../base/disposable.ts'
import { mergeScheme } from '../ids.ts'
import { toUriText } from '../rawNames.ts'

interface Kept {
  readonly content: Uint8Array
  /** Milliseconds since 1970. */
  readonly changedAt: number
}

export class MergeFiles implements vscode.FileSystemProvider, Disposable {
  private readonly store = new DisposableStore()
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>())
  private readonly files = new Map<string, Kept>()
  private count = 0

  readonly onDidChangeFile = this.changed.event

  constructor() {
    this.store.add(vscode.workspace.registerFileSystemProvider(mergeScheme, this, { isCaseSensitive: true }))
  }

  /** Each has a name of its own, which ends as `path` does: so the editor knows its language. */
  add(path: string, content: Uint8Array): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: mergeScheme, path: toUriText(`/${++this.count}/${path}`) })
    this.files.set(uri.toString(), { content, changedAt: Date.now() })
    return uri
  }

  remove(uri: vscode.Uri): void {
    this.files.delete(uri.toString())
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {})
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { content, changedAt } = this.file(uri)
    return { type: vscode.FileType.File, ctime: changedAt, mtime: changedAt, size: content.length }
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.file(uri).content
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    this.file(uri) // others are not made here
    this.files.set(uri.toString(), { content, changedAt: Date.now() })
    this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }])
  }

  readDirectory(): [string, vscode.FileType][] {
    return []
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  dispose(): void {
    this.store.dispose()
  }

  private file(uri: vscode.Uri): Kept {
    const file = this.files.get(uri.toString())
    if (!file) throw vscode.FileSystemError.FileNotFound(uri)
    return file
  }
}

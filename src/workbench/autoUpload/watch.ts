/**
 * Changes from outside of the editor: builds, scripts, other programs. They are uploaded only where a person has turned on upload
 * on save and the setting `watch` names the files. Nothing is watched without it, and deletions are never passed on.
 */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../../base/disposable.ts'
import type { Config } from '../config.ts'
import { settingKeys, settingsSection } from '../ids.ts'
import type { FolderMapping, Mappings } from '../mappings.ts'
import type { AutoUploads } from './autoUploads.ts'
import { Bursts } from './bursts.ts'
import type { EditorSaves } from './editorSaves.ts'
import type { UploadModes } from './uploadModes.ts'

export interface WatchServices {
  readonly config: Pick<Config, 'watchedIn'>
  readonly mappings: Pick<Mappings, 'all' | 'of' | 'relative' | 'localUri' | 'onDidChange'>
  readonly modes: UploadModes
  readonly uploads: AutoUploads
  readonly saves: EditorSaves
}

const burst = { quietMs: 500, longestMs: 10_000 }

export class Watch implements Disposable {
  private readonly store = new DisposableStore()
  private readonly services: WatchServices
  private watchers = new DisposableStore()

  constructor(services: WatchServices) {
    this.services = services
    const setting = `${settingsSection}.${settingKeys.watch}`
    const restart = () => this.restart()
    this.store.add(services.mappings.onDidChange(restart))
    this.store.add(services.modes.onDidChange(restart))
    this.store.add(vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(setting) && restart()))
    restart()
  }

  dispose(): void {
    this.store.dispose()
    this.watchers.dispose()
  }

  private restart(): void {
    this.watchers.dispose()
    this.watchers = new DisposableStore()
    if (!vscode.workspace.isTrusted) return
    const { config, mappings, modes } = this.services
    for (const mapping of mappings.all) {
      if (modes.of(mapping) !== 'never') this.watch(mapping, config.watchedIn(mapping.folder.uri))
    }
  }

  private watch(mapping: FolderMapping, globs: readonly string[]): void {
    const bursts = this.watchers.add(new Bursts<string>(burst, (paths) => void this.changed(mapping, paths)))
    const root = this.services.mappings.localUri(mapping, '')
    for (const glob of globs) {
      const watcher = this.watchers.add(
        vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, glob), false, false, true),
      )
      const heard = (uri: vscode.Uri) => this.belongs(mapping, uri) && bursts.add(this.services.mappings.relative(mapping, uri))
      this.watchers.add(watcher.onDidCreate(heard))
      this.watchers.add(watcher.onDidChange(heard))
    }
  }

  /** False for what is in a folder with a mapping of its own. */
  private belongs(mapping: FolderMapping, uri: vscode.Uri): boolean {
    return this.services.mappings.of(uri)?.key === mapping.key
  }

  private async changed(mapping: FolderMapping, paths: ReadonlySet<string>): Promise<void> {
    const { mappings, saves, uploads } = this.services
    const all = [...paths]
    const own = await Promise.all(all.map((path) => saves.isAsSaved(mappings.localUri(mapping, path))))
    const outside = all.filter((_, index) => own[index] !== true)
    if (outside.length > 0) await uploads.upload(mapping, outside, 'outside')
  }
}

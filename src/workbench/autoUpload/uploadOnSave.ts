/** Hears of saves in the editor, and uploads those of mapped files where a person has turned that on. */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../../base/disposable.ts'
import type { Mappings } from '../mappings.ts'
import type { SyncKnowledge } from '../syncKnowledge.ts'
import type { AutoUploads } from './autoUploads.ts'
import type { EditorSaves } from './editorSaves.ts'
import type { UploadModes } from './uploadModes.ts'

export interface UploadOnSaveServices {
  readonly mappings: Pick<Mappings, 'all' | 'of' | 'relative' | 'ready' | 'onDidChange'>
  readonly modes: UploadModes
  readonly knowledge: SyncKnowledge
  readonly uploads: AutoUploads
  readonly saves: EditorSaves
}

export class UploadOnSave implements Disposable {
  private readonly store = new DisposableStore()
  private readonly services: UploadOnSaveServices

  constructor(services: UploadOnSaveServices) {
    this.services = services
    const { mappings, knowledge } = services
    this.store.add(mappings.onDidChange(() => knowledge.keep(mappings.all)))
    this.store.add(services.saves.onDidSave(({ uri, byPerson }) => void this.saved(uri, byPerson)))
  }

  dispose(): void {
    this.store.dispose()
  }

  private async saved(uri: vscode.Uri, byPerson: boolean): Promise<void> {
    const { mappings, modes, knowledge, uploads } = this.services
    if (!vscode.workspace.isTrusted) return
    await mappings.ready()
    const mapping = mappings.of(uri)
    if (!mapping) return
    const path = mappings.relative(mapping, uri)
    knowledge.saved(mapping, path)
    const mode = modes.of(mapping)
    if (mode === 'any' || (mode === 'explicit' && byPerson)) await uploads.upload(mapping, [path], byPerson ? 'person' : 'editor')
  }
}

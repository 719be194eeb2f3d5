/**
 * Marks mapped files in the Explorer and in tabs with what is known of them. A letter and a hover say it, the colour only
 * stresses it; and no server is asked.
 */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import type { Config } from './config.ts'
import { settingKeys, settingsSection } from './ids.ts'
import type { Mappings } from './mappings.ts'
import type { Known, SyncKnowledge } from './syncKnowledge.ts'

type MappedFiles = Pick<Mappings, 'of' | 'relative' | 'onDidChange'>

export class SyncDecorations implements vscode.FileDecorationProvider, Disposable {
  private readonly store = new DisposableStore()
  private readonly changed = this.store.add(new vscode.EventEmitter<undefined>())
  private readonly config: Pick<Config, 'hasDecorations'>
  private readonly mappings: MappedFiles
  private readonly knowledge: SyncKnowledge

  readonly onDidChangeFileDecorations = this.changed.event

  constructor(config: Pick<Config, 'hasDecorations'>, mappings: MappedFiles, knowledge: SyncKnowledge) {
    this.config = config
    this.mappings = mappings
    this.knowledge = knowledge
    const setting = `${settingsSection}.${settingKeys.decorations}`
    const changed = () => this.changed.fire(undefined)
    this.store.add(knowledge.onDidChange(changed))
    this.store.add(mappings.onDidChange(changed))
    this.store.add(vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(setting) && changed()))
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== 'file' || !this.config.hasDecorations) return undefined
    const mapping = this.mappings.of(uri)
    const known = mapping && this.knowledge.stateOf(mapping, this.mappings.relative(mapping, uri))
    return known && decorationOf(known)
  }

  dispose(): void {
    this.store.dispose()
  }
}

/** Where a file is missing there is nothing to mark: those states are of files that only the server has. */
function decorationOf(known: Known): vscode.FileDecoration | undefined {
  switch (known.kind) {
    case 'none':
    case 'deletedHere':
    case 'newThere':
      return undefined
    case 'uploading':
      return marked('↑', vscode.l10n.t('Is being uploaded'))
    case 'changedHere':
      return marked('↑', vscode.l10n.t('Changed here since the last sync'), 'gitDecoration.modifiedResourceForeground')
    case 'newHere':
      return marked('+', vscode.l10n.t('Not on the server'), 'gitDecoration.untrackedResourceForeground')
    case 'changedThere':
      return marked('↓', vscode.l10n.t('Changed on the server since the last sync'), 'gitDecoration.modifiedResourceForeground')
    case 'deletedThere':
      return marked('-', vscode.l10n.t('Deleted on the server since the last sync'), 'gitDecoration.deletedResourceForeground')
    case 'conflict':
      return marked('!', vscode.l10n.t('Changed here and on the server'), 'gitDecoration.conflictingResourceForeground', true)
    case 'failed':
      return marked('!↑', vscode.l10n.t('Not uploaded. {0}', known.message), 'list.errorForeground', true)
  }
}

/** `isUrgent` marks the folders above too. */
function marked(badge: string, tooltip: string, color?: string, isUrgent = false): vscode.FileDecoration {
  const decoration = new vscode.FileDecoration(badge, tooltip, color === undefined ? undefined : new vscode.ThemeColor(color))
  decoration.propagate = isUrgent
  return decoration
}

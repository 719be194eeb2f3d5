/**
 * One item in the status bar for what is known to differ between mapped folders and their servers. It is there only when there
 * is something to tell; uploads that failed stay there, in the colour of a warning, until they are solved.
 */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { printable } from '../base/printable.ts'
import type { UploadModes } from './autoUpload/uploadModes.ts'
import { describeUploadMode } from './autoUpload/uploadModeWords.ts'
import { commandIds } from './ids.ts'
import type { Mappings } from './mappings.ts'
import type { SyncKnowledge, Tally } from './syncKnowledge.ts'

export class SyncStatus implements Disposable {
  private readonly store = new DisposableStore()
  private readonly item = this.store.add(vscode.window.createStatusBarItem(commandIds.previewSync, vscode.StatusBarAlignment.Left))
  private readonly mappings: Pick<Mappings, 'all' | 'onDidChange'>
  private readonly modes: UploadModes
  private readonly knowledge: SyncKnowledge

  constructor(mappings: Pick<Mappings, 'all' | 'onDidChange'>, modes: UploadModes, knowledge: SyncKnowledge) {
    this.mappings = mappings
    this.modes = modes
    this.knowledge = knowledge
    this.item.name = vscode.l10n.t('Portside: Sync')
    const update = () => this.update()
    this.store.add(mappings.onDidChange(update))
    this.store.add(modes.onDidChange(update))
    this.store.add(knowledge.onDidChange(update))
    update()
  }

  dispose(): void {
    this.store.dispose()
  }

  private update(): void {
    const { tally, failures } = this.knowledge
    const text = failures.length > 0 ? failedText(failures.length) : tallyText(tally)
    if (text === '' || this.mappings.all.length === 0) return this.item.hide()
    this.item.text = text
    this.item.command = failures.length > 0 ? commandIds.showFailedUploads : commandIds.previewSync
    this.item.backgroundColor = failures.length > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined
    const words = tallyWords(tally)
    this.item.tooltip = [...words, ...this.modeLines()].join('\n')
    this.item.accessibilityInformation = { label: [withoutIcon(text), ...words].join(', '), role: 'button' }
    this.item.show()
  }

  private modeLines(): readonly string[] {
    return this.mappings.all.map((mapping) =>
      vscode.l10n.t('{0}: upload on save: {1}', printable(mapping.label), describeUploadMode(this.modes.of(mapping)).label),
    )
  }
}

function failedText(count: number): string {
  return `$(warning) ${count === 1 ? vscode.l10n.t('1 upload failed') : vscode.l10n.t('{0} uploads failed', count)}`
}

/** "$(sync) 3 ↑ 1 !", or nothing. */
function tallyText({ toUpload, toDownload, conflicts }: Tally): string {
  const parts = [countOf(toUpload, '↑'), countOf(toDownload, '↓'), countOf(conflicts, '!')].filter((part) => part !== '')
  return parts.length === 0 ? '' : `$(sync) ${parts.join(' ')}`
}

function countOf(count: number, mark: string): string {
  return count === 0 ? '' : `${count} ${mark}`
}

function tallyWords({ toUpload, toDownload, conflicts }: Tally): readonly string[] {
  const words = [
    toUpload > 0 && vscode.l10n.t('Changed here: {0}', toUpload),
    toDownload > 0 && vscode.l10n.t('Changed on the server: {0}', toDownload),
    conflicts > 0 && vscode.l10n.t('In conflict: {0}', conflicts),
  ]
  return words.filter((line) => line !== false)
}

function withoutIcon(text: string): string {
  return text.replace(/^\$\([^)]*\) /, '')
}

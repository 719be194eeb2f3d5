/**
 * The site's name in the hover of its files, wherever the editor shows them.
 *
 * Two sites may both have an `/index.html`. The label of a file is made of its URI alone, without a word from us: it could
 * only tell them apart by their ids, which mean nothing to anybody.
 */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { basename } from '../base/posixPath.ts'
import { hasRawBytes } from '../base/rawText.ts'
import type { Config } from './config.ts'
import { describeRawName } from './facts.ts'
import { scheme } from './ids.ts'
import { shownName } from './plainMessage.ts'
import { isUnusable, locationOf } from './uris.ts'

export class SiteTooltips implements vscode.FileDecorationProvider, Disposable {
  private readonly store = new DisposableStore()
  private readonly changed = this.store.add(new vscode.EventEmitter<undefined>())
  private readonly config: Config

  readonly onDidChangeFileDecorations = this.changed.event

  constructor(config: Config) {
    this.config = config
    this.store.add(config.onDidChangeSites(() => this.changed.fire(undefined)))
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const site = uri.scheme === scheme && !isUnusable(uri) ? this.config.site(uri.authority) : undefined
    if (!site) return undefined
    const { path } = locationOf(uri)
    const isReadable = !hasRawBytes(basename(path))
    // The label can't be made readable; the hover can.
    const words = isReadable ? [shownName(site)] : [shownName(site), shownName({ name: basename(path) }), describeRawName()]
    return new vscode.FileDecoration(undefined, words.join(' • '))
  }

  dispose(): void {
    this.store.dispose()
  }
}

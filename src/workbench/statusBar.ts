/** One item on the left: the site at hand, whether it is encrypted, and its transfer mode. A click changes the mode. */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import type { Site } from '../sites/site.ts'
import type { Config } from './config.ts'
import { describeMode, describeSiteAtLength, isEncrypted } from './facts.ts'
import { commandIds, scheme } from './ids.ts'
import { shownName } from './plainMessage.ts'
import type { Selection } from './selection.ts'
import type { SiteConnections } from './siteConnections.ts'

export class StatusBar implements Disposable {
  private readonly store = new DisposableStore()
  private readonly item = this.store.add(vscode.window.createStatusBarItem(commandIds.setTransferMode, vscode.StatusBarAlignment.Left))
  private readonly config: Config
  private readonly connections: SiteConnections
  private readonly selection: Selection

  constructor(config: Config, connections: SiteConnections, selection: Selection) {
    this.config = config
    this.connections = connections
    this.selection = selection
    this.item.name = vscode.l10n.t('Portside: Transfer mode')
    const update = () => this.update()
    this.store.add(vscode.window.onDidChangeActiveTextEditor(update))
    this.store.add(vscode.window.tabGroups.onDidChangeTabs(update))
    this.store.add(selection.onDidChange(update))
    this.store.add(config.onDidChangeSites(update))
    this.store.add(connections.onDidChangeState(update))
    update()
  }

  dispose(): void {
    this.store.dispose()
  }

  private update(): void {
    const siteId = siteOfActiveTab() ?? this.selection.siteId
    const site = siteId === undefined ? undefined : this.config.site(siteId)
    if (site) this.show(site)
    else this.item.hide()
  }

  private show(site: Site): void {
    const state = this.connections.state(site.id)
    const isSafe = isEncrypted(site, state)
    const name = shownName(site)
    const mode = describeMode(site, state)
    const lock = isSafe ? '$(lock)' : `$(unlock) ${vscode.l10n.t('Plain')}`
    this.item.text = `$(plug) ${name}  ${lock}  ${mode}`
    this.item.tooltip = `${describeSiteAtLength(site, state, this.connections.proxyOf(site))}\n\n${vscode.l10n.t('Click to change the transfer mode.')}`
    this.item.backgroundColor = isSafe ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground')
    const security = isSafe ? vscode.l10n.t('encrypted') : vscode.l10n.t('not encrypted')
    const label = vscode.l10n.t('{0}, {1}, transfer mode {2}', name, security, mode)
    this.item.accessibilityInformation = { label, role: 'button' }
    this.item.command = { command: commandIds.setTransferMode, title: vscode.l10n.t('Set transfer mode'), arguments: [site.id] }
    this.item.show()
  }
}

/** Any editor counts, not only text: an image has a tab and no text editor. */
function siteOfActiveTab(): string | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input
  const uri = input instanceof vscode.TabInputTextDiff ? input.modified : hasUri(input) ? input.uri : undefined
  return uri?.scheme === scheme ? uri.authority : undefined
}

function hasUri(input: unknown): input is { readonly uri: vscode.Uri } {
  return typeof input === 'object' && input !== null && 'uri' in input && input.uri instanceof vscode.Uri
}

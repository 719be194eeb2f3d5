/**
 * Nobody connects to a server because a folder says so: before the first connection to a site that came with one, the user is
 * shown where it leads. The answer is kept for this workspace, and holds for this server, port, user and encryption alone.
 */

import * as vscode from 'vscode'
import { printable } from '../base/printable.ts'
import { serverOf, type Site } from '../sites/site.ts'
import { ask } from './messages.ts'
import type { FolderSite } from './projectSites.ts'
import { securityName } from './securityChoices.ts'

type State = Pick<vscode.Memento, 'get' | 'update'>

export class FolderConsents {
  private readonly state: State
  private readonly originOf: (siteId: string) => FolderSite | undefined
  /** Questions on the screen: two connections ask once. */
  private readonly open = new Map<string, Promise<boolean>>()

  constructor(state: State, originOf: (siteId: string) => FolderSite | undefined) {
    this.state = state
    this.originOf = originOf
  }

  /** Resolves if the site may be connected to. Rejects as cancelled if the user would rather not. */
  async ensure(site: Site): Promise<void> {
    const origin = this.originOf(site.id)
    if (!origin) return
    const key = consentKey(origin.folder.uri.toString(), site)
    if (this.state.get<boolean>(key) === true || (await this.askOnce(key, site, origin))) return
    throw new DOMException('The user does not want to connect.', 'AbortError')
  }

  private askOnce(key: string, site: Site, origin: FolderSite): Promise<boolean> {
    const asking = this.open.get(key) ?? this.ask(key, site, origin).finally(() => this.open.delete(key))
    this.open.set(key, asking)
    return asking
  }

  private async ask(key: string, site: Site, { uri }: FolderSite): Promise<boolean> {
    const { host, port, user, security } = serverOf(site)
    const connect = vscode.l10n.t('Connect')
    const message = vscode.l10n.t(
      'This folder wants to connect to {0} as {1}, with {2}.',
      printable(`${host}:${port}`),
      printable(user),
      securityName(security),
    )
    const detail = vscode.l10n.t('It comes from {0}.', printable(uri.fsPath))
    if ((await ask('warning', { message, detail }, connect)) !== connect) return false
    await this.state.update(key, true)
    return true
  }
}

function consentKey(folder: string, site: Site): string {
  const { host, port, user, security } = serverOf(site)
  return `connect:${JSON.stringify([folder, host.toLowerCase(), port, user, security, site.virtualHost])}`
}

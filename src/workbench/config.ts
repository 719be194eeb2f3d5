/**
 * The only reader and writer of Portside's settings. Sites are read from the user's own settings alone: a folder that
 * somebody else made must not be able to say where a password goes.
 */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/event.ts'
import { parseSites, type Site, type SiteProblem } from '../sites/site.ts'
import { settingKeys, settingsSection } from './ids.ts'
import { isSite, rawSitesOf, withSite } from './rawSites.ts'

export class Config implements Disposable {
  private readonly store = new DisposableStore()
  private readonly sitesChanged = this.store.add(new Emitter<void>())
  private parsed: ReturnType<typeof parseSites> | undefined

  readonly onDidChangeSites = this.sitesChanged.event

  constructor() {
    this.store.add(vscode.workspace.onDidChangeConfiguration((event) => this.settingsChanged(event)))
  }

  get sites(): readonly Site[] {
    return this.read().sites
  }

  get siteProblems(): readonly SiteProblem[] {
    return this.read().problems
  }

  site(id: string): Site | undefined {
    return this.sites.find((site) => site.id === id)
  }

  /** Adds the site, or replaces the one with its id. Fields this version doesn't know are kept. */
  async saveSite(site: Site): Promise<void> {
    await this.write(withSite(rawSites(), site))
  }

  async removeSite(id: string): Promise<void> {
    await this.write(rawSites().filter((raw) => !isSite(raw, id)))
  }

  /** Files above this are opened only after asking. */
  get largeFileBytes(): number {
    return vscode.workspace.getConfiguration(settingsSection).get<number>(settingKeys.largeFileSize, 20) * 1024 * 1024
  }

  dispose(): void {
    this.store.dispose()
  }

  private read(): ReturnType<typeof parseSites> {
    this.parsed ??= parseSites(sitesSetting())
    return this.parsed
  }

  private async write(sites: readonly unknown[]): Promise<void> {
    await vscode.workspace.getConfiguration(settingsSection).update(settingKeys.sites, sites, vscode.ConfigurationTarget.Global)
  }

  private settingsChanged(event: vscode.ConfigurationChangeEvent): void {
    if (!event.affectsConfiguration(`${settingsSection}.${settingKeys.sites}`)) return
    this.parsed = undefined
    this.sitesChanged.fire()
  }
}

function sitesSetting(): unknown {
  return vscode.workspace.getConfiguration(settingsSection).inspect(settingKeys.sites)?.globalValue
}

/** As they are written there. A list that can't be read must not be lost by writing another in its place. */
function rawSites(): readonly unknown[] {
  const sites = rawSitesOf(sitesSetting())
  if (sites) return sites
  throw new Error(vscode.l10n.t('The setting "{0}" is not a list. Correct it, then try again.', `${settingsSection}.${settingKeys.sites}`))
}

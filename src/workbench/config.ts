/**
 * The only reader and writer of Portside's settings. Sites are read from the user's own settings alone: a folder that
 * somebody else made must not be able to say where a password goes.
 */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/event.ts'
import { parseSites, type ParsedSites, type SiteProblem } from '../sites/parseSites.ts'
import type { Site } from '../sites/site.ts'
import { settingKeys, settingsSection } from './ids.ts'
import type { EditorProxy } from './proxies.ts'
import { isSite, rawSitesOf, withSite } from './rawSites.ts'

export class Config implements Disposable {
  private readonly store = new DisposableStore()
  private readonly sitesChanged = this.store.add(new Emitter<void>())
  private parsed: ParsedSites | undefined
  private proxy: EditorProxy | undefined

  /** The sites, or how they are reached from here. */
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

  /** The proxy that the editor itself uses, as its settings have it. A folder has no say in it. */
  get editorProxy(): EditorProxy {
    this.proxy ??= readEditorProxy()
    return this.proxy
  }

  dispose(): void {
    this.store.dispose()
  }

  private read(): ParsedSites {
    this.parsed ??= parseSites(sitesSetting())
    return this.parsed
  }

  private async write(sites: readonly unknown[]): Promise<void> {
    await vscode.workspace.getConfiguration(settingsSection).update(settingKeys.sites, sites, vscode.ConfigurationTarget.Global)
  }

  private settingsChanged(event: vscode.ConfigurationChangeEvent): void {
    if (![`${settingsSection}.${settingKeys.sites}`, 'http'].some((section) => event.affectsConfiguration(section))) return
    this.parsed = undefined
    this.proxy = undefined
    this.sitesChanged.fire()
  }
}

function sitesSetting(): unknown {
  return usersOwn(`${settingsSection}.${settingKeys.sites}`)
}

function readEditorProxy(): EditorProxy {
  const [url, except, support] = ['http.proxy', 'http.noProxy', 'http.proxySupport'].map(usersOwn)
  return {
    url: typeof url === 'string' ? url : '',
    except: Array.isArray(except) ? except.filter((pattern) => typeof pattern === 'string') : [],
    support: typeof support === 'string' ? support : '',
  }
}

/** What the user has set, whatever a folder says. */
function usersOwn(setting: string): unknown {
  return vscode.workspace.getConfiguration().inspect(setting)?.globalValue
}

/** As they are written there. A list that can't be read must not be lost by writing another in its place. */
function rawSites(): readonly unknown[] {
  const sites = rawSitesOf(sitesSetting())
  if (sites) return sites
  throw new Error(vscode.l10n.t('The setting "{0}" is not a list. Correct it, then try again.', `${settingsSection}.${settingKeys.sites}`))
}

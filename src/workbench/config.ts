/**
 * The only reader and writer of Portside's settings, which are the user's own: a folder that somebody else made has no say in
 * them. The sites of trusted folders stand behind the user's, under ids and consents of their own.
 */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/event.ts'
import { parseSites, type ParsedSites, type SiteProblem } from '../sites/parseSites.ts'
import type { Site } from '../sites/site.ts'
import type { KnownSites } from './folderMapping.ts'
import { settingKeys, settingsSection } from './ids.ts'
import type { ProjectFiles } from './projectFiles.ts'
import { fitsProjectFile, folderSites, saveFolderSite, type FolderSite } from './projectSites.ts'
import type { EditorProxy } from './proxies.ts'
import { isSite, rawSitesOf, withSite } from './rawSites.ts'

export class Config implements Disposable {
  private readonly store = new DisposableStore()
  private readonly sitesChanged = this.store.add(new Emitter<void>())
  private parsed: ParsedSites | undefined
  private ofFolders: readonly FolderSite[] | undefined
  private proxy: EditorProxy | undefined
  private readonly files: ProjectFiles | undefined

  /** The sites, what project files say, or how sites are reached from here. */
  readonly onDidChangeSites = this.sitesChanged.event

  /** Without `files`, no folder brings a site. */
  constructor(files?: ProjectFiles) {
    this.files = files
    this.store.add(vscode.workspace.onDidChangeConfiguration((event) => this.settingsChanged(event)))
    if (files) this.store.add(files.onDidChange(() => this.forget()))
  }

  /** The user's own, and those that came with the folders of this window as far as they were read. */
  get sites(): readonly Site[] {
    const { own, ofFolders } = this.knownSites
    return [...own, ...ofFolders]
  }

  get knownSites(): KnownSites {
    return { own: this.read().sites, ofFolders: this.folderSites.map(({ site }) => site) }
  }

  /** Where the site came from, if it came with a folder. */
  folderSite(id: string): FolderSite | undefined {
    return this.folderSites.find(({ site }) => site.id === id)
  }

  /** Resolves when the folders' sites are known. */
  async ready(): Promise<void> {
    await this.files?.ready()
  }

  get siteProblems(): readonly SiteProblem[] {
    return this.read().problems
  }

  site(id: string): Site | undefined {
    return this.sites.find((site) => site.id === id)
  }

  /**
   * Adds the site, or replaces the one with its id. Fields this version doesn't know are kept. A folder's site is changed in
   * its project file; where what is new only concerns this computer, it becomes one of the user's own.
   */
  async saveSite(site: Site): Promise<void> {
    const origin = this.folderSite(site.id)
    if (this.files && origin && fitsProjectFile(origin.site, site)) return saveFolderSite(this.files, origin, site)
    await this.write(withSite(rawSites(), site))
  }

  async removeSite(id: string): Promise<void> {
    await this.write(rawSites().filter((raw) => !isSite(raw, id)))
  }

  /** Files above this are opened only after asking. */
  get largeFileBytes(): number {
    return vscode.workspace.getConfiguration(settingsSection).get<number>(settingKeys.largeFileSize, 20) * 1024 * 1024
  }

  /** Which of a mapped folder's files are uploaded when they change outside of the editor: globs. It takes a person's consent too. */
  watchedIn(folder: vscode.Uri): readonly string[] {
    const globs = vscode.workspace.getConfiguration(settingsSection, folder).get<unknown>(settingKeys.watch)
    return Array.isArray(globs) ? globs.filter((glob: unknown) => typeof glob === 'string').filter((glob) => glob !== '') : []
  }

  get hasDecorations(): boolean {
    return vscode.workspace.getConfiguration(settingsSection).get<boolean>(settingKeys.decorations, true)
  }

  /** The proxy that the editor itself uses, as its settings have it. A folder has no say in it. */
  get editorProxy(): EditorProxy {
    this.proxy ??= readEditorProxy()
    return this.proxy
  }

  dispose(): void {
    this.store.dispose()
  }

  private get folderSites(): readonly FolderSite[] {
    this.ofFolders ??= folderSites(this.files?.all ?? [], this.read().sites)
    return this.ofFolders
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
    this.proxy = undefined
    this.forget()
  }

  private forget(): void {
    this.parsed = undefined
    this.ofFolders = undefined
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

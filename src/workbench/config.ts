/**
 * The only reader and writer of Portside's settings. Sites are read from the user's own settings alone: a folder that
 * somebody else made must not be able to say where a password goes.
 */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/event.ts'
import { parseSites, type Site, type SiteProblem } from '../sites/site.ts'
import { settingKeys, settingsSection } from './ids.ts'

type RawSite = Readonly<Record<string, unknown>>

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
    const before = rawSites()
    const old = before.find((raw) => raw['id'] === site.id)
    const saved = { ...withoutKnownFields(old), ...site }
    await this.write(old ? before.map((raw) => (raw === old ? saved : raw)) : [...before, saved])
  }

  async removeSite(id: string): Promise<void> {
    await this.write(rawSites().filter((raw) => raw['id'] !== id))
  }

  /** Files above this are opened only after asking. */
  get largeFileBytes(): number {
    return vscode.workspace.getConfiguration(settingsSection).get<number>(settingKeys.largeFileSize, 20) * 1024 * 1024
  }

  dispose(): void {
    this.store.dispose()
  }

  private read(): ReturnType<typeof parseSites> {
    this.parsed ??= parseSites(rawSites())
    return this.parsed
  }

  private async write(sites: readonly RawSite[]): Promise<void> {
    await vscode.workspace.getConfiguration(settingsSection).update(settingKeys.sites, sites, vscode.ConfigurationTarget.Global)
  }

  private settingsChanged(event: vscode.ConfigurationChangeEvent): void {
    if (!event.affectsConfiguration(`${settingsSection}.${settingKeys.sites}`)) return
    this.parsed = undefined
    this.sitesChanged.fire()
  }
}

function rawSites(): readonly RawSite[] {
  const value: unknown = vscode.workspace.getConfiguration(settingsSection).inspect(settingKeys.sites)?.globalValue
  return Array.isArray(value) ? (value as readonly RawSite[]).filter(isObject) : []
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

const knownFields: readonly (keyof Site)[] = [
  'id',
  'name',
  'host',
  'port',
  'user',
  'security',
  'transferMode',
  'path',
  'connections',
  'activePorts',
  'activeAddress',
]

/** What a newer version or the user's own hand wrote there: a saved site must not lose it. */
function withoutKnownFields(raw: RawSite | undefined): RawSite {
  return Object.fromEntries(Object.entries(raw ?? {}).filter(([key]) => !knownFields.includes(key as keyof Site)))
}

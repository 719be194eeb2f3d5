/**
 * The Sites view: sites, and their folders and files as far as they were opened. Opening a row is what connects.
 *
 * The rows of a folder are made anew each time it is listed; the view recognises them by id. Between that, only the words of
 * rows change, and nothing is asked of a server. Where a link leads is found out after the folder is on the screen.
 */

import * as vscode from 'vscode'
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.ts'
import { dirname } from '../base/posixPath.ts'
import type { CharsetHints } from './charsetHints.ts'
import type { Config } from './config.ts'
import { describeEntry, describeSiteAtLength } from './facts.ts'
import type { Failures } from './failures.ts'
import { LinkTargets } from './linkTargets.ts'
import { OpenFolders } from './openFolders.ts'
import { inView } from './progress.ts'
import { RowFinder } from './rowFinder.ts'
import {
  chunkRows,
  siteIdOf,
  siteRow,
  type BadSiteRow,
  type EntryRow,
  type FolderRow,
  type MoreRow,
  type Row,
  type SiteRow,
} from './rows.ts'
import { identityOf, type SiteConnections, type SiteFileChanges } from './siteConnections.ts'
import { badSiteItem, entryItem, moreItem, problemItem, siteItem } from './treeItems.ts'
import type { Location } from './uris.ts'

const settleMs = 50 // one deleted folder is hundreds of changes

export class SitesTree implements vscode.TreeDataProvider<Row>, Disposable {
  private readonly store = new DisposableStore()
  private readonly changed = this.store.add(new vscode.EventEmitter<Row | Row[] | undefined>())
  private readonly listed = this.store.add(new vscode.EventEmitter<void>())
  private readonly openFolders = new OpenFolders()
  private readonly shown = new Map<string, number>()
  private readonly links = new LinkTargets((row) => this.changed.fire(row))
  private readonly finder: RowFinder
  private readonly generations = new Map<string, number>()
  private readonly stale = new Map<string, Location>()
  private timer: NodeJS.Timeout | undefined
  private siteRows: readonly SiteRow[] = []
  private readonly config: Config
  private readonly connections: SiteConnections

  readonly onDidChangeTreeData = this.changed.event
  readonly onDidList = this.listed.event

  constructor(config: Config, connections: SiteConnections, failures: Failures, hints: CharsetHints) {
    this.config = config
    this.connections = connections
    this.finder = new RowFinder(connections, failures, this.links, hints)
    this.store.add(config.onDidChangeSites(() => this.sitesChanged()))
    this.store.add(connections.onDidChangeState((siteId) => this.siteChanged(siteId)))
    this.store.add(connections.onDidChangeFiles((event) => this.filesChanged(event)))
    this.store.add(toDisposable(() => clearTimeout(this.timer)))
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const generation = this.generations.get(siteIdOf(row) ?? '') ?? 0
    switch (row.kind) {
      case 'site':
        return siteItem(row, this.connections.state(row.siteId), generation)
      case 'entry':
        return entryItem(row, this.isFolder(row), generation)
      case 'more':
        return moreItem(row, generation)
      case 'problem':
        return problemItem(row, generation)
      case 'badSite':
        return badSiteItem(row)
    }
  }

  /** Hovers are written when they are looked at, not for each of 2,000 rows. */
  resolveTreeItem(item: vscode.TreeItem, row: Row): vscode.TreeItem {
    if (row.kind === 'entry') item.tooltip = describeEntry(row.entry, row.path)
    if (row.kind === 'site') {
      const { site, folder } = row
      item.tooltip = describeSiteAtLength(site, this.connections.state(site.id), this.connections.proxyOf(site), folder)
    }
    return item
  }

  getParent(row: Row): Row | undefined {
    return row.kind === 'site' || row.kind === 'badSite' ? undefined : row.parent
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (!row) return this.listSites()
    if (row.kind !== 'site' && row.kind !== 'entry') return []
    const rows = this.openFolders.rowsOf(row, () => this.finder.find(row, this.shown.get(row.key) ?? chunkRows))
    void inView(rows).then(() => this.listed.fire())
    return rows
  }

  /** True for a folder, and for a link that is known to lead to one. */
  isFolder({ key, entry }: EntryRow): boolean {
    return entry.type === 'folder' || this.links.leadsToFolder(key)
  }

  /** The site's row as the view has it, to show it to the user. */
  rowOf(siteId: string): SiteRow | undefined {
    return this.siteRows.find((row) => row.siteId === siteId)
  }

  /** Asks the server again for what is shown of the folder; for everything without a row. */
  refresh(row?: FolderRow): void {
    for (const { id } of this.config.sites) {
      if (!row || row.siteId === id) this.finder.refresh(id)
    }
    this.links.forgetAll()
    if (row) this.findAgain(row)
    else {
      this.openFolders.forgetAll()
      this.changed.fire(undefined)
    }
  }

  /** After disconnecting: an open row would connect again at once. */
  close(siteId: string): void {
    this.generations.set(siteId, (this.generations.get(siteId) ?? 0) + 1)
    const row = this.rowOf(siteId)
    if (row) this.openFolders.forget(row)
    this.siteChanged(siteId)
  }

  /** The user has closed a row of the view. */
  rowClosed(row: Row): void {
    if (row.kind === 'site' || row.kind === 'entry') this.openFolders.wasClosed(row)
  }

  /** The user has opened a row of the view, which may have rows for it already. */
  rowOpened(row: Row): void {
    if ((row.kind === 'site' || row.kind === 'entry') && this.openFolders.wasOpened(row)) this.findAgain(row)
  }

  showMore({ parent, shown }: MoreRow): void {
    this.shown.set(parent.key, shown + chunkRows)
    this.openFolders.forgetOne(parent)
    this.changed.fire(parent)
  }

  dispose(): void {
    this.store.dispose()
  }

  private listSites(): Row[] {
    const bad = this.config.siteProblems.map(({ index, message }): BadSiteRow => ({ kind: 'badSite', key: `bad|${index}`, message }))
    this.siteRows = this.config.sites.map((site) => siteRow(site, this.config.folderSite(site.id)?.folder.name))
    return [...this.siteRows, ...bad]
  }

  private filesChanged({ siteId, changes }: SiteFileChanges): void {
    for (const { path } of changes) {
      for (const stale of [dirname(path), path]) this.stale.set(`${siteId}:${stale}`, { siteId, path: stale })
      this.links.forget(`${siteId}:${path}`)
    }
    this.timer ??= setTimeout(() => this.refreshStale(), settleMs)
  }

  private refreshStale(): void {
    const rows = [...this.stale.values()].map(({ siteId, path }) => this.openFolders.at(siteId, path)).filter((row) => row !== undefined)
    this.timer = undefined
    this.stale.clear()
    for (const row of rows) this.openFolders.forgetOne(row)
    if (rows.length > 0) this.changed.fire(rows)
  }

  private findAgain(row: FolderRow): void {
    const current = this.openFolders.current(row)
    this.openFolders.forget(row)
    this.changed.fire(current)
  }

  /** Words of the row have changed, and nothing below it. */
  private siteChanged(siteId: string): void {
    const row = this.rowOf(siteId)
    if (row) this.changed.fire(row)
  }

  private isConnected(siteId: string): boolean {
    return (this.connections.state(siteId)?.connections ?? 0) > 0
  }

  /** A site that leads somewhere else now is closed: what it showed is not there, and nobody asked to connect. */
  private sitesChanged(): void {
    for (const { siteId, site } of this.siteRows) {
      const now = this.config.site(siteId)
      if (!now || identityOf(now) !== identityOf(site) || now.path !== site.path) this.close(siteId)
      else if (now.transferMode !== site.transferMode && this.isConnected(siteId)) this.openFolders.forgetProblems(siteId)
    }
    this.changed.fire(undefined)
  }
}

/**
 * The Sites view: sites, and their folders and files as far as they were opened. Opening a row is what connects.
 *
 * The rows of a folder are made anew each time it is listed; the view recognises them by id. Where a link leads is found out
 * after the folder is on the screen, so that nobody waits for it.
 */

import * as vscode from 'vscode'
import { isAbort } from '../base/abort.ts'
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.ts'
import { dirname } from '../base/posixPath.ts'
import type { Config } from './config.ts'
import { describeEntry, describeSiteAtLength } from './facts.ts'
import type { Failures } from './failures.ts'
import { LinkTargets } from './linkTargets.ts'
import { inView } from './progress.ts'
import { Refreshes } from './refreshes.ts'
import {
  chunkRows,
  entryRows,
  problemRow,
  siteIdOf,
  siteRow,
  type BadSiteRow,
  type EntryRow,
  type FolderRow,
  type MoreRow,
  type Row,
} from './rows.ts'
import { couldNot } from './sentences.ts'
import type { SiteConnection, SiteConnections, SiteFileChanges } from './siteConnections.ts'
import { badSiteItem, entryItem, moreItem, problemItem, siteItem } from './treeItems.ts'

const settleMs = 50 // one deleted folder is hundreds of changes

export class SitesTree implements vscode.TreeDataProvider<Row>, Disposable {
  private readonly store = new DisposableStore()
  private readonly changed = this.store.add(new vscode.EventEmitter<Row | Row[] | undefined>())
  private readonly listed = this.store.add(new vscode.EventEmitter<void>())
  /** Rows that were opened, by site and path: the view must be told of the very object it has. */
  private readonly openFolders = new Map<string, FolderRow>()
  private readonly shown = new Map<string, number>()
  private readonly links = new LinkTargets((row) => this.changed.fire(row))
  private readonly refreshes = new Refreshes()
  private readonly generations = new Map<string, number>()
  private readonly stale = new Set<string>()
  private timer: NodeJS.Timeout | undefined
  private siteRows: readonly Row[] = []
  private readonly config: Config
  private readonly connections: SiteConnections
  private readonly failures: Failures

  readonly onDidChangeTreeData = this.changed.event
  readonly onDidList = this.listed.event

  constructor(config: Config, connections: SiteConnections, failures: Failures) {
    this.config = config
    this.connections = connections
    this.failures = failures
    this.store.add(config.onDidChangeSites(() => this.refreshAll()))
    this.store.add(connections.onDidChangeState((siteId) => this.refreshSite(siteId)))
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
    if (row.kind === 'site') item.tooltip = describeSiteAtLength(row.site, this.connections.state(row.siteId))
    return item
  }

  getParent(row: Row): Row | undefined {
    return row.kind === 'site' || row.kind === 'badSite' ? undefined : row.parent
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (!row) return this.listSites()
    if (row.kind !== 'site' && row.kind !== 'entry') return []
    const listing = this.listFolder(row)
    void inView(listing).then(() => this.listed.fire())
    return listing
  }

  /** True for a folder, and for a link that is known to lead to one. */
  isFolder({ key, entry }: EntryRow): boolean {
    return entry.type === 'folder' || this.links.leadsToFolder(key)
  }

  /** The site's row as the view has it, to show it to the user. */
  rowOf(siteId: string): Row | undefined {
    return this.siteRows.find((row) => row.kind === 'site' && row.siteId === siteId)
  }

  /** Asks the server again for what is shown of the folder; for everything without a row. */
  refresh(row?: FolderRow): void {
    for (const { id } of this.config.sites) {
      if (!row || row.siteId === id) this.refreshes.refresh(id)
    }
    this.links.forgetAll()
    if (row) this.changed.fire(row)
    else this.refreshAll()
  }

  /** After disconnecting: an open row would connect again at once. */
  close(siteId: string): void {
    this.generations.set(siteId, (this.generations.get(siteId) ?? 0) + 1)
    this.refreshSite(siteId)
  }

  showMore({ parent, shown }: MoreRow): void {
    this.shown.set(parent.key, shown + chunkRows)
    this.changed.fire(parent)
  }

  dispose(): void {
    this.store.dispose()
  }

  private listSites(): Row[] {
    const bad = this.config.siteProblems.map(({ index, message }): BadSiteRow => ({ kind: 'badSite', key: `bad|${index}`, message }))
    const rows = [...this.config.sites.map(siteRow), ...bad]
    this.siteRows = rows
    return rows
  }

  private async listFolder(row: FolderRow): Promise<Row[]> {
    const connection = this.connections.get(row.siteId)
    if (!connection) return []
    try {
      const folder = row.kind === 'site' ? await connection.startFolder() : row.path
      this.openFolders.set(`${row.siteId}:${folder}`, row)
      const { entries, complete } = await connection.files.list(folder, { fresh: this.refreshes.takeOutdated(row.siteId, folder) })
      const rows = entryRows(row, folder, entries, this.shown.get(row.key) ?? chunkRows)
      void this.links.resolve(connection.files, rows)
      return complete ? rows : [...rows, problemRow(row, vscode.l10n.t('The listing is not complete.'), folder)]
    } catch (error) {
      return [this.problem(row, connection, error)]
    }
  }

  private problem(row: FolderRow, { site }: SiteConnection, error: unknown): Row {
    if (isAbort(error)) return problemRow(row, vscode.l10n.t('Not connected.'), vscode.l10n.t('Not connected.'))
    const failed = row.kind === 'site' ? vscode.l10n.t('Could not open {0}', site.name) : couldNot.list(row.path, site.name)
    const { problem, message } = this.failures.note(error, failed)
    return problemRow(row, problem, message)
  }

  private filesChanged({ siteId, changes }: SiteFileChanges): void {
    for (const { path } of changes) {
      this.stale.add(`${siteId}:${dirname(path)}`)
      this.stale.add(`${siteId}:${path}`)
      this.links.forget(`${siteId}:${path}`)
    }
    this.timer ??= setTimeout(() => this.refreshStale(), settleMs)
  }

  private refreshStale(): void {
    const rows = [...this.stale].map((key) => this.openFolders.get(key)).filter((row) => row !== undefined)
    this.timer = undefined
    this.stale.clear()
    if (rows.length > 0) this.changed.fire(rows)
  }

  private refreshSite(siteId: string): void {
    const row = this.rowOf(siteId)
    if (row) this.changed.fire(row)
  }

  private refreshAll(): void {
    this.openFolders.clear()
    this.changed.fire(undefined)
  }
}

/** Finds the rows of a folder by asking its server; where it can't be listed, a row that says why. */

import * as vscode from 'vscode'
import { isAbort } from '../base/abort.ts'
import { printable } from '../base/printable.ts'
import type { CharsetHints } from './charsetHints.ts'
import type { Failures } from './failures.ts'
import type { LinkTargets } from './linkTargets.ts'
import type { FoundRows } from './openFolders.ts'
import { Refreshes } from './refreshes.ts'
import { entryRows, problemRow, type FolderRow, type Row } from './rows.ts'
import { couldNot } from './sentences.ts'
import type { SiteConnection, SiteConnections } from './siteConnections.ts'

export class RowFinder {
  private readonly refreshes = new Refreshes()
  private readonly connections: SiteConnections
  private readonly failures: Failures
  private readonly links: LinkTargets
  private readonly hints: CharsetHints

  constructor(connections: SiteConnections, failures: Failures, links: LinkTargets, hints: CharsetHints) {
    this.connections = connections
    this.failures = failures
    this.links = links
    this.hints = hints
  }

  /** The first `shown` rows below `row`. */
  async find(row: FolderRow, shown: number): Promise<FoundRows> {
    const connection = this.connections.get(row.siteId)
    let folder = row.kind === 'site' ? undefined : row.path
    if (!connection) return { folder, rows: [] }
    try {
      folder ??= await connection.startFolder()
      const listing = await connection.files.list(folder, { fresh: this.refreshes.takeOutdated(row.siteId, folder) })
      const { entries, complete } = listing
      this.hints.wasListed(connection.site, listing)
      const rows = entryRows(row, folder, entries, shown)
      void this.links.resolve(connection.files, rows)
      return { folder, rows: complete ? rows : [...rows, problemRow(row, vscode.l10n.t('The listing is not complete.'), folder)] }
    } catch (error) {
      return { folder, rows: [this.problem(row, connection, error)] }
    }
  }

  /** From now on the server is asked for each folder of the site once more, also if it has said no before. */
  refresh(siteId: string): void {
    this.refreshes.refresh(siteId)
    this.connections.forgive(siteId)
  }

  private problem(row: FolderRow, { site }: SiteConnection, error: unknown): Row {
    if (isAbort(error)) return problemRow(row, vscode.l10n.t('Not connected.'), vscode.l10n.t('Not connected.'))
    const failed = row.kind === 'site' ? vscode.l10n.t('Could not open {0}', printable(site.name)) : couldNot.list(row.path, site.name)
    const { problem, message } = this.failures.suggest(error, failed, site)
    return problemRow(row, problem, message)
  }
}

/**
 * The folders that were opened in the view, with the rows it was given of each.
 *
 * The view asks for everything below a row whenever any word of that row changes, such as "connected". What it is given then
 * is what it has already: only somebody who opens, refreshes or changes a folder makes us ask the server.
 */

import { isInside } from '../base/posixPath.ts'
import type { FolderRow, Row } from './rows.ts'

/** What a folder was found to hold. */
export interface FoundRows {
  /** Undefined if even that could not be found out. */
  readonly folder: string | undefined
  readonly rows: Row[]
}

interface OpenFolder {
  /** The very object the view has at present: it knows no other. */
  row: FolderRow
  readonly finding: Promise<FoundRows>
  found: FoundRows | undefined
}

export class OpenFolders {
  private readonly folders = new Map<string, OpenFolder>()
  private readonly closed = new Set<string>()

  /** The rows below `row`: those it had before, or else what `find` finds. `find` never fails; a problem is a row as well. */
  async rowsOf(row: FolderRow, find: () => Promise<FoundRows>): Promise<Row[]> {
    const open = this.folders.get(row.key) ?? { row, finding: find(), found: undefined }
    open.row = row
    this.folders.set(row.key, open)
    open.found = await open.finding
    return open.found.rows
  }

  /** The row as the view has it now. */
  current(row: FolderRow): FolderRow {
    return this.folders.get(row.key)?.row ?? row
  }

  /** The row that shows this folder, if it was opened. */
  at(siteId: string, folder: string): FolderRow | undefined {
    for (const open of this.folders.values()) if (open.row.siteId === siteId && open.found?.folder === folder) return open.row
    return undefined
  }

  /** What is below the row is found anew when it is next asked for; likewise in all folders in it. */
  forget(row: FolderRow): void {
    const isBelow = (other: FolderRow) =>
      other.siteId === row.siteId && (row.kind === 'site' || (other.kind === 'entry' && isInside(row.path, other.path)))
    for (const [key, open] of this.folders) if (isBelow(open.row)) this.folders.delete(key)
  }

  /** As `forget`, for one folder alone. */
  forgetOne(row: FolderRow): void {
    this.folders.delete(row.key)
  }

  /** Folders of the site that could not be shown are tried once more when they are next asked for. */
  forgetProblems(siteId: string): void {
    for (const [key, { row, found }] of this.folders) {
      if (row.siteId === siteId && found?.rows.some(({ kind }) => kind === 'problem')) this.folders.delete(key)
    }
  }

  forgetAll(): void {
    this.folders.clear()
  }

  /** The user has closed the row. */
  wasClosed(row: FolderRow): void {
    this.closed.add(row.key)
  }

  /** The user has opened the row. True if that is not the first time: they want to see what is there now. */
  wasOpened(row: FolderRow): boolean {
    return this.closed.delete(row.key)
  }
}

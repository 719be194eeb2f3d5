/** What the Sites view is made of, as data: sites, folders and files below them, and the rows that say why something is missing. */

import type { Entry } from '../base/entry.ts'
import { join } from '../base/posixPath.ts'
import type { Site } from '../sites/site.ts'

export interface SiteRow {
  readonly kind: 'site'
  readonly key: string
  readonly siteId: string
  readonly site: Site
  /** The name of the folder that the site came with. */
  readonly folder?: string
}

export interface EntryRow {
  readonly kind: 'entry'
  readonly key: string
  readonly siteId: string
  readonly path: string
  readonly entry: Entry
  readonly parent: FolderRow
}

/** The rest of a large folder. */
export interface MoreRow {
  readonly kind: 'more'
  readonly key: string
  readonly parent: FolderRow
  readonly shown: number
  readonly total: number
}

/** A folder that could not be shown. */
export interface ProblemRow {
  readonly kind: 'problem'
  readonly key: string
  readonly parent: FolderRow
  /** "Permission denied." */
  readonly problem: string
  readonly details: string
}

/** A site in the settings that can't be read. */
export interface BadSiteRow {
  readonly kind: 'badSite'
  readonly key: string
  readonly message: string
}

/** A row that can have rows below it. */
export type FolderRow = SiteRow | EntryRow
export type Row = FolderRow | MoreRow | ProblemRow | BadSiteRow

export const chunkRows = 2000 // what the editor's tree takes in without a pause

const naturalOrder = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Folders first, then by name, numbers by their value. */
export function compareEntries(a: Entry, b: Entry): number {
  if ((a.type === 'folder') !== (b.type === 'folder')) return a.type === 'folder' ? -1 : 1
  return naturalOrder.compare(a.name, b.name) || (a.name < b.name ? -1 : Number(a.name > b.name))
}

export function siteRow(site: Site, folder?: string): SiteRow {
  return { kind: 'site', key: site.id, siteId: site.id, site, ...(folder !== undefined && { folder }) }
}

/** The rows of a folder, the first `shown` of them. `folder` is the path that `parent` stands for. */
export function entryRows(parent: FolderRow, folder: string, entries: readonly Entry[], shown: number): Row[] {
  const sorted = [...entries].sort(compareEntries)
  const rows: Row[] = sorted.slice(0, shown).map((entry) => entryRow(parent, folder, entry))
  const seen = new Set<string>()
  const unique = rows.filter(({ key }) => !seen.has(key) && seen.add(key)) // the view refuses a folder that names a file twice
  return sorted.length > shown ? [...unique, { kind: 'more', key: `${parent.key}|more`, parent, shown, total: sorted.length }] : unique
}

export function entryRow(parent: FolderRow, folder: string, entry: Entry): EntryRow {
  const path = join(folder, entry.name)
  // A name that can't be used may look like another path.
  const key = entry.unusable === undefined ? `${parent.siteId}:${path}` : `${parent.siteId}:${folder}|${entry.name}`
  return { kind: 'entry', key, siteId: parent.siteId, path, entry, parent }
}

export function problemRow(parent: FolderRow, problem: string, details: string): ProblemRow {
  return { kind: 'problem', key: `${parent.key}|problem`, parent, problem, details }
}

/** Undefined for a row that belongs to no site. */
export function siteIdOf(row: Row): string | undefined {
  if (row.kind === 'badSite') return undefined
  return row.kind === 'more' || row.kind === 'problem' ? row.parent.siteId : row.siteId
}

/** The folder a row is, or lies in. */
export function folderRowOf(row: Row | undefined): FolderRow | undefined {
  if (!row || row.kind === 'badSite') return undefined
  return row.kind === 'site' || row.kind === 'entry' ? row : row.parent
}

/** Without those that lie in others: what is done to a folder is done to all in it. */
export function withoutNested(rows: readonly EntryRow[]): readonly EntryRow[] {
  const keys = new Set(rows.map((row) => row.key))
  const liesInAnother = (row: EntryRow) => {
    for (let above: FolderRow = row.parent; above.kind === 'entry'; above = above.parent) if (keys.has(above.key)) return true
    return false
  }
  return rows.filter((row) => !liesInAnother(row))
}

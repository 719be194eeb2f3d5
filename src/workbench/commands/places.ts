/** Where in a site a command works: a folder to put something into. */

import { dirname } from '../../base/posixPath.ts'
import { folderRowOf } from '../rows.ts'
import type { SiteConnection } from '../siteConnections.ts'
import type { Services } from './services.ts'

/** A folder on a site that something can be put into. */
export interface Place {
  readonly connection: SiteConnection
  readonly folder: string
}

/** The folder the row is, or the one its file lies in. May connect, to learn where the site starts. */
export async function placeOf({ connections, tree, selection }: Services, clicked: unknown): Promise<Place | undefined> {
  const row = folderRowOf(selection.row(clicked))
  const site = row ? undefined : await selection.site(clicked)
  const connection = connections.get(row?.siteId ?? site?.id ?? '')
  if (!connection) return undefined
  if (!row || row.kind === 'site') return { connection, folder: await connection.startFolder() }
  return { connection, folder: tree.isFolder(row) ? row.path : dirname(row.path) }
}

/** Delete, after a question that says how much and where. Nothing is deleted unless every listing came, complete. */

import * as vscode from 'vscode'
import type { Listing } from '../../files/fileSystem.ts'
import { FileError } from '../../files/fileError.ts'
import { deleteTree } from '../../files/deleteTree.ts'
import { dirname, join } from '../../base/posixPath.ts'
import { commandIds } from '../ids.ts'
import { withTask, type Task } from '../progress.ts'
import type { EntryRow } from '../rows.ts'
import { couldNot } from '../sentences.ts'
import type { SiteConnection } from '../siteConnections.ts'
import type { Commands, Services } from './services.ts'

export function deleteCommands(services: Services): Commands<typeof commandIds.delete> {
  return {
    [commandIds.delete]: async (clicked, selected) => {
      const rows = services.selection.entries(clicked, selected)
      const sites = new Set(rows.map((row) => row.siteId))
      for (const siteId of sites) {
        const connection = services.connections.get(siteId)
        const rowsThere = rows.filter((row) => row.siteId === siteId)
        if (connection) await deleteRows(services, connection, rowsThere)
      }
    },
  }
}

async function deleteRows({ failures }: Services, connection: SiteConnection, rows: readonly EntryRow[]): Promise<void> {
  const { site } = connection
  const names = rows.length === 1 && rows[0] ? rows[0].path : vscode.l10n.t('{0} items', rows.length)
  try {
    const files = await withTask(vscode.l10n.t('Counting what is in {0}', names), (task) => countAll(connection, rows, task))
    if (!(await confirmed(question(rows, files, site.name)))) return
    await withTask(vscode.l10n.t('Deleting {0}', names), (task) => deleteAll(connection, rows, task))
  } catch (error) {
    failures.show(error, couldNot.delete(names, site.name), site)
  }
}

async function confirmed(message: string): Promise<boolean> {
  const yes = vscode.l10n.t('Delete')
  return (await vscode.window.showWarningMessage(message, { modal: true }, yes)) === yes
}

function question(rows: readonly EntryRow[], files: number, site: string): string {
  const [first] = rows
  if (rows.length !== 1 || !first)
    return vscode.l10n.t("Delete {0} items with {1} files on {2}? This can't be undone.", rows.length, files, site)
  const { path, entry } = first
  if (entry.type === 'link')
    return vscode.l10n.t(
      "Delete the link {0} in {1} on {2}? What it points to stays. This can't be undone.",
      entry.name,
      dirname(path),
      site,
    )
  if (entry.type !== 'folder') return vscode.l10n.t("Delete {0} in {1} on {2}? This can't be undone.", entry.name, dirname(path), site)
  if (files === 0) return vscode.l10n.t("Delete {0} on {1}? There are no files in it. This can't be undone.", path, site)
  if (files === 1) return vscode.l10n.t("Delete {0} and the file in it on {1}? This can't be undone.", path, site)
  return vscode.l10n.t("Delete {0} files in {1} on {2}? This can't be undone.", files, path, site)
}

async function deleteAll({ files }: SiteConnection, rows: readonly EntryRow[], { signal, report }: Task): Promise<void> {
  for (const { path } of rows) {
    await deleteTree(files, path, {
      signal,
      onProgress: (deleted, total) => report(vscode.l10n.t('{0} of {1}', deleted, total), deleted / total),
    })
  }
}

/** Files and links that go with the rows. Throws if that can't be known. */
async function countAll(connection: SiteConnection, rows: readonly EntryRow[], task: Task): Promise<number> {
  let count = 0
  for (const row of rows) count += row.entry.type === 'folder' ? await countFiles(connection, row.path, task) : 1
  return count
}

async function countFiles(connection: SiteConnection, folder: string, task: Task): Promise<number> {
  const { entries } = assertComplete(folder, await connection.files.list(folder, { fresh: true, exactTypes: true, signal: task.signal }))
  let count = 0
  for (const entry of entries) count += entry.type === 'folder' ? await countFiles(connection, join(folder, entry.name), task) : 1
  return count
}

function assertComplete(folder: string, listing: Listing): Listing {
  if (listing.complete) return listing
  throw new FileError('incomplete', folder, `The listing of ${folder} is not complete.`)
}

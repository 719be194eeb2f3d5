/**
 * Delete, after a question that says how much and where. Exactly what was counted is deleted; nothing at all unless every
 * listing came, complete.
 */

import * as vscode from 'vscode'
import { dirname } from '../../base/posixPath.ts'
import { printable } from '../../base/printable.ts'
import { contentsOf, deleteTree, type Contents } from '../../files/deleteTree.ts'
import type { FileSystem } from '../../files/fileSystem.ts'
import { commandIds } from '../ids.ts'
import { ask } from '../messages.ts'
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

interface Doomed {
  readonly path: string
  readonly contents: Contents
}

async function deleteRows({ failures }: Services, connection: SiteConnection, rows: readonly EntryRow[]): Promise<void> {
  const { site, files } = connection
  const names = rows.length === 1 && rows[0] ? rows[0].path : vscode.l10n.t('{0} items', rows.length)
  const shown = printable(names)
  try {
    const doomed = await withTask(vscode.l10n.t('Counting what is in {0}', shown), ({ signal }) => lookInto(files, rows, signal))
    if (!(await confirmed(question(rows, doomed, printable(site.name))))) return
    await withTask(vscode.l10n.t('Deleting {0}', shown), (task) => deleteAll(files, doomed, task))
  } catch (error) {
    failures.show(error, couldNot.delete(names, site.name), site)
  }
}

async function lookInto(files: FileSystem, rows: readonly EntryRow[], signal: AbortSignal): Promise<readonly Doomed[]> {
  const doomed: Doomed[] = []
  for (const { path } of rows) doomed.push({ path, contents: await contentsOf(files, path, { signal }) })
  return doomed
}

/** Files and links that go with the rows. */
function countFiles(doomed: readonly Doomed[]): number {
  return doomed.reduce((sum, { contents }) => sum + contents.files.length, 0)
}

async function confirmed(message: string): Promise<boolean> {
  const yes = vscode.l10n.t('Delete')
  return (await ask('warning', { message }, yes)) === yes
}

/** By what was found, not by what the view still shows: a file may have become a folder. */
function question(rows: readonly EntryRow[], doomed: readonly Doomed[], site: string): string {
  const files = countFiles(doomed)
  const [row] = rows
  if (rows.length !== 1 || !row)
    return vscode.l10n.t("Delete {0} items with {1} files on {2}? This can't be undone.", rows.length, files, site)
  const path = printable(row.path)
  if (doomed[0]?.contents.folders.length === 0) return questionOfFile(row, site)
  if (files === 0) return vscode.l10n.t("Delete the folder {0} on {1}? There are no files in it. This can't be undone.", path, site)
  if (files === 1) return vscode.l10n.t("Delete the folder {0} and the file in it on {1}? This can't be undone.", path, site)
  return vscode.l10n.t("Delete the folder {0} and the {1} files in it on {2}? This can't be undone.", path, files, site)
}

function questionOfFile({ path, entry }: EntryRow, site: string): string {
  const name = printable(entry.name)
  const folder = printable(dirname(path))
  return entry.type === 'link'
    ? vscode.l10n.t("Delete the link {0} in {1} on {2}? What it points to stays. This can't be undone.", name, folder, site)
    : vscode.l10n.t("Delete {0} in {1} on {2}? This can't be undone.", name, folder, site)
}

async function deleteAll(files: FileSystem, doomed: readonly Doomed[], { signal, report }: Task): Promise<void> {
  const onProgress = (deleted: number, total: number) => report(vscode.l10n.t('{0} of {1}', deleted, total), deleted / total)
  for (const { path, contents } of doomed) await deleteTree(files, path, { contents, signal, onProgress })
}

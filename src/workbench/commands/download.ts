/** Download: one file to a name the user picks, anything else into a folder. Nothing is written outside of it. */

import * as vscode from 'vscode'
import { dirname, join } from '../../base/posixPath.ts'
import { printable } from '../../base/printable.ts'
import { copyFile, copyTree, type CopyFailure } from '../../files/copy.ts'
import { isFileError } from '../../files/fileError.ts'
import { LocalFileSystem } from '../../files/localFileSystem.ts'
import { describeSize } from '../facts.ts'
import { commandIds } from '../ids.ts'
import { withTask, type Task } from '../progress.ts'
import { proposedName } from '../rawNames.ts'
import type { EntryRow } from '../rows.ts'
import { couldNot } from '../sentences.ts'
import type { SiteConnection } from '../siteConnections.ts'
import type { Commands, Services } from './services.ts'
import { takenNames } from './takenNames.ts'
import { askReplace, localPaths, showLeftOut } from './transferQuestions.ts'

export function downloadCommands(services: Services): Commands<typeof commandIds.download> {
  return {
    [commandIds.download]: async (clicked, selected) => {
      const rows = services.selection.entries(clicked, selected)
      const [first] = rows
      if (!first) return
      const targets = rows.length === 1 && !services.tree.isFolder(first) ? await askFile(first) : await askFolder(rows)
      if (targets) await download(services, targets)
    },
  }
}

interface Target {
  readonly row: EntryRow
  /** On this computer. */
  readonly path: string
}

/** The dialog itself asks before a file is replaced. */
async function askFile(row: EntryRow): Promise<readonly Target[] | undefined> {
  const saveLabel = vscode.l10n.t('Download')
  const uri = await vscode.window.showSaveDialog({ saveLabel, title: saveLabel, defaultUri: suggested(proposedName(row.entry.name)) })
  const [path] = localPaths(uri && [uri])
  return path === undefined ? undefined : [{ row, path }]
}

function suggested(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')
  return folder ? vscode.Uri.joinPath(folder.uri, name) : vscode.Uri.file(`/${name}`)
}

async function askFolder(rows: readonly EntryRow[]): Promise<readonly Target[] | undefined> {
  const openLabel = vscode.l10n.t('Download here')
  const title = vscode.l10n.t('Download {0} items', rows.length)
  const [folder] = localPaths(await vscode.window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel, title }))
  if (folder === undefined) return undefined
  const names = rows.map(({ entry }) => entry.name)
  const taken = takenNames(names, folder, await new LocalFileSystem().list(folder))
  const mayReplace = await askReplace(taken, folder, vscode.l10n.t('this computer'))
  return mayReplace ? rows.map((row) => ({ row, path: join(folder, row.entry.name) })) : undefined
}

async function download(services: Services, targets: readonly Target[]): Promise<void> {
  const failed: CopyFailure[] = []
  for (const target of targets) {
    const { row } = target
    const connection = services.connections.get(row.siteId)
    if (!connection) continue
    try {
      const isFolder = services.tree.isFolder(row)
      failed.push(
        ...(await withTask(vscode.l10n.t('Downloading {0}', printable(row.entry.name)), (task) =>
          downloadOne(connection, target, isFolder, task),
        )),
      )
    } catch (error) {
      if (isFileError(error, 'badName')) failed.push({ path: row.path, error })
      else return services.failures.show(error, couldNot.download(row.path, connection.site.name), connection.site)
    }
  }
  showLeftOut(services, failed, targets[0]?.row.siteId)
}

async function downloadOne(
  { files }: SiteConnection,
  { row, path }: Target,
  isFolder: boolean,
  { signal, report }: Task,
): Promise<readonly CopyFailure[]> {
  // A name from a server, or a link on this computer, must not lead to another place than the one that was picked.
  const local = new LocalFileSystem({ root: isFolder ? path : dirname(path) })
  const { size } = row.entry
  const onProgress = (bytes: number) => report(describeSize(bytes), size === undefined || isFolder ? undefined : Math.min(1, bytes / size))
  if (isFolder) return (await copyTree(files, row.path, local, path, { signal, onProgress, priority: 'transfer' })).failed
  await copyFile(files, row.path, local, path, { signal, onProgress, priority: 'transfer' })
  return []
}

/** New file, New folder, Rename: commands that ask for a name. */

import { Readable } from 'node:stream'
import * as vscode from 'vscode'
import { dirname, isInside, isName, join } from '../../base/posixPath.ts'
import { printable } from '../../base/printable.ts'
import { commandIds } from '../ids.ts'
import { fromTyped, toTyped } from '../rawNames.ts'
import type { EntryRow } from '../rows.ts'
import { couldNot } from '../sentences.ts'
import type { SiteConnection } from '../siteConnections.ts'
import { withTask, type Task } from '../progress.ts'
import { locationOf, uriOf } from '../uris.ts'
import { askText } from '../wizard.ts'
import { placeOf } from './places.ts'
import type { Commands, Services } from './services.ts'

export function createCommands(services: Services): Commands<(typeof commandIds)['newFile' | 'newFolder' | 'rename']> {
  return {
    [commandIds.newFile]: async (clicked) => {
      const made = await create(services, clicked, vscode.l10n.t('New file'), ({ files }, path, { signal }) =>
        files.write(path, Readable.from([], { objectMode: false }), { size: 0, overwrite: false, signal }),
      )
      if (made) await vscode.commands.executeCommand('vscode.open', made)
    },
    [commandIds.newFolder]: async (clicked) => {
      await create(services, clicked, vscode.l10n.t('New folder'), ({ files }, path, { signal }) => files.createFolder(path, { signal }))
    },
    [commandIds.rename]: async (clicked) => {
      const [row] = services.selection.entries(clicked)
      if (row) await rename(services, row)
    },
  }
}

type Make = (connection: SiteConnection, path: string, task: Task) => Promise<unknown>

async function create(services: Services, clicked: unknown, title: string, make: Make): Promise<vscode.Uri | undefined> {
  const place = await placeOf(services, clicked)
  if (!place) return undefined
  const { connection, folder } = place
  const name = await askName(title, vscode.l10n.t('Name in {0} on {1}.', printable(folder), printable(connection.site.name)), '')
  if (name === undefined) return undefined
  const path = join(folder, name)
  try {
    await withTask(title, (task) => make(connection, path, task))
    return uriOf({ siteId: connection.site.id, path })
  } catch (error) {
    services.failures.show(error, couldNot.create(path, connection.site.name), connection.site)
    return undefined
  }
}

async function rename({ connections, failures }: Services, row: EntryRow): Promise<void> {
  const connection = connections.get(row.siteId)
  if (!connection) return
  const { name: oldName } = row.entry
  const prompt = vscode.l10n.t('New name for {0}.', printable(row.path))
  const name = await askName(vscode.l10n.t('Rename'), prompt, oldName)
  if (name === undefined || name === oldName) return
  const to = join(dirname(row.path), name)
  try {
    await withTask(vscode.l10n.t('Renaming {0}', printable(row.entry.name)), ({ signal }) => move(connection, row.path, to, signal))
  } catch (error) {
    failures.show(error, couldNot.rename(row.path, connection.site.name), connection.site)
  }
}

/** Open editors go along only if the editor itself renames; but then it doesn't say why it failed. */
async function move(connection: SiteConnection, from: string, to: string, signal: AbortSignal): Promise<void> {
  const siteId = connection.site.id
  if (!isOpenInEditor(siteId, from)) return connection.files.rename(from, to, { overwrite: false, signal })
  const edit = new vscode.WorkspaceEdit()
  edit.renameFile(uriOf({ siteId, path: from }), uriOf({ siteId, path: to }), { overwrite: false })
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(vscode.l10n.t('The name may be taken, or it may not be allowed.'))
}

function isOpenInEditor(siteId: string, path: string): boolean {
  return vscode.workspace.textDocuments.some(({ uri, isClosed }) => {
    const location = locationOf(uri)
    return !isClosed && location.siteId === siteId && isInside(path, location.path)
  })
}

async function askName(title: string, prompt: string, oldName: string): Promise<string | undefined> {
  const value = toTyped(oldName)
  const dot = value.lastIndexOf('.')
  const answer = await askText({
    title,
    prompt,
    value,
    valueSelection: [0, dot > 0 ? dot : value.length],
    validate: (typed) =>
      isName(fromTyped(typed, oldName)) ? undefined : vscode.l10n.t('A name can not be empty, "." or "..", and has no "/" in it.'),
  })
  return answer.kind === 'answered' ? fromTyped(answer.value, oldName) : undefined
}

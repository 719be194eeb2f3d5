/** Commands on a site as a whole: add, edit, remove, connect, disconnect, open as a workspace folder. */

import { randomBytes } from 'node:crypto'
import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import { serverOf, type Site } from '../../sites/site.ts'
import { askForSite, type FilledIn } from '../addSite.ts'
import { commandIds, viewIds } from '../ids.ts'
import { ask } from '../messages.ts'
import { withTask } from '../progress.ts'
import { openFolderSite } from '../projectSites.ts'
import { emptySite } from '../siteDraft.ts'
import { uriOf } from '../uris.ts'
import type { Commands, Services } from './services.ts'

type SiteCommand = 'addSite' | 'editSite' | 'removeSite' | 'connect' | 'disconnect' | 'openAsWorkspaceFolder'

export function siteCommands(services: Services): Commands<(typeof commandIds)[SiteCommand]> {
  const onSite = (run: (services: Services, site: Site) => Promise<void>) => async (clicked: unknown) => {
    const site = await services.selection.site(clicked)
    if (site) await run(services, site)
  }
  return {
    [commandIds.addSite]: () => addSite(services),
    [commandIds.editSite]: onSite(editSite),
    [commandIds.removeSite]: onSite(removeSite),
    [commandIds.connect]: onSite(connect),
    [commandIds.disconnect]: onSite(disconnect),
    [commandIds.openAsWorkspaceFolder]: onSite(openAsWorkspaceFolder),
  }
}

async function addSite(services: Services): Promise<void> {
  const filledIn = await askForSite(vscode.l10n.t('Add site'), emptySite(randomBytes(6).toString('hex')), services)
  if (!filledIn) return
  await save(services, filledIn)
  await vscode.commands.executeCommand(`${viewIds.sites}.focus`)
  await services.tree.getChildren()
  const row = services.tree.rowOf(filledIn.site.id)
  if (row) await services.view.reveal(row, { select: true, focus: true })
}

async function editSite(services: Services, site: Site): Promise<void> {
  const origin = services.config.folderSite(site.id)
  if (origin) return openFolderSite(origin)
  const filledIn = await askForSite(vscode.l10n.t('Edit site'), site, services)
  if (!filledIn) return
  services.connections.forgive(site.id)
  await save(services, filledIn)
}

/** The password first: whoever hears of the new site may connect at once. */
async function save({ config, passwords }: Services, { site, password, storePassword }: FilledIn): Promise<void> {
  if (password !== undefined) await passwords.set(serverOf(site), password, storePassword)
  await config.saveSite(site)
}

async function removeSite({ config, passwords }: Services, site: Site): Promise<void> {
  const origin = config.folderSite(site.id)
  if (origin) return openFolderSite(origin)
  const message = vscode.l10n.t('Remove the site {0}? Its files stay on the server.', printable(site.name))
  const removeAll = vscode.l10n.t('Remove and forget password')
  const removeSite = vscode.l10n.t('Remove, keep password')
  const answer = await ask('warning', { message }, removeAll, removeSite)
  if (answer === undefined) return
  await config.removeSite(site.id)
  if (answer === removeAll) await passwords.forget(serverOf(site))
}

async function connect({ connections, failures, tree, view }: Services, site: Site): Promise<void> {
  connections.forgive(site.id)
  try {
    await withTask(vscode.l10n.t('Connecting to {0}', printable(site.name)), async ({ signal }) =>
      connections.get(site.id)?.connect(signal),
    )
    const row = tree.rowOf(site.id)
    if (row) await view.reveal(row, { expand: true })
  } catch (error) {
    failures.show(error, vscode.l10n.t('Could not connect to {0}', printable(site.name)), site)
  }
}

async function disconnect({ connections, tree }: Services, site: Site): Promise<void> {
  tree.close(site.id)
  if (connections.state(site.id)) await connections.get(site.id)?.disconnect()
}

const explainedKey = 'explainedWorkspaceFolder'

async function openAsWorkspaceFolder(services: Services, site: Site): Promise<void> {
  const connection = services.connections.get(site.id)
  if (!connection || !(await explainOnce(services))) return
  services.connections.forgive(site.id)
  try {
    const folder = await withTask(vscode.l10n.t('Connecting to {0}', printable(site.name)), ({ signal }) => connection.startFolder(signal))
    const uri = uriOf({ siteId: site.id, path: folder })
    vscode.workspace.updateWorkspaceFolders(vscode.workspace.workspaceFolders?.length ?? 0, 0, { uri, name: site.name })
  } catch (error) {
    services.failures.show(error, vscode.l10n.t('Could not connect to {0}', printable(site.name)), site)
  }
}

async function explainOnce({ state }: Services): Promise<boolean> {
  if (state.get<boolean>(explainedKey) === true) return true
  const message = vscode.l10n.t('Open the server as a folder of this workspace?')
  const detail = vscode.l10n.t(
    'The explorer shows its files, and edits are saved to the server at once. Search, Quick Open, Git and terminals do not see them, and deleting has no undo. For more than quick edits, download the folder and work on this computer.',
  )
  const open = vscode.l10n.t('Open')
  if ((await ask('information', { message, detail }, open)) !== open) return false
  await state.update(explainedKey, true)
  return true
}

/** Commands on the mappings of this window: make one, edit them, set the environment. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import { withMapping } from '../../sites/projectEdits.ts'
import type { FolderMapping } from '../folderMapping.ts'
import { commandIds } from '../ids.ts'
import { askForMapping, placeInWorkspace, type MapRequest, type MappedFolder } from '../mapFolder.ts'
import { notifyWith, type Offer } from '../messages.ts'
import { editProjectFile, openProjectFile } from '../projectEditing.ts'
import { localFolders, projectFileUri } from '../projectFiles.ts'
import { shownName } from '../plainMessage.ts'
import { askChoice } from '../wizard.ts'
import type { Commands, Services } from './services.ts'

type MappingCommand = 'mapFolder' | 'mapToLocalFolder' | 'editMappings' | 'setEnvironment'

export function mappingCommands(services: Services): Commands<(typeof commandIds)[MappingCommand]> {
  return {
    [commandIds.mapFolder]: async (clicked) => mapFolder(services, clicked instanceof vscode.Uri ? { local: clicked } : {}),
    [commandIds.mapToLocalFolder]: async (clicked) => {
      const request = requestFor(services, clicked)
      if (request) await mapFolder(services, request)
    },
    [commandIds.editMappings]: async () => editMappings(),
    [commandIds.setEnvironment]: async () => setEnvironment(services),
  }
}

/** The folder of the row, or the site to choose one on. */
function requestFor({ selection, tree }: Services, clicked: unknown): MapRequest | undefined {
  const row = selection.row(clicked)
  if (row?.kind === 'site') return { siteId: row.siteId }
  return row?.kind === 'entry' && tree.isFolder(row) ? { siteId: row.siteId, remote: row.path } : undefined
}

async function mapFolder(services: Services, request: MapRequest): Promise<void> {
  if (!(await isPossible(request))) return
  await services.mappings.ready()
  const mapped = await askForMapping(request, services)
  if (!mapped) return
  await save(services, mapped)
  const made = services.mappings.all.find((each) => isFor(each, mapped))
  const preview: Offer = {
    label: vscode.l10n.t('Preview sync'),
    run: async () => vscode.commands.executeCommand(commandIds.previewSync, made),
  }
  const edit: Offer = { label: vscode.l10n.t('Edit mappings'), run: async () => openProjectFile(projectFileUri(mapped.folder)) }
  const { site, remote } = mapped.mapping
  const message = vscode.l10n.t('{0} now belongs to {1} on {2}.', nameOf(mapped), printable(remote), printable(site))
  await notifyWith('information', message, made ? [preview, edit] : [edit])
}

async function save({ projectFiles }: Services, { folder, mapping }: MappedFolder): Promise<void> {
  await editProjectFile(projectFileUri(folder), (text) => withMapping(text, mapping))
  await projectFiles.ready()
}

function isFor({ folder, mapping }: FolderMapping, mapped: MappedFolder): boolean {
  const { local, site, remote } = mapped.mapping
  return folder.index === mapped.folder.index && mapping.local === local && mapping.site === site && mapping.remote === remote
}

function nameOf({ folder, mapping }: MappedFolder): string {
  return printable(mapping.local === '' ? folder.name : mapping.local)
}

/** A mapping is written into a folder of this window, and counts only in a trusted one. */
async function isPossible({ local }: MapRequest): Promise<boolean> {
  const open: Offer = { label: vscode.l10n.t('Open folder'), run: async () => vscode.commands.executeCommand('vscode.openFolder') }
  const trust: Offer = { label: vscode.l10n.t('Manage trust'), run: async () => vscode.commands.executeCommand('workbench.trust.manage') }
  const isThere = local ? placeInWorkspace(local) !== undefined : localFolders().length > 0
  if (!isThere) await notifyWith('information', vscode.l10n.t('Open the folder of this computer first that is to be mapped.'), [open])
  else if (!vscode.workspace.isTrusted)
    await notifyWith('information', vscode.l10n.t('Mappings count only in folders you trust. Trust this one first.'), [trust])
  return isThere && vscode.workspace.isTrusted
}

async function editMappings(): Promise<void> {
  if (!(await isPossible({}))) return
  const folders = localFolders()
  const items = folders.map((folder) => ({ label: shownName(folder), description: printable(folder.uri.fsPath), folder }))
  const placeHolder = vscode.l10n.t('Mappings of which folder?')
  const folder = folders.length === 1 ? folders[0] : (await vscode.window.showQuickPick(items, { placeHolder }))?.folder
  if (folder) await openProjectFile(projectFileUri(folder))
}

async function setEnvironment({ mappings }: Services): Promise<void> {
  await mappings.ready()
  const { environments, environment } = mappings
  if (environments.length === 0) {
    const message = vscode.l10n.t('No mapping names an environment. Give one an "environment", such as "staging".')
    return notifyWith('information', message, [{ label: vscode.l10n.t('Edit mappings'), run: editMappings }])
  }
  const answer = await askChoice<string>({
    title: vscode.l10n.t('Environment'),
    placeholder: vscode.l10n.t('Which mappings count from now on? Those without an environment always do.'),
    choices: environments.map((name) => ({ value: name, label: shownName({ name }) })),
    ...(environment !== undefined && { current: environment }),
  })
  if (answer.kind === 'answered') await mappings.setEnvironment(answer.value)
}

/** The questions that tie a folder of this window to a folder on a site. What is known already is not asked. */

import * as vscode from 'vscode'
import { isInside } from '../base/posixPath.ts'
import { printable } from '../base/printable.ts'
import { fromNative } from '../files/localPath.ts'
import type { SyncDirection } from '../sites/mapping.ts'
import type { NewMapping } from '../sites/projectEdits.ts'
import type { Site } from '../sites/site.ts'
import { commandIds } from './ids.ts'
import { notify } from './messages.ts'
import { shownName } from './plainMessage.ts'
import { localFolders } from './projectFiles.ts'
import { askRemoteFolder } from './remoteFolders.ts'
import type { SiteConnections } from './siteConnections.ts'
import { runSteps, type Answer, type Step, type StepFrame } from './steps.ts'
import { askChoice, type Choice } from './wizard.ts'

/** What is known before the first question. */
export interface MapRequest {
  /** A folder on this computer, inside of a workspace folder. */
  readonly local?: vscode.Uri
  readonly siteId?: string
  readonly remote?: string
}

export interface MappedFolder {
  readonly folder: vscode.WorkspaceFolder
  /** The site by its name, or its id where several have the name. */
  readonly mapping: NewMapping
}

export interface MapServices {
  readonly config: { readonly sites: readonly Site[]; site(id: string): Site | undefined }
  readonly connections: Pick<SiteConnections, 'get' | 'forgive'>
}

interface Draft extends MapRequest {
  readonly direction: SyncDirection
}

/** Undefined if the user left. Writes nothing. */
export async function askForMapping(request: MapRequest, services: MapServices): Promise<MappedFolder | undefined> {
  const draft = await runSteps<Draft>(new MapWizard(services, request).steps(), { direction: 'both', ...request })
  const place = draft?.local && placeInWorkspace(draft.local)
  const site = services.config.site(draft?.siteId ?? '')
  if (!draft || !place || !site || draft.remote === undefined) return undefined
  const { remote, direction } = draft
  const isOnlyOne = services.config.sites.filter(({ name }) => name === site.name).length === 1
  return { folder: place.folder, mapping: { local: place.local, site: isOnlyOne ? site.name : site.id, remote, direction } }
}

/** The deepest workspace folder that a folder lies in, and its path below that with `/`. */
export function placeInWorkspace(uri: vscode.Uri): { readonly folder: vscode.WorkspaceFolder; readonly local: string } | undefined {
  const path = fromNative(uri.fsPath)
  const roots = localFolders().map((folder) => ({ folder, root: fromNative(folder.uri.fsPath) }))
  const above = roots.filter(({ root }) => isInside(root, path)).sort((a, b) => b.root.length - a.root.length)[0]
  return above && { folder: above.folder, local: path.slice(above.root.length).replace(/^\//, '') }
}

class MapWizard {
  private readonly services: MapServices
  private readonly request: MapRequest
  private readonly title = vscode.l10n.t('Map folder')

  constructor(services: MapServices, request: MapRequest) {
    this.services = services
    this.request = request
  }

  steps(): readonly Step<Draft>[] {
    return [
      { skip: () => this.request.local !== undefined, ask: (draft, frame) => this.askLocal(draft, frame) },
      { skip: () => this.request.siteId !== undefined, ask: (draft, frame) => this.askSite(draft, frame) },
      { skip: () => this.request.remote !== undefined, ask: (draft, frame) => this.askRemote(draft, frame) },
      { ask: (draft, frame) => this.askDirection(draft, frame) },
    ]
  }

  private async askLocal(draft: Draft, frame: StepFrame): Promise<Answer<Draft>> {
    const folders = localFolders()
    const answer = await askChoice<vscode.Uri | 'inside'>({
      title: this.title,
      frame,
      placeholder: vscode.l10n.t('Which folder on this computer?'),
      choices: [
        ...folders.map(({ uri, name }) => ({ value: uri, label: `$(folder) ${shownName({ name })}`, description: printable(uri.fsPath) })),
        { value: 'inside', label: `$(folder-opened) ${vscode.l10n.t('Choose a folder inside…')}` },
      ],
    })
    if (answer.kind !== 'answered') return answer
    const local = answer.value === 'inside' ? await chooseInside(folders[0]) : answer.value
    return local ? { kind: 'answered', value: { ...draft, local } } : this.askLocal(draft, frame)
  }

  private async askSite(draft: Draft, frame: StepFrame): Promise<Answer<Draft>> {
    const answer = await askChoice<string | undefined>({
      title: this.title,
      frame,
      placeholder: vscode.l10n.t('Which site?'),
      choices: [
        ...this.services.config.sites.map((site) => ({
          value: site.id,
          label: `$(server) ${shownName(site)}`,
          description: printable(site.host),
        })),
        { value: undefined, label: `$(add) ${vscode.l10n.t('Add site')}` },
      ],
      ...(draft.siteId !== undefined && { current: draft.siteId }),
    })
    if (answer.kind !== 'answered') return answer
    const siteId = answer.value ?? (await this.addSite())
    if (siteId === undefined) return this.askSite(draft, frame)
    return { kind: 'answered', value: siteId === draft.siteId ? draft : { ...withoutRemote(draft), siteId } }
  }

  private async addSite(): Promise<string | undefined> {
    const before = new Set(this.services.config.sites.map(({ id }) => id))
    await vscode.commands.executeCommand(commandIds.addSite)
    return this.services.config.sites.find(({ id }) => !before.has(id))?.id
  }

  private async askRemote(draft: Draft, frame: StepFrame): Promise<Answer<Draft>> {
    const siteId = draft.siteId ?? ''
    const connection = this.services.connections.get(siteId)
    if (!connection) return { kind: 'cancelled' }
    this.services.connections.forgive(siteId)
    const answer = await askRemoteFolder(this.title, connection, frame, draft.remote)
    return answer.kind === 'answered' ? { kind: 'answered', value: { ...draft, remote: answer.value } } : answer
  }

  private async askDirection(draft: Draft, frame: StepFrame): Promise<Answer<Draft>> {
    const answer = await askChoice<SyncDirection>({
      title: this.title,
      frame,
      placeholder: vscode.l10n.t('What does a sync do?'),
      choices: directionChoices(),
      current: draft.direction,
    })
    return answer.kind === 'answered' ? { kind: 'answered', value: { ...draft, direction: answer.value } } : answer
  }
}

function withoutRemote({ remote: _remote, ...draft }: Draft): Draft {
  return draft
}

function directionChoices(): readonly Choice<SyncDirection>[] {
  return [
    {
      value: 'both',
      label: `$(arrow-swap) ${vscode.l10n.t('Both ways')}`,
      detail: vscode.l10n.t('Changes go to the other side. Where both changed, you decide.'),
    },
    {
      value: 'up',
      label: `$(arrow-up) ${vscode.l10n.t('Upload only')}`,
      detail: vscode.l10n.t('What changes here goes to the server; nothing here is changed.'),
    },
    {
      value: 'down',
      label: `$(arrow-down) ${vscode.l10n.t('Download only')}`,
      detail: vscode.l10n.t('What changes on the server comes here; nothing there is changed.'),
    },
  ]
}

/** Undefined for none, and for one outside of the workspace: others who open the folder don't have that. */
async function chooseInside(start: vscode.WorkspaceFolder | undefined): Promise<vscode.Uri | undefined> {
  const openLabel = vscode.l10n.t('Map this folder')
  const options = { canSelectFiles: false, canSelectFolders: true, openLabel, ...(start && { defaultUri: start.uri }) }
  const [chosen] = (await vscode.window.showOpenDialog(options)) ?? []
  if (!chosen || placeInWorkspace(chosen)) return chosen
  await notify('warning', vscode.l10n.t('{0} is not inside of a folder of this window.', printable(chosen.fsPath)))
  return undefined
}

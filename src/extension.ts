/** The editor's composition root: builds, connects, disposes. Opens no socket and reads no file; logic lives in `workbench`. */

import { hostname } from 'node:os'
import * as vscode from 'vscode'
import { AutoUploads } from './workbench/autoUpload/autoUploads.ts'
import { EditorSaves } from './workbench/autoUpload/editorSaves.ts'
import { UploadModes } from './workbench/autoUpload/uploadModes.ts'
import { UploadOnSave } from './workbench/autoUpload/uploadOnSave.ts'
import { Watch } from './workbench/autoUpload/watch.ts'
import { CharsetHints } from './workbench/charsetHints.ts'
import { charsetCommands } from './workbench/commands/charset.ts'
import { compareCommands } from './workbench/commands/compare.ts'
import { copyPathCommands } from './workbench/commands/copyPath.ts'
import { createCommands } from './workbench/commands/create.ts'
import { deleteCommands } from './workbench/commands/delete.ts'
import { diagnoseCommands } from './workbench/commands/diagnose.ts'
import { downloadCommands } from './workbench/commands/download.ts'
import { mappingCommands } from './workbench/commands/mappings.ts'
import { registerCommands } from './workbench/commands/register.ts'
import { siteCommands } from './workbench/commands/sites.ts'
import { syncCommands } from './workbench/commands/sync.ts'
import { syncRowCommands } from './workbench/commands/syncRows.ts'
import { transferModeCommands } from './workbench/commands/transferMode.ts'
import { uploadOnSaveCommands } from './workbench/commands/uploadOnSave.ts'
import { uploadCommands } from './workbench/commands/upload.ts'
import { viewCommands } from './workbench/commands/view.ts'
import { Config } from './workbench/config.ts'
import { Diagnoses } from './workbench/diagnoses.ts'
import { EditedFiles } from './workbench/editedFiles.ts'
import { Failures } from './workbench/failures.ts'
import { FolderConsents } from './workbench/folderConsents.ts'
import { PortsideFileSystemProvider } from './workbench/fileSystemProvider.ts'
import { scheme, viewIds } from './workbench/ids.ts'
import { LargeFiles } from './workbench/largeFiles.ts'
import { createLog } from './workbench/log.ts'
import { Mappings } from './workbench/mappings.ts'
import { placeOf } from './workbench/place.ts'
import { ProjectDiagnostics } from './workbench/projectDiagnostics.ts'
import { ProjectFiles } from './workbench/projectFiles.ts'
import { EditorPrompts } from './workbench/prompts.ts'
import { Proxies } from './workbench/proxies.ts'
import { KnownServers } from './workbench/knownServers.ts'
import { Passwords, TrustedCertificates } from './workbench/secrets.ts'
import { Selection } from './workbench/selection.ts'
import { SiteActions } from './workbench/siteActions.ts'
import { SiteConnections } from './workbench/siteConnections.ts'
import { SitesTree } from './workbench/sitesTree.ts'
import { SiteTooltips } from './workbench/siteTooltips.ts'
import { StatusBar } from './workbench/statusBar.ts'
import { SyncDecorations } from './workbench/syncDecorations.ts'
import { SyncKnowledge } from './workbench/syncKnowledge.ts'
import { SyncStatus } from './workbench/syncStatus.ts'
import { ConflictEditor } from './workbench/sync/conflictEditor.ts'
import { SyncRun } from './workbench/sync/syncRun.ts'
import { SyncView } from './workbench/sync/syncView.ts'
import { Synchronizers } from './workbench/synchronizers.ts'
import { unusableNames } from './workbench/unusableNames.ts'

/** How long servers have to hear that we leave. */
const leaveMs = 1000

/** What `deactivate` ends: the editor calls it with nothing in its hand. */
let leave = async (): Promise<void> => {}

/** For the tests in the editor. */
export interface PortsideApi {
  readonly activationMs: number
  /** Only while tests run in the editor: other extensions must not come by them. */
  readonly passwords?: Passwords
  readonly mappings?: Mappings
  readonly knowledge?: SyncKnowledge
  readonly syncView?: SyncView
}

export function activate(context: vscode.ExtensionContext): PortsideApi {
  const started = performance.now()
  const { subscriptions, secrets, globalState, workspaceState } = context
  const add = <T extends vscode.Disposable>(item: T): T => {
    subscriptions.push(item)
    return item
  }
  const log = add(createLog())
  const projectFiles = add(new ProjectFiles())
  const config = add(new Config(projectFiles))
  const passwords = new Passwords(secrets)
  const certificates = new TrustedCertificates(globalState)
  const prompts = new EditorPrompts(passwords, certificates)
  const proxies = new Proxies(() => config.editorProxy, log)
  const consents = new FolderConsents(workspaceState, (id) => config.folderSite(id))
  const servers = new KnownServers(globalState)
  const connections = add(new SiteConnections(config, { prompts, certificates, proxies, consents, servers, log }))
  const actions = new SiteActions(config, connections, certificates)
  const failures = new Failures(actions, certificates, log)
  const isBesideWindow = context.extension.extensionKind === vscode.ExtensionKind.UI
  const place = placeOf(isBesideWindow ? undefined : vscode.env.remoteName, hostname(), process.platform)
  const icon = vscode.Uri.joinPath(context.extensionUri, 'media/icon.svg')
  const site = (id: string) => config.site(id)
  const diagnoses = add(new Diagnoses({ prompts, certificates, proxies, consents, log, site, actions, failures, place, icon }))

  const mappings = add(new Mappings(projectFiles, config, workspaceState, failures))
  add(new ProjectDiagnostics({ files: projectFiles, mappings, passwords, failures }))
  const synchronizers = add(new Synchronizers({ connections, storage: context.globalStorageUri, computer: hostname(), log }))
  projectFiles.begin()

  const knowledge = add(new SyncKnowledge())
  const uploadModes = add(new UploadModes(workspaceState))
  const uploads = add(new AutoUploads({ mappings, synchronizers, knowledge, site, failures, log }))
  const saves = add(new EditorSaves())
  add(new UploadOnSave({ mappings, modes: uploadModes, knowledge, uploads, saves }))
  add(new Watch({ config, mappings, modes: uploadModes, uploads, saves }))
  add(vscode.window.registerFileDecorationProvider(add(new SyncDecorations(config, mappings, knowledge))))
  add(new SyncStatus(mappings, uploadModes, knowledge))

  const forSync = { config, connections, projectFiles, mappings, synchronizers, knowledge, failures }
  const syncView = add(new SyncView(mappings))
  const syncRun = new SyncRun(forSync, syncView)
  const sync = { services: forSync, view: syncView, run: syncRun, editor: add(new ConflictEditor(forSync, syncRun, syncView)) }

  const charsetHints = new CharsetHints()
  const services = { connections, edited: add(new EditedFiles(workspaceState)), largeFiles: new LargeFiles(config), failures, charsetHints }
  const provider = add(new PortsideFileSystemProvider(services))
  add(vscode.workspace.registerFileSystemProvider(scheme, provider, { isCaseSensitive: true }))

  add(vscode.window.registerFileDecorationProvider(unusableNames))
  add(vscode.window.registerFileDecorationProvider(add(new SiteTooltips(config))))
  const tree = add(new SitesTree(config, connections, failures, charsetHints))
  const view = add(vscode.window.createTreeView(viewIds.sites, { treeDataProvider: tree, canSelectMany: true, showCollapseAll: true }))
  add(view.onDidCollapseElement(({ element }) => tree.rowClosed(element)))
  add(view.onDidExpandElement(({ element }) => tree.rowOpened(element)))
  const selection = add(new Selection(view, config, tree.onDidList))
  add(new StatusBar(config, connections, selection))

  const forCommands = {
    config,
    connections,
    passwords,
    certificates,
    proxies,
    prompts,
    failures,
    diagnoses,
    charsetHints,
    projectFiles,
    mappings,
    synchronizers,
    knowledge,
    uploads,
    uploadModes,
    selection,
    tree,
    view,
    log,
    state: globalState,
  }
  const commands = {
    ...siteCommands(forCommands),
    ...transferModeCommands(forCommands),
    ...diagnoseCommands(forCommands),
    ...charsetCommands(forCommands),
    ...viewCommands(forCommands),
    ...createCommands(forCommands),
    ...deleteCommands(forCommands),
    ...uploadCommands(forCommands),
    ...downloadCommands(forCommands),
    ...copyPathCommands(forCommands),
    ...mappingCommands(forCommands),
    ...uploadOnSaveCommands(forCommands),
    ...compareCommands(forCommands),
    ...syncCommands(sync),
    ...syncRowCommands(sync),
  }
  add(registerCommands(commands, failures))
  leave = () => connections.disconnect()
  const isTest = context.extensionMode === vscode.ExtensionMode.Test
  return { activationMs: performance.now() - started, ...(isTest && { passwords, mappings, knowledge, syncView }) }
}

/** The editor waits for this, and not for what is disposed. */
export async function deactivate(): Promise<void> {
  await Promise.race([leave(), new Promise((resolve) => setTimeout(resolve, leaveMs).unref())])
}

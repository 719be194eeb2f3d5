/** The editor's composition root: builds, connects, disposes. Opens no socket and reads no file; logic lives in `workbench`. */

import { hostname } from 'node:os'
import * as vscode from 'vscode'
import { CharsetHints } from './workbench/charsetHints.ts'
import { charsetCommands } from './workbench/commands/charset.ts'
import { copyPathCommands } from './workbench/commands/copyPath.ts'
import { createCommands } from './workbench/commands/create.ts'
import { deleteCommands } from './workbench/commands/delete.ts'
import { diagnoseCommands } from './workbench/commands/diagnose.ts'
import { downloadCommands } from './workbench/commands/download.ts'
import { registerCommands } from './workbench/commands/register.ts'
import { siteCommands } from './workbench/commands/sites.ts'
import { transferModeCommands } from './workbench/commands/transferMode.ts'
import { uploadCommands } from './workbench/commands/upload.ts'
import { viewCommands } from './workbench/commands/view.ts'
import { Config } from './workbench/config.ts'
import { Diagnoses } from './workbench/diagnoses.ts'
import { EditedFiles } from './workbench/editedFiles.ts'
import { Failures } from './workbench/failures.ts'
import { PortsideFileSystemProvider } from './workbench/fileSystemProvider.ts'
import { scheme, viewIds } from './workbench/ids.ts'
import { LargeFiles } from './workbench/largeFiles.ts'
import { createLog } from './workbench/log.ts'
import { placeOf } from './workbench/place.ts'
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
}

export function activate(context: vscode.ExtensionContext): PortsideApi {
  const started = performance.now()
  const { subscriptions, secrets, globalState, workspaceState } = context
  const add = <T extends vscode.Disposable>(item: T): T => {
    subscriptions.push(item)
    return item
  }
  const log = add(createLog())
  const config = add(new Config())
  const passwords = new Passwords(secrets)
  const certificates = new TrustedCertificates(globalState)
  const prompts = new EditorPrompts(passwords, certificates)
  const proxies = new Proxies(() => config.editorProxy, log)
  const connections = add(new SiteConnections(config, { prompts, certificates, proxies, servers: new KnownServers(globalState), log }))
  const actions = new SiteActions(config, connections, certificates)
  const failures = new Failures(actions, certificates, log)
  const isBesideWindow = context.extension.extensionKind === vscode.ExtensionKind.UI
  const place = placeOf(isBesideWindow ? undefined : vscode.env.remoteName, hostname(), process.platform)
  const icon = vscode.Uri.joinPath(context.extensionUri, 'media/icon.svg')
  const site = (id: string) => config.site(id)
  const diagnoses = add(new Diagnoses({ prompts, certificates, proxies, log, site, actions, failures, place, icon }))

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
  }
  add(registerCommands(commands, failures))
  leave = () => connections.disconnect()
  const isTest = context.extensionMode === vscode.ExtensionMode.Test
  return { activationMs: performance.now() - started, ...(isTest && { passwords }) }
}

/** The editor waits for this, and not for what is disposed. */
export async function deactivate(): Promise<void> {
  await Promise.race([leave(), new Promise((resolve) => setTimeout(resolve, leaveMs).unref())])
}

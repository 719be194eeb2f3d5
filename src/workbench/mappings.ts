/**
 * The mappings of this window: what the project files of its folders say, with the sites that are known here, in the active
 * environment. Mappings whose site is not known, or whose folder leads out of the workspace, are problems and nothing else.
 */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/event.ts'
import { join } from '../base/posixPath.ts'
import { printable } from '../base/printable.ts'
import { fromNative } from '../files/localPath.ts'
import type { Config } from './config.ts'
import { Environments } from './environments.ts'
import type { Failures } from './failures.ts'
import { mappingOf, resolveMappings, type FolderMapping } from './folderMapping.ts'
import { commandIds, contextKeys } from './ids.ts'
import { notifyWith } from './messages.ts'
import { openProjectFile } from './projectEditing.ts'
import type { ProjectFile, ProjectFiles } from './projectFiles.ts'
import { problemsOf, type ProjectProblem } from './projectProblems.ts'
import { uriOf } from './uris.ts'

export type { FolderMapping } from './folderMapping.ts'

interface Found {
  readonly mappings: readonly FolderMapping[]
  readonly problems: readonly ProjectProblem[]
}

export class Mappings implements Disposable {
  private readonly store = new DisposableStore()
  private readonly changed = this.store.add(new Emitter<void>())
  private readonly files: ProjectFiles
  private readonly config: Config
  private readonly failures: Failures
  private readonly chosen: Environments
  private found: Found | undefined
  /** What was said about the files, so that it is said once. */
  private told = ''

  readonly onDidChange = this.changed.event

  constructor(files: ProjectFiles, config: Config, state: vscode.Memento, failures: Failures) {
    this.files = files
    this.config = config
    this.failures = failures
    this.chosen = new Environments(state)
    this.store.add(config.onDidChangeSites(() => this.update())) // which tells of the files too: they bring sites
  }

  /** Those of the active environment whose site exists. Nothing before the first `ready`. */
  get all(): readonly FolderMapping[] {
    return this.read().mappings
  }

  get problems(): readonly ProjectProblem[] {
    return this.read().problems
  }

  /** In the order in which the files name them. */
  get environments(): readonly string[] {
    return this.chosen.namesIn(this.files.all)
  }

  /** The active one, where the files name any. */
  get environment(): string | undefined {
    return this.chosen.activeIn(this.files.all)
  }

  /** Resolves when the project files have been read. */
  ready(): Promise<void> {
    return this.files.ready()
  }

  async setEnvironment(name: string): Promise<void> {
    await this.chosen.choose(name)
    this.update()
  }

  /** The mapping that a file or folder of this computer belongs to: the one with the deepest root. */
  of(uri: vscode.Uri): FolderMapping | undefined {
    return uri.scheme === 'file' ? mappingOf(this.all, fromNative(uri.fsPath)) : undefined
  }

  /** Below the mapping's root; '' for the root. The file must belong to the mapping. */
  relative({ localRoot }: FolderMapping, uri: vscode.Uri): string {
    return fromNative(uri.fsPath).slice(localRoot.length).replace(/^\//, '')
  }

  localUri({ folder, mapping }: FolderMapping, relative: string): vscode.Uri {
    return vscode.Uri.joinPath(folder.uri, mapping.local, relative)
  }

  remoteUri({ siteId, mapping }: FolderMapping, relative: string): vscode.Uri {
    return uriOf({ siteId, path: join(mapping.remote, relative) })
  }

  /** The only one, or the one that is picked. Where there is none it offers to make one, and gives what came of it. */
  async pick(placeHolder = vscode.l10n.t('Which mapping?')): Promise<FolderMapping | undefined> {
    await this.ready()
    this.tellProblems()
    if (this.all.length === 0) return this.problems.length > 0 ? undefined : this.offerToMap()
    if (this.all.length === 1) return this.all[0]
    const items = this.all.map((mapping) => ({ label: printable(mapping.label), description: printable(mapping.mapping.remote), mapping }))
    return (await vscode.window.showQuickPick(items, { placeHolder }))?.mapping
  }

  dispose(): void {
    this.store.dispose()
  }

  private async offerToMap(): Promise<FolderMapping | undefined> {
    const run = async () => vscode.commands.executeCommand<void>(commandIds.mapFolder)
    const message = vscode.l10n.t('No folder of this window belongs to a server yet.')
    await notifyWith('information', message, [{ label: vscode.l10n.t('Map folder…'), run }])
    return this.all[0]
  }

  /** Once for each state of the files: who has read it need not be told by every command. */
  private tellProblems(): void {
    const [first] = this.problems
    const now = JSON.stringify(this.problems.map(({ uri, message }) => [uri.toString(), message]))
    if (!first || now === this.told) return
    this.told = now
    const run = async () => openProjectFile(first.uri, () => first.range)
    const where = vscode.workspace.asRelativePath(first.uri)
    const telling = notifyWith('warning', `${where}: ${first.message}`, [{ label: vscode.l10n.t('Open file'), run }])
    telling.catch((error: unknown) => this.failures.show(error, vscode.l10n.t('Could not open {0}', where)))
  }

  private read(): Found {
    this.found ??= this.resolve()
    return this.found
  }

  private resolve(): Found {
    const parts = this.files.all.map((file) => this.resolveFile(file))
    return { mappings: parts.flatMap(({ mappings }) => mappings), problems: parts.flatMap(({ problems }) => problems) }
  }

  private resolveFile(file: ProjectFile): Found {
    const { folder, parsed, leadOut } = file
    const usable = { folder, mappings: parsed.mappings.filter((mapping) => !leadOut.has(mapping)) }
    const { mappings, unusable } = resolveMappings(usable, this.config.knownSites, this.chosen.activeInside(file, this.files.all))
    return { mappings, problems: problemsOf(file, unusable) }
  }

  private update(): void {
    this.found = undefined
    void vscode.commands.executeCommand('setContext', contextKeys.hasMapping, this.all.length > 0)
    this.changed.fire()
  }
}

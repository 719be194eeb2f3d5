/** Shows in project files what is wrong in them, and offers to take passwords out: everybody who has the folder has the file. */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { passwordIn, withoutSecret } from '../sites/projectEdits.ts'
import { parseProjectFile, type ProjectFile as ParsedProjectFile } from '../sites/projectFile.ts'
import { serverOf } from '../sites/site.ts'
import type { Failures } from './failures.ts'
import type { Mappings } from './mappings.ts'
import { notifyWith, type Offer } from './messages.ts'
import { editProjectFile, openProjectFile, projectFileText } from './projectEditing.ts'
import type { ProjectFile, ProjectFiles } from './projectFiles.ts'
import { diagnosticOf, rangeIn, secretDiagnostic } from './projectProblems.ts'
import type { Passwords } from './secrets.ts'

export interface ProjectServices {
  readonly files: ProjectFiles
  readonly mappings: Mappings
  readonly passwords: Passwords
  readonly failures: Failures
}

export class ProjectDiagnostics implements Disposable {
  private readonly store = new DisposableStore()
  private readonly shown = this.store.add(vscode.languages.createDiagnosticCollection('portside'))
  private readonly services: ProjectServices
  /** Files that were told of. A window says it once, however often the file changes. */
  private readonly told = new Set<string>()

  constructor(services: ProjectServices) {
    this.services = services
    this.store.add(services.mappings.onDidChange(() => this.show()))
  }

  dispose(): void {
    this.store.dispose()
  }

  private show(): void {
    const { files, mappings } = this.services
    this.shown.clear()
    for (const file of files.all) {
      const problems = mappings.problems.filter(({ uri }) => uri.toString() === file.uri.toString()).map(diagnosticOf)
      this.shown.set(file.uri, [...problems, ...file.parsed.secrets.map((secret) => secretDiagnostic(file, secret))])
      if (file.parsed.secrets.length > 0) void this.tell(file)
    }
  }

  private async tell(file: ProjectFile): Promise<void> {
    const key = file.uri.toString()
    if (this.told.has(key)) return
    this.told.add(key)
    const name = vscode.workspace.asRelativePath(file.uri)
    const message = vscode.l10n.t('{0} has a password in it. Everybody who has the folder can read it, so it is not used.', name)
    const open = { label: vscode.l10n.t('Open file'), run: async () => openAtSecret(file) }
    try {
      await notifyWith('warning', message, [...this.moveOffer(file), open])
    } catch (error) {
      this.services.failures.show(error, vscode.l10n.t('Could not change {0}', name))
    }
  }

  private moveOffer({ text, parsed, uri }: ProjectFile): readonly Offer[] {
    if (loginsIn(text, parsed).length === 0) return []
    return [{ label: vscode.l10n.t('Move to secret storage'), run: async () => this.move(uri) }]
  }

  /** The file may have changed while the message was on the screen. A password is in the storage before it leaves the file. */
  private async move(uri: vscode.Uri): Promise<void> {
    const text = await projectFileText(uri)
    const logins = loginsIn(text, parseProjectFile(text))
    for (const { server, password } of logins) await this.services.passwords.set(server, password, true)
    // From the end, or the places of the others would not be right any more.
    await editProjectFile(uri, (now) => (now === text ? logins.reduceRight((left, { secret }) => withoutSecret(left, secret), text) : now))
    await this.services.files.ready()
  }
}

/** The secrets that are the password of a site that can be read. */
function loginsIn(text: string, { sites, secrets }: ParsedProjectFile) {
  return secrets.flatMap((secret) => {
    const found = passwordIn(text, secret)
    const site = sites.find(({ name }) => name === found?.site)
    return found && site ? [{ secret, password: found.password, server: serverOf(site) }] : []
  })
}

async function openAtSecret({ uri, parsed }: ProjectFile): Promise<void> {
  const { offset, length } = parsed.secrets[0] ?? { offset: 0, length: 0 }
  await openProjectFile(uri, (text) => rangeIn(text, offset, length))
}

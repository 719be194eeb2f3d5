/**
 * From a request to what came of it: looks at both sides, shows what would be done or does it where nobody needs to be asked,
 * asks for what needs a yes, and shows the outcome. One sync at a time.
 */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import { GuardStop, SyncLocked } from '../../sync/errors.ts'
import type { Outcome } from '../../sync/outcome.ts'
import type { Choice, Preview } from '../../sync/preview.ts'
import type { Config } from '../config.ts'
import type { Failures } from '../failures.ts'
import type { FolderMapping, Mappings } from '../mappings.ts'
import { notify, notifyWith } from '../messages.ts'
import type { ProjectFiles } from '../projectFiles.ts'
import type { SiteConnections } from '../siteConnections.ts'
import type { Applied, SyncKnowledge } from '../syncKnowledge.ts'
import type { Synchronizers } from '../synchronizers.ts'
import { Checklist } from './checklist.ts'
import { askConsents, confirmFindings } from './consentQuestions.ts'
import { goesAgainst, isPlain } from './plainSync.ts'
import { assertSameFolders, foldersOf } from './sameFolders.ts'
import { isSameLook, type ShownSync, type SyncRequest } from './shownSync.ts'
import { outcomeSentence } from './syncSentence.ts'
import type { SyncView } from './syncView.ts'
import { placesOf, withProgress } from './syncWork.ts'
import { couldNotSync, lockedWords } from './troubleWords.ts'
import { undoLastSync } from './undoSync.ts'
import { askToSave } from './unsaved.ts'

export interface SyncServices {
  readonly config: Config
  readonly connections: SiteConnections
  readonly projectFiles: ProjectFiles
  readonly mappings: Mappings
  readonly synchronizers: Synchronizers
  readonly knowledge: SyncKnowledge
  readonly failures: Failures
}

export class SyncRun {
  private readonly services: SyncServices
  private readonly view: SyncView
  private isBusy = false

  constructor(services: SyncServices, view: SyncView) {
    this.services = services
    this.view = view
    services.knowledge.onDidApply((applied) => this.settle(applied)) // as long as there is knowledge
  }

  /** Shows what would be done. */
  async preview(request: SyncRequest): Promise<void> {
    const shown = await this.alone(request.mapping, () => this.look(request))
    if (shown) await this.view.reveal()
  }

  /** Does it, if there is nothing in it that anybody could want to be asked about; shows it otherwise. */
  async sync(request: SyncRequest): Promise<void> {
    const { mappings } = this.services
    if (!(await askToSave(mappings, request))) return
    await this.alone(request.mapping, async () => {
      const shown = await this.look(request)
      const { preview, chosen } = shown.checklist
      const alwaysPreview = request.mapping.mapping.alwaysPreview || goesAgainst(request) || shown.checklist.isTouched
      if (!isPlain(preview, { alwaysPreview, isScoped: request.scope !== undefined })) await this.view.reveal()
      else if (chosen.length > 0) await this.carryOut(shown)
      else void notify('information', vscode.l10n.t('{0}: there is nothing to do.', printable(request.mapping.label)))
    })
  }

  /** What is ticked in the view. */
  async apply(): Promise<void> {
    const shown = this.view.current
    if (!shown) return
    if (shown.checklist.chosen.length === 0)
      void notify('information', vscode.l10n.t('Nothing is ticked. Tick what is to be done, then apply.'))
    else await this.alone(shown.request.mapping, () => this.carryOut(shown))
  }

  /** Brings back what the mapping's last sync has replaced or deleted. */
  async undo(mapping: FolderMapping): Promise<void> {
    await this.alone(mapping, async () => {
      const done = await undoLastSync(this.services.synchronizers, mapping)
      if (done === undefined) return
      void notify('information', done) // before the look, which can fail
      this.services.knowledge.forget(mapping)
      const request = this.view.current?.request
      if (request?.mapping.key === mapping.key) this.view.show({ ...(await this.look(request)), done })
    })
  }

  /** Looks at some paths of what is shown once more, and puts what it finds in the place of their rows. */
  async lookAgain({ request, folders, checklist }: ShownSync, paths: readonly string[]): Promise<void> {
    const newer = await this.alone(request.mapping, () => this.found({ ...request, scope: paths }, folders))
    if (newer) checklist.replace(newer, (path) => paths.includes(path))
    this.view.update()
  }

  /** Uploads on save are done as well, whoever shows them: the rows of what is shown leave. */
  private settle({ key, items }: Applied): void {
    const { current } = this.view
    if (current?.request.mapping.key !== key) return
    current.checklist.settle({ items })
    this.view.update()
  }

  /** With what a person has said of the look that is shown, if it was the same. */
  private async look(request: SyncRequest): Promise<ShownSync> {
    const folders = foldersOf(this.services, request.mapping)
    const shown = { request, folders, checklist: new Checklist(await this.found(request, folders)) }
    const earlier = this.view.current
    if (earlier && isSameLook(earlier, shown)) shown.checklist.takeOver(earlier.checklist)
    this.view.show(shown)
    return shown
  }

  private async found({ mapping, scope, direction }: SyncRequest, folders: string): Promise<Preview> {
    const { connections, synchronizers, knowledge } = this.services
    connections.forgive(mapping.siteId)
    const settings = { ...synchronizers.settingsOf(mapping), direction }
    const options = { settings, ...(scope && { scope }) }
    const preview = await withProgress(synchronizers, mapping, (synchronizer, work) => synchronizer.preview({ ...work, ...options }))
    assertSameFolders(this.services, mapping, folders)
    knowledge.learn(mapping, preview, scope)
    return preview
  }

  private async carryOut(shown: ShownSync): Promise<void> {
    const { checklist, request } = shown
    const places = placesOf(this.services.config, request.mapping)
    const items = checklist.chosen
    const consents = await askConsents(items, places)
    const outcome = consents && (await this.applied(shown, { items, consents, confirmed: [] }))
    if (!outcome) return
    checklist.settle(outcome)
    this.services.knowledge.applied(request.mapping, outcome)
    const done = outcomeSentence(outcome)
    this.showOutcome(shown, done)
    this.tell(request.mapping, outcome, done)
  }

  /** Unless something else is shown by now. */
  private showOutcome({ checklist }: ShownSync, done: string): void {
    const { current } = this.view
    if (current?.checklist === checklist) this.view.show({ ...current, done })
  }

  /** Undefined if a guard stopped it and nobody said to go on. */
  private async applied(shown: ShownSync, choice: Choice): Promise<Outcome | undefined> {
    const { mapping } = shown.request
    assertSameFolders(this.services, mapping, shown.folders) // a question may have been on the screen for long
    const { preview } = shown.checklist
    try {
      return await withProgress(this.services.synchronizers, mapping, (synchronizer, work) => synchronizer.apply(preview, choice, work))
    } catch (error) {
      if (!(error instanceof GuardStop)) throw error
      const confirmed = await confirmFindings(error.findings, placesOf(this.services.config, mapping))
      return confirmed && this.applied(shown, { ...choice, confirmed: [...choice.confirmed, ...confirmed] })
    }
  }

  private tell(mapping: FolderMapping, outcome: Outcome, done: string): void {
    const failed = outcome.items.filter((item) => item.kind === 'failed')
    for (const { error, item } of failed.slice(1)) this.services.failures.note(error, item.difference.path)
    const [first] = failed
    if (first) this.fail(mapping, first.error, first.item.difference.path)
    const undo = { label: vscode.l10n.t('Undo last sync'), run: () => this.undo(mapping) }
    if (!first) void notifyWith('information', done, outcome.undoId === undefined ? [] : [undo])
  }

  /** Undefined if it could not be done; that is told. */
  private async alone<T>(mapping: FolderMapping, work: () => Promise<T>): Promise<T | undefined> {
    if (this.isBusy) {
      void notify('warning', vscode.l10n.t('A sync is under way. Wait for its end, or cancel it.'))
      return undefined
    }
    this.isBusy = true
    try {
      return await work()
    } catch (error) {
      this.fail(mapping, error)
      return undefined
    } finally {
      this.isBusy = false
    }
  }

  private fail(mapping: FolderMapping, error: unknown, what = mapping.label): void {
    if (error instanceof SyncLocked) void notify('warning', lockedWords(error, mapping))
    else this.services.failures.show(error, couldNotSync(what), this.services.config.site(mapping.siteId))
  }
}

/**
 * Uploads that nobody looks at first, after a save or a change on disk. What somebody has changed on the server is never
 * replaced, and nothing is deleted. What could not be done stays known until it is.
 */

import { setTimeout as delay } from 'node:timers/promises'
import * as vscode from 'vscode'
import type { Disposable } from '../../base/disposable.ts'
import { nameOf } from '../../sync/relativePath.ts'
import { SyncLocked } from '../../sync/synchronizer.ts'
import type { FolderMapping } from '../folderMapping.ts'
import { plainMessage } from '../plainMessage.ts'
import { couldNot } from '../sentences.ts'
import { BurstQuestions } from './burstQuestions.ts'
import { siteNameOf, type AutoUploadServices } from './services.ts'
import { UploadConflicts } from './uploadConflicts.ts'
import { UploadPass } from './uploadPass.ts'
import { UploadQueue, type Origin, type Requests } from './uploadQueue.ts'

/** Between two looks whether another sync has ended. */
const lockedMs = 2000

export class AutoUploads implements Disposable {
  private readonly queues = new Map<string, UploadQueue>()
  private readonly ended = new AbortController()
  private readonly services: AutoUploadServices
  private readonly conflicts: UploadConflicts
  private readonly bursts: BurstQuestions

  constructor(services: AutoUploadServices) {
    this.services = services
    const upload = (mapping: FolderMapping, paths: Iterable<string>) => void this.upload(mapping, paths, 'person')
    this.conflicts = new UploadConflicts(services, upload)
    this.bursts = new BurstQuestions(services, upload)
  }

  /** Relative paths. Resolves when nothing of the mapping is under way any more; failures are told. */
  upload(mapping: FolderMapping, paths: Iterable<string>, origin: Origin): Promise<void> {
    const queue = this.queues.get(mapping.key) ?? new UploadQueue((requests) => this.pass(mapping, requests))
    this.queues.set(mapping.key, queue)
    return queue.add(paths, origin)
  }

  dispose(): void {
    this.ended.abort()
  }

  /** With the mapping as it is by now. Nothing goes to where it doesn't lead any more. */
  private async pass({ key }: FolderMapping, requests: Requests): Promise<void> {
    const mapping = this.services.mappings.all.find((each) => each.key === key)
    if (!mapping) return
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Window }, async (progress) => {
      const report = (message: string) => progress.report({ message: plainMessage(message) })
      const { services, conflicts, bursts } = this
      const pass = new UploadPass({ services, conflicts, bursts, mapping, report, signal: this.ended.signal })
      try {
        await this.whenUnlocked(report, () => pass.run(requests))
      } catch (error) {
        // A password that nobody typed keeps a file from the server as well.
        if (!this.ended.signal.aborted) this.failed(mapping, [...requests.keys()], error)
      }
    })
  }

  /** A sync of the same folders, maybe of this window, comes first: what was saved meanwhile waits for its end. */
  private async whenUnlocked(report: (message: string) => void, work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof SyncLocked)) throw error
        report(vscode.l10n.t('Waiting for the sync under way'))
        await delay(lockedMs, undefined, { signal: this.ended.signal })
      }
    }
  }

  /** As a whole: the server can't be reached, or somebody else syncs. */
  private failed(mapping: FolderMapping, paths: readonly string[], error: unknown): void {
    const { failures, knowledge, site } = this.services
    const [first = ''] = paths
    const what = paths.length === 1 ? nameOf(first) : vscode.l10n.t('{0} files', paths.length)
    const failed = couldNot.upload(what, siteNameOf(this.services, mapping))
    const known = site(mapping.siteId)
    const { message } = known ? failures.suggest(error, failed, known) : failures.note(error, failed)
    knowledge.failed(mapping, paths, message)
  }
}

/**
 * Many changes at once from outside of the editor are a switch of branches or a build, and maybe not meant for the server: they
 * are asked about, once, before any of them is uploaded.
 */

import * as vscode from 'vscode'
import type { PlanItem } from '../../sync/plan.ts'
import type { FolderMapping } from '../folderMapping.ts'
import { commandIds } from '../ids.ts'
import { notify } from '../messages.ts'
import { folderNameOf, siteNameOf, type AutoUploadServices } from './services.ts'
import type { Requests } from './uploadQueue.ts'

type Upload = (mapping: FolderMapping, paths: Iterable<string>) => void

const mostUnasked = 20

export class BurstQuestions {
  /** By mapping: what waits for an answer. */
  private readonly waiting = new Map<string, Set<string>>()
  private readonly services: AutoUploadServices
  private readonly upload: Upload

  constructor(services: AutoUploadServices, upload: Upload) {
    this.services = services
    this.upload = upload
  }

  /** Gives those of `uploads` that can go. What is asked about already waits for the answer, also if it changes again. */
  withoutBurst(mapping: FolderMapping, uploads: readonly PlanItem[], requests: Requests): readonly PlanItem[] {
    const outside = uploads.map(({ difference }) => difference.path).filter((path) => requests.get(path) === 'outside')
    const waiting = this.waiting.get(mapping.key) ?? new Set()
    const fresh = outside.filter((path) => !waiting.has(path))
    if (fresh.length > mostUnasked) this.add(mapping, fresh)
    const held = fresh.length > mostUnasked ? new Set(outside) : waiting
    return uploads.filter(({ difference: { path } }) => requests.get(path) !== 'outside' || !held.has(path))
  }

  /** To the question that is open, or a new one. */
  private add(mapping: FolderMapping, paths: readonly string[]): void {
    const waiting = this.waiting.get(mapping.key)
    if (!waiting) void this.ask(mapping, new Set(paths))
    else for (const path of paths) waiting.add(path)
  }

  private async ask(mapping: FolderMapping, paths: Set<string>): Promise<void> {
    this.waiting.set(mapping.key, paths)
    const [folder, site] = [folderNameOf(mapping), siteNameOf(this.services, mapping)]
    const message = vscode.l10n.t('{0} files changed in {1}. Upload them to {2}?', paths.size, folder, site)
    const review = vscode.l10n.t('Review')
    const upload = vscode.l10n.t('Upload')
    const answer = await notify('information', message, review, upload, vscode.l10n.t('Not now'))
    this.waiting.delete(mapping.key)
    if (answer === upload) this.upload(mapping, paths)
    if (answer !== review) return
    const uris = [...paths].map((path) => this.services.mappings.localUri(mapping, path))
    await vscode.commands.executeCommand(commandIds.previewSync, uris[0], uris)
  }
}

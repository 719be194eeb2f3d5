/** One pass of uploads to one server: a look at both sides of the files asked for, and what that allows. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import { noConsents } from '../../sync/consents.ts'
import type { Outcome } from '../../sync/outcome.ts'
import { nameOf } from '../../sync/relativePath.ts'
import type { Choice, Preview } from '../../sync/preview.ts'
import type { FolderMapping } from '../folderMapping.ts'
import { couldNot } from '../sentences.ts'
import type { BurstQuestions } from './burstQuestions.ts'
import { siteNameOf, type AutoUploadServices } from './services.ts'
import type { UploadConflicts } from './uploadConflicts.ts'
import type { Requests } from './uploadQueue.ts'
import { rulesAgainst } from './syncedPaths.ts'
import { verdictsOn, type UploadVerdicts } from './uploadVerdicts.ts'

export interface UploadPassOptions {
  readonly services: AutoUploadServices
  readonly conflicts: UploadConflicts
  readonly bursts: BurstQuestions
  readonly mapping: FolderMapping
  readonly report: (message: string) => void
  readonly signal: AbortSignal
}

/** A file that changes while it is looked at gets a second look. */
const looks = 2

export class UploadPass {
  private readonly options: UploadPassOptions

  constructor(options: UploadPassOptions) {
    this.options = options
  }

  /** Throws what keeps all of them from being uploaded; what is wrong with one is told. */
  async run(requests: Requests): Promise<void> {
    const synced = await this.withoutLeftOut(requests)
    if (synced.size > 0) await this.upload(synced, looks)
  }

  private async upload(requests: Requests, looksLeft: number): Promise<void> {
    const preview = await this.look(requests)
    const choice = this.choose(verdictsOn(preview, requests.keys()), requests)
    if (choice.items.length === 0) return
    const changed = this.settle(await this.send(preview, choice))
    if (changed.length === 0) return
    if (looksLeft > 1)
      await this.upload(
        only(requests, (path) => changed.includes(path)),
        looksLeft - 1,
      )
    else for (const path of changed) this.failed(path, new Error(vscode.l10n.t('It was changed while it was being uploaded.')))
  }

  private async withoutLeftOut(requests: Requests): Promise<Requests> {
    const { services, mapping } = this.options
    const { rules } = services.synchronizers.settingsOf(mapping)
    const against = await rulesAgainst(mapping, rules, requests.keys())
    for (const [path, rule] of against) if (rule !== undefined) services.log.info(describeLeftOut(mapping, path, rule))
    return only(requests, (path) => against.get(path) === undefined)
  }

  private async look(requests: Requests): Promise<Preview> {
    const { services, mapping, report, signal } = this.options
    const { synchronizers, knowledge } = services
    report(vscode.l10n.t('Looking at {0}', siteNameOf(services, mapping)))
    const scope = [...requests.keys()]
    const settings = { ...synchronizers.settingsOf(mapping), direction: 'up' } as const
    const preview = await synchronizers.of(mapping).preview({ scope, settings, signal })
    knowledge.learn(mapping, preview, scope)
    return preview
  }

  /** What can go without a question; the others are told or asked about. */
  private choose({ uploads, along, conflicts }: UploadVerdicts, requests: Requests): Choice {
    const { mapping } = this.options
    const overwriting = this.options.conflicts.settle(mapping, conflicts, requests)
    const unasked = this.options.bursts.withoutBurst(mapping, uploads, requests)
    const consents = { ...noConsents, overwriteNewer: overwriting.length > 0 }
    return { items: [...along, ...unasked, ...overwriting], consents, confirmed: [] }
  }

  private async send(preview: Preview, choice: Choice): Promise<Outcome> {
    const { services, mapping, report, signal } = this.options
    const paths = choice.items.filter(({ decision }) => decision === 'up').map(({ difference }) => difference.path)
    if (paths.length > 0) report(describeUpload(paths))
    services.knowledge.uploading(mapping, paths)
    try {
      return await services.synchronizers.of(mapping).apply(preview, choice, { signal })
    } finally {
      services.knowledge.settled(mapping, paths)
    }
  }

  /** Gives the paths of files that were changed again since the look at them. */
  private settle(outcome: Outcome): readonly string[] {
    const { knowledge } = this.options.services
    knowledge.applied(this.options.mapping, outcome)
    for (const each of outcome.items) if (each.kind === 'failed') this.failed(each.item.difference.path, each.error)
    const changed = outcome.items.filter(({ kind }) => kind === 'changedSincePreview' || kind === 'refused')
    return changed.map(({ item }) => item.difference.path)
  }

  private failed(path: string, error: unknown): void {
    const { services, mapping } = this.options
    const { message } = services.failures.note(error, couldNot.upload(nameOf(path), siteNameOf(services, mapping)))
    services.knowledge.failed(mapping, [path], message)
  }
}

function only(requests: Requests, isWanted: (path: string) => boolean): Requests {
  return new Map([...requests].filter(([path]) => isWanted(path)))
}

function describeLeftOut({ label }: FolderMapping, path: string, rule: string): string {
  return `${printable(label)}: ${printable(path)} was saved, and is not synced (${rule})`
}

function describeUpload(paths: readonly string[]): string {
  const [first = ''] = paths
  return paths.length === 1 ? vscode.l10n.t('Uploading {0}', printable(nameOf(first))) : vscode.l10n.t('Uploading {0} files', paths.length)
}

/**
 * Files that were changed here and on the server as well. Nothing is replaced until a person has said so, and then only what
 * that person was told about: a change after it is asked about again.
 */

import * as vscode from 'vscode'
import type { Entry } from '../../base/entry.ts'
import { printable } from '../../base/printable.ts'
import type { PlanItem } from '../../sync/plan.ts'
import { nameOf } from '../../sync/relativePath.ts'
import { decide } from '../../sync/summary.ts'
import type { FolderMapping } from '../folderMapping.ts'
import { commandIds } from '../ids.ts'
import { notifyWith, type Offer } from '../messages.ts'
import { siteNameOf, type AutoUploadServices } from './services.ts'
import type { Requests } from './uploadQueue.ts'

type Upload = (mapping: FolderMapping, paths: Iterable<string>) => void

export class UploadConflicts {
  /** What was on the server of the files that may be replaced; by mapping and path. */
  private readonly allowed = new Map<string, Entry | undefined>()
  /** Asked about, and not answered yet. */
  private readonly open = new Set<string>()
  private readonly services: AutoUploadServices
  private readonly upload: Upload

  constructor(services: AutoUploadServices, upload: Upload) {
    this.services = services
    this.upload = upload
  }

  /** Gives those that are to be uploaded all the same. The others become known as conflicts, and are asked about. */
  settle(mapping: FolderMapping, items: readonly PlanItem[], requests: Requests): readonly PlanItem[] {
    const overwriting = items.filter((item) => this.mayOverwrite(mapping, item))
    for (const path of requests.keys()) this.allowed.delete(keyOf(mapping, path)) // it was about this very look
    const left = items.filter((item) => !overwriting.includes(item))
    const { knowledge } = this.services
    for (const { difference } of left) knowledge.conflict(mapping, difference.path)
    // What happened outside of the editor is no reason to interrupt.
    const asked = left.filter(({ difference }) => requests.get(difference.path) !== 'outside')
    const fresh = asked.filter((item) => !this.open.has(keyOf(mapping, item.difference.path)))
    const [first] = fresh
    if (fresh.length === 1 && first) void this.ask(mapping, first)
    else if (fresh.length > 1) void this.tellMany(mapping, fresh)
    return overwriting.map((item) => decide(item, 'up'))
  }

  private mayOverwrite(mapping: FolderMapping, { difference: { path, remote } }: PlanItem): boolean {
    const key = keyOf(mapping, path)
    return this.allowed.has(key) && isAsSeen(this.allowed.get(key), remote.entry)
  }

  private async ask(mapping: FolderMapping, item: PlanItem): Promise<void> {
    const { path } = item.difference
    const uri = this.services.mappings.localUri(mapping, path)
    const compare = { label: vscode.l10n.t('Compare'), run: () => run(commandIds.compareWithServer, uri) }
    const overwrite = { label: vscode.l10n.t('Upload anyway'), run: () => this.overwrite(mapping, item) }
    const isFileThere = item.difference.remote.entry?.type === 'file'
    const offers = item.reason === 'typeDiffers' ? [] : [...(isFileThere ? [compare] : []), overwrite]
    await this.tell([keyOf(mapping, path)], describeConflict(item, siteNameOf(this.services, mapping)), [...offers, showInSync(uri)])
  }

  private async tellMany(mapping: FolderMapping, items: readonly PlanItem[]): Promise<void> {
    const message = vscode.l10n.t(
      '{0} files were changed here and on {1}. They were not uploaded.',
      items.length,
      siteNameOf(this.services, mapping),
    )
    const keys = items.map(({ difference }) => keyOf(mapping, difference.path))
    await this.tell(keys, message, [showInSync(mapping)])
  }

  private async tell(keys: readonly string[], message: string, offers: readonly Offer[]): Promise<void> {
    for (const key of keys) this.open.add(key)
    try {
      await notifyWith('warning', message, offers)
    } finally {
      for (const key of keys) this.open.delete(key)
    }
  }

  private overwrite(mapping: FolderMapping, item: PlanItem): void {
    this.allowed.set(keyOf(mapping, item.difference.path), item.difference.remote.entry)
    this.upload(mapping, [item.difference.path])
  }
}

function keyOf({ key }: FolderMapping, path: string): string {
  return `${key} ${path}`
}

/** Nobody has changed it again, as far as a listing can tell. */
function isAsSeen(seen: Entry | undefined, now: Entry | undefined): boolean {
  return seen?.type === now?.type && seen?.size === now?.size && seen?.modified?.ms === now?.modified?.ms
}

/** Of a file, only that. */
function showInSync(what: vscode.Uri | FolderMapping): Offer {
  return { label: vscode.l10n.t('Show in Sync view'), run: () => run(commandIds.previewSync, what) }
}

async function run(command: string, argument: unknown): Promise<void> {
  await vscode.commands.executeCommand(command, argument)
}

function describeConflict({ difference, reason }: PlanItem, site: string): string {
  const name = printable(nameOf(difference.path))
  switch (reason) {
    case 'bothNew':
      return vscode.l10n.t('{0} is on {1} already, and is another one. It was not uploaded.', name, site)
    case 'changedHereDeletedThere':
      return vscode.l10n.t('{0} was deleted on {1} since you last synced it. It was not uploaded.', name, site)
    case 'typeDiffers':
      return vscode.l10n.t('{0} is a folder on {1}. It was not uploaded.', name, site)
    default:
      return vscode.l10n.t('{0} changed on {1} since you last synced it. It was not uploaded.', name, site)
  }
}

/**
 * Merging a file that has changed on both sides: the server's on the left, what becomes of it on the right, where a person
 * finishes it. Accepting it writes this computer's file; the server gets it with the sync.
 */

import * as vscode from 'vscode'
import type { Disposable } from '../../base/disposable.ts'
import { printable } from '../../base/printable.ts'
import { merge3 } from '../../sync/merge.ts'
import { nameOf } from '../../sync/relativePath.ts'
import { decisionsFor } from '../../sync/summary.ts'
import { commandIds } from '../ids.ts'
import { ask, notify, notifyWith } from '../messages.ts'
import { serverVersionOf } from '../uris.ts'
import { MergeFiles } from './mergeFiles.ts'
import { textOf, undecidedIn } from './mergeText.ts'
import type { ShownSync } from './shownSync.ts'
import type { SyncRun, SyncServices } from './syncRun.ts'
import type { LineRow } from './syncRows.ts'
import type { SyncView } from './syncView.ts'

/** A merge that is open. */
interface Merge {
  readonly shown: ShownSync
  readonly row: LineRow
  readonly local: vscode.Uri
  readonly server: vscode.Uri
  /** What it was made of. */
  readonly mine: Uint8Array
  readonly theirs: Uint8Array
}

export class ConflictEditor implements Disposable {
  private readonly files = new MergeFiles()
  private readonly merges = new Map<string, Merge>()
  private readonly services: Pick<SyncServices, 'mappings' | 'synchronizers'>
  private readonly run: SyncRun
  private readonly view: SyncView

  constructor(services: Pick<SyncServices, 'mappings' | 'synchronizers'>, run: SyncRun, view: SyncView) {
    this.services = services
    this.run = run
    this.view = view
  }

  async open(shown: ShownSync, row: LineRow): Promise<void> {
    const { mappings, synchronizers } = this.services
    const { mapping } = shown.request
    const { local, remote } = row.line.item.difference
    const localUri = mappings.localUri(mapping, local.path)
    if (!isSaved(localUri)) return
    const serverUri = serverVersionOf(mappings.remoteUri(mapping, remote.path))
    const [mine, theirs, base] = await Promise.all([
      vscode.workspace.fs.readFile(localUri),
      vscode.workspace.fs.readFile(serverUri),
      synchronizers.of(mapping).baseOf(row.path),
    ])
    const [myText, theirText] = [textOf(mine), textOf(theirs)]
    const name = printable(nameOf(row.path))
    if (myText === undefined || theirText === undefined)
      return void notify(
        'warning',
        vscode.l10n.t('{0} is not text in UTF-8, which could be merged. Take one of the two, or keep both.', name),
      )
    const labels = { mine: vscode.l10n.t('this computer'), theirs: vscode.l10n.t('server') }
    const { text, conflicts } = merge3(base && textOf(base), myText, theirText, labels)
    const uri = this.files.add(row.path, Buffer.from(text))
    this.merges.set(uri.toString(), { shown, row, local: localUri, server: serverUri, mine, theirs })
    await vscode.commands.executeCommand('vscode.diff', serverUri, uri, vscode.l10n.t('{0}: server ↔ merge', name))
    void this.offer(uri, name, conflicts)
  }

  /** `clicked` is the file of the button's editor. */
  async accept(clicked?: unknown): Promise<void> {
    const uri = clicked instanceof vscode.Uri ? clicked : vscode.window.activeTextEditor?.document.uri
    const merge = uri && this.merges.get(uri.toString())
    if (!uri || !merge)
      return void notify('information', vscode.l10n.t('There is no merge here. Choose "Merge" on a conflict in the Sync view.'))
    const text = await textIn(uri)
    if (!(await this.canWrite(merge, text))) return
    await vscode.workspace.fs.writeFile(merge.local, Buffer.from(text))
    await this.close(uri)
    await this.settle(merge)
  }

  dispose(): void {
    this.files.dispose()
    this.merges.clear()
  }

  private async offer(uri: vscode.Uri, name: string, conflicts: number): Promise<void> {
    const message =
      conflicts === 0
        ? vscode.l10n.t('The changes of both sides fit together in {0}. Look at the right side, then use it.', name)
        : vscode.l10n.t(
            'Both sides have changed the same places in {0} ({1}). Choose between the markers on the right side, then use the result.',
            name,
            conflicts,
          )
    // The command tells what went wrong.
    const run = async () => vscode.commands.executeCommand<void>(commandIds.acceptMerge, uri)
    await notifyWith('information', message, [{ label: vscode.l10n.t('Use this result'), run }])
  }

  /** Nothing is lost that was not seen: not what has changed since, and not what nobody has chosen from. */
  private async canWrite({ local, mine, row }: Merge, text: string): Promise<boolean> {
    if (!isSaved(local)) return false
    const name = printable(nameOf(row.path))
    const now = await vscode.workspace.fs.readFile(local)
    if (!Buffer.from(now).equals(mine)) {
      void notify('warning', vscode.l10n.t('{0} has changed on this computer since the merge began. Merge once more.', name))
      return false
    }
    const undecided = undecidedIn(text)
    if (undecided === 0) return true
    const use = vscode.l10n.t('Use it with the markers')
    const message = vscode.l10n.t('Places in {0} still between markers: {1}. Use it all the same?', name, undecided)
    return (await ask('warning', { message }, use)) === use
  }

  private async close(uri: vscode.Uri): Promise<void> {
    const key = uri.toString()
    await vscode.workspace.save(uri) // or the editor would ask whether to
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs)
    const those = tabs.filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === key)
    await vscode.window.tabGroups.close(those)
    this.merges.delete(key)
    this.files.remove(uri)
  }

  /** The row goes up, if the server still has what was merged. */
  private async settle({ shown, row, server, theirs }: Merge): Promise<void> {
    const { checklist } = shown
    const { path } = row
    if (this.view.current?.checklist !== checklist) return
    await this.run.lookAgain(this.view.current, [path])
    const item = checklist.line(path)?.item
    const isAsMerged = Buffer.from(await vscode.workspace.fs.readFile(server)).equals(theirs)
    if (item && isAsMerged && decisionsFor(item).includes('up')) checklist.decide([path], 'up')
    this.view.update()
    if (!isAsMerged)
      void notify('warning', vscode.l10n.t('{0} has changed on the server since the merge began. Merge once more.', printable(path)))
  }
}

/** Says so if it isn't. */
function isSaved(uri: vscode.Uri): boolean {
  const isDirty = vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri.toString())
  const name = printable(vscode.workspace.asRelativePath(uri))
  if (isDirty) void notify('warning', vscode.l10n.t('{0} is not saved. Save it, then merge.', name))
  return !isDirty
}

/** As the person has it, saved or not. */
async function textIn(uri: vscode.Uri): Promise<string> {
  return (await vscode.workspace.openTextDocument(uri)).getText()
}

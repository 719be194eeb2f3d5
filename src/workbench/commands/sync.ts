/** Commands that begin a sync: from the palette, from the Explorer, or again for what is shown. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import type { Direction } from '../../sync/plan.ts'
import { commandIds } from '../ids.ts'
import type { FolderMapping } from '../mappings.ts'
import { notify, notifyWith } from '../messages.ts'
import type { SyncRequest } from '../sync/shownSync.ts'
import type { SyncRun, SyncServices } from '../sync/syncRun.ts'
import { directionWords } from '../sync/syncWords.ts'
import type { SyncView } from '../sync/syncView.ts'
import type { Commands } from './services.ts'

type Ids = (typeof commandIds)[
  | 'syncFolder'
  | 'previewSync'
  | 'compareFolder'
  | 'undoSync'
  | 'uploadToServer'
  | 'downloadFromServer'
  | 'syncWithServer'
  | 'applySync'
  | 'refreshSync'
  | 'setSyncDirection']

/** What the commands of a sync work with. */
export interface ForSync {
  readonly services: SyncServices
  readonly view: SyncView
  readonly run: SyncRun
}

export function syncCommands({ services, view, run }: ForSync): Commands<Ids> {
  const { mappings } = services
  /** Called with a mapping, or with files and folders of the Explorer; by the palette with nothing. */
  const on = async (clicked: unknown, selected: unknown, work: (request: SyncRequest) => Promise<void>, direction?: Direction) => {
    const uris = urisOf(clicked, selected)
    const mapping = uris.length > 0 ? undefined : isMapping(clicked) ? currentOf(mappings, clicked) : await mappings.pick()
    if (mapping) await work({ mapping, direction: direction ?? mapping.mapping.direction })
    if (uris.length === 0) return
    const request = await requestFor(services, uris, direction)
    if (request) await work(request)
  }
  const onChosen = async (clicked: unknown, selected: unknown, direction?: Direction) => {
    const request = await requestFor(services, urisOf(clicked ?? vscode.window.activeTextEditor?.document.uri, selected), direction)
    if (request) await run.sync(request)
  }
  return {
    [commandIds.syncFolder]: (clicked, selected) => on(clicked, selected, (request) => run.sync(request)),
    [commandIds.previewSync]: (clicked, selected) => on(clicked, selected, (request) => run.preview(request)),
    [commandIds.compareFolder]: (clicked, selected) => on(clicked, selected, (request) => run.preview(request), 'both'),
    [commandIds.uploadToServer]: (clicked, selected) => onChosen(clicked, selected, 'up'),
    [commandIds.downloadFromServer]: (clicked, selected) => onChosen(clicked, selected, 'down'),
    [commandIds.syncWithServer]: (clicked, selected) => onChosen(clicked, selected),
    [commandIds.applySync]: () => run.apply(),
    [commandIds.refreshSync]: () => view.current && run.preview({ ...view.current.request }),
    [commandIds.setSyncDirection]: () => changeDirection(view, run),
    [commandIds.undoSync]: async () => {
      const mapping = view.current?.request.mapping ?? (await mappings.pick())
      if (mapping) await run.undo(mapping)
    },
  }
}

function urisOf(clicked: unknown, selected: unknown): readonly vscode.Uri[] {
  return (Array.isArray(selected) && selected.length > 0 ? selected : [clicked]).filter((uri) => uri instanceof vscode.Uri)
}

/** Commands can be called with anything, the buttons of a view with its rows. */
function isMapping(value: unknown): value is FolderMapping {
  return typeof value === 'object' && value !== null && 'key' in value && 'localRoot' in value
}

/** As it is by now: what it is called with may come from a message that was on the screen for long, or from elsewhere. */
function currentOf({ all }: SyncServices['mappings'], { key }: FolderMapping): FolderMapping | undefined {
  const mapping = all.find((each) => each.key === key)
  if (!mapping) void notify('warning', vscode.l10n.t('This mapping is not there any more.'))
  return mapping
}

/** Undefined where nothing of it belongs to a server; that is told. */
async function requestFor(
  { mappings }: SyncServices,
  uris: readonly vscode.Uri[],
  direction?: Direction,
): Promise<SyncRequest | undefined> {
  await mappings.ready()
  const [first] = uris
  const mapping = first && mappings.of(first)
  if (!first || !mapping) return tellUnmapped(first)
  const those = uris.filter((uri) => mappings.of(uri)?.key === mapping.key)
  const others = uris.length - those.length
  if (others > 0)
    void notify(
      'warning',
      vscode.l10n.t('Only what belongs to {0} is taken. Do the same with the other {1}.', printable(mapping.label), others),
    )
  const scope = those.map((uri) => mappings.relative(mapping, uri))
  const isAll = scope.includes('')
  return { mapping, direction: direction ?? mapping.mapping.direction, ...(!isAll && { scope }) }
}

function tellUnmapped(uri: vscode.Uri | undefined): undefined {
  const message = uri
    ? vscode.l10n.t('{0} belongs to no server yet. Map the folder it is in.', printable(vscode.workspace.asRelativePath(uri)))
    : vscode.l10n.t('Select a file or folder in the Explorer first.')
  const run = async () => {
    await vscode.commands.executeCommand(commandIds.mapFolder)
  }
  void notifyWith('information', message, uri ? [{ label: vscode.l10n.t('Map folder…'), run }] : [])
  return undefined
}

async function changeDirection(view: SyncView, run: SyncRun): Promise<void> {
  const request = view.current?.request
  if (!request) return
  const directions: readonly Direction[] = ['both', 'up', 'down']
  const items = directions.map((direction) => ({
    label: directionWords(direction),
    description: direction === request.direction ? vscode.l10n.t('now') : '',
    direction,
  }))
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which way, for this preview?') })
  if (chosen) await run.preview({ ...request, direction: chosen.direction })
}

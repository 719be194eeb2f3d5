/** Compare with server: a mapped file as the server has it now beside the one here. Called from either side. */

import * as vscode from 'vscode'
import { isInside } from '../../base/posixPath.ts'
import { printable } from '../../base/printable.ts'
import { isFileError } from '../../files/fileError.ts'
import type { FileStat } from '../../files/fileSystem.ts'
import { LocalFileSystem } from '../../files/localFileSystem.ts'
import { fromNative } from '../../files/localPath.ts'
import { nameOf } from '../../sync/relativePath.ts'
import { describeSize, describeTime } from '../facts.ts'
import { commandIds, scheme } from '../ids.ts'
import type { FolderMapping, Mappings } from '../mappings.ts'
import { notify, notifyWith } from '../messages.ts'
import { plainMessage } from '../plainMessage.ts'
import { couldNot } from '../sentences.ts'
import { locationOf, serverVersionOf, uriOf, type Location } from '../uris.ts'
import type { Commands, Services } from './services.ts'

type CompareServices = Pick<Services, 'config' | 'connections' | 'selection' | 'failures' | 'mappings' | 'uploads'>

/** A file that is, or would be, on both sides. */
interface Pairing {
  readonly mapping: FolderMapping
  /** Relative. */
  readonly path: string
  readonly here: vscode.Uri
  readonly there: vscode.Uri
  readonly name: string
  readonly siteName: string
}

export function compareCommands(services: CompareServices): Commands<typeof commandIds.compareWithServer> {
  return {
    [commandIds.compareWithServer]: async (clicked) => {
      await services.mappings.ready()
      const uri = fileOf(services, clicked)
      const pairing = uri && pairingOf(services, uri)
      if (pairing) await compare(services, pairing)
      else await offerToMap(uri)
    },
  }
}

/** Of the Explorer or an editor's title; of a row in the Sites view; else of the editor at hand. */
function fileOf({ selection }: CompareServices, clicked: unknown): vscode.Uri | undefined {
  if (clicked instanceof vscode.Uri) return clicked
  const [row] = clicked === undefined ? [] : selection.entries(clicked)
  return row ? uriOf(row) : vscode.window.activeTextEditor?.document.uri
}

function pairingOf({ config, mappings }: CompareServices, uri: vscode.Uri): Pairing | undefined {
  const mapping = uri.scheme === scheme ? mappingOfRemote(mappings, locationOf(uri)) : mappings.of(uri)
  if (!mapping) return undefined
  const path = uri.scheme === scheme ? belowRemote(mapping, locationOf(uri).path) : mappings.relative(mapping, uri)
  const siteName = printable(config.site(mapping.siteId)?.name ?? mapping.mapping.site)
  const [here, there] = [mappings.localUri(mapping, path), mappings.remoteUri(mapping, path)]
  return { mapping, path, here, there, name: printable(nameOf(path)), siteName }
}

/** The one with the deepest folder there. */
function mappingOfRemote({ all }: Mappings, { siteId, path }: Location): FolderMapping | undefined {
  const above = all.filter((each) => each.siteId === siteId && isInside(each.mapping.remote, path))
  return above.sort((a, b) => b.mapping.remote.length - a.mapping.remote.length)[0]
}

function belowRemote({ mapping }: FolderMapping, path: string): string {
  return path.slice(mapping.remote.length).replace(/^\//, '')
}

async function offerToMap(uri: vscode.Uri | undefined): Promise<void> {
  if (!uri) return void notify('information', vscode.l10n.t('Open a file that belongs to a server, then compare it.'))
  const message = vscode.l10n.t('{0} is in no folder that belongs to a server.', printable(nameOf(uri.path)))
  await notifyWith('information', message, [{ label: vscode.l10n.t('Map folder…'), run: () => run(commandIds.mapFolder) }])
}

async function compare(services: CompareServices, pairing: Pairing): Promise<void> {
  const { mapping, here, there, path } = pairing
  try {
    const files = services.connections.get(mapping.siteId)?.files
    const local = await statOf(new LocalFileSystem().stat(fromNative(here.fsPath)))
    const remote = files && (await statOf(files.stat(locationOf(there).path, { fresh: true })))
    if (local && remote) await show(services, pairing, local, remote)
    else await tellMissing(services, pairing, local !== undefined)
  } catch (error) {
    const site = services.config.site(mapping.siteId)
    services.failures.show(error, couldNot.open(path, pairing.siteName), site)
  }
}

/** Undefined if it certainly isn't there. */
async function statOf(asked: Promise<FileStat>): Promise<FileStat | undefined> {
  try {
    return await asked
  } catch (error) {
    if (isFileError(error, 'notFound')) return undefined
    throw error
  }
}

async function show({ config }: CompareServices, pairing: Pairing, local: FileStat, remote: FileStat): Promise<void> {
  const { name, siteName, here, there } = pairing
  const isLarge = Math.max(local.size ?? 0, remote.size ?? 0) > config.largeFileBytes
  if (local.type !== 'file' || remote.type !== 'file') {
    void notify('information', vscode.l10n.t('{0} is a folder. Preview the sync to see what differs in it.', name))
  } else if (isLarge || (await isBinary(here))) {
    const [ours, theirs] = [describe(local), describe(remote)]
    void notify('information', vscode.l10n.t('{0} can not be shown as text. Here: {1}. On {2}: {3}.', name, ours, siteName, theirs))
  } else {
    const title = plainMessage(vscode.l10n.t('{0} ({1} ↔ here)', name, siteName))
    await vscode.commands.executeCommand('vscode.diff', serverVersionOf(there), here, title)
  }
}

function describe({ size, modified }: FileStat): string {
  return [size === undefined ? '' : describeSize(size), modified ? describeTime(modified) : ''].filter((part) => part !== '').join(', ')
}

const looked = 8000 // bytes, as git looks for it

/** A zero byte where no text has one: UTF-16, which has many, says so at its beginning. */
async function isBinary(uri: vscode.Uri): Promise<boolean> {
  const start = Buffer.from(await vscode.workspace.fs.readFile(uri)).subarray(0, looked)
  const isUtf16 = ['fffe', 'feff'].includes(start.toString('hex', 0, 2))
  return !isUtf16 && start.includes(0)
}

async function tellMissing({ uploads }: CompareServices, pairing: Pairing, isHere: boolean): Promise<void> {
  const { name, siteName, mapping, path } = pairing
  if (!isHere) return void notify('information', vscode.l10n.t('{0} is not on this computer. Sync the folder to get it.', name))
  const upload = { label: vscode.l10n.t('Upload'), run: () => uploads.upload(mapping, [path], 'person') }
  const offers = mapping.mapping.direction === 'down' || mapping.mapping.alwaysPreview ? [] : [upload]
  await notifyWith('information', vscode.l10n.t('{0} is not on {1}.', name, siteName), offers)
}

async function run(command: string): Promise<void> {
  await vscode.commands.executeCommand(command)
}

/** Sizes, times and types in words. */

import * as vscode from 'vscode'
import type { Entry, Timestamp } from '../base/entry.ts'
import { printable } from '../base/printable.ts'
import { hasRawBytes } from '../base/rawText.ts'
import { describeProxy } from '../sites/proxy.ts'
import type { Site } from '../sites/site.ts'
import { describeServer, serverOf } from '../sites/site.ts'
import type { PoolState } from '../ftp/pool.ts'
import type { ProxySettings, TransferMode } from '../ftp/server.ts'

export function describeSize(bytes: number): string {
  return vscode.l10n.t('{0} bytes', bytes.toLocaleString(vscode.env.language))
}

/** As exact as it is known: "14 Nov 2026, 10:32 UTC", or only the day. */
export function describeTime({ ms, precision }: Timestamp): string {
  const date = new Date(ms).toLocaleDateString(vscode.env.language, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  if (precision === 'day') return date
  const time = new Date(ms).toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })
  return `${date} ${time} UTC`
}

/** The time of day on this computer. */
export function describeClock(ms: number): string {
  return new Date(ms).toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit' })
}

export function describeType(type: Entry['type']): string {
  switch (type) {
    case 'file':
      return vscode.l10n.t('file')
    case 'folder':
      return vscode.l10n.t('folder')
    case 'link':
      return vscode.l10n.t('symbolic link')
    case 'other':
      return vscode.l10n.t('special file')
  }
}

/** The hover of a file or folder, a fact a line. What the server wrote is plain text. */
export function describeEntry(entry: Entry, path: string): string {
  const owner = [entry.owner, entry.group].filter((name) => name !== undefined).join(':')
  const lines = [
    printable(path),
    describeType(entry.type) + (entry.linkTarget === undefined ? '' : ` → ${printable(entry.linkTarget)}`),
    entry.size === undefined || entry.type === 'folder' ? undefined : describeSize(entry.size),
    entry.modified && describeTime(entry.modified),
    entry.permissions && printable(entry.permissions),
    owner === '' ? undefined : printable(owner),
    entry.unusable,
    hasRawBytes(entry.name) ? describeRawName() : undefined,
  ]
  return lines.filter((line) => line !== undefined && line !== '').join('\n')
}

/** Said of a name with bytes that can't be read. */
export function describeRawName(): string {
  return vscode.l10n.t("The name is not in the site's charset. Set the site's charset, such as windows-1252.")
}

export function modeName(mode: TransferMode): string {
  switch (mode) {
    case 'auto':
      return vscode.l10n.t('Auto')
    case 'passive':
      return vscode.l10n.t('Passive')
    case 'active':
      return vscode.l10n.t('Active')
  }
}

/** "Auto: Active": the site's mode, and what it comes to at present. */
export function describeMode({ transferMode }: Site, state: PoolState | undefined): string {
  const found = modeFound(transferMode, state)
  return found === undefined ? modeName(transferMode) : vscode.l10n.t('{0}: {1}', modeName(transferMode), modeName(found))
}

function modeFound(mode: TransferMode, state: PoolState | undefined): TransferMode | undefined {
  return mode === 'auto' ? state?.works?.mode : undefined
}

export function isEncrypted(site: Site, state: PoolState | undefined): boolean {
  return state?.encrypted ?? site.security !== 'none'
}

/** "passive, encrypted", "auto (active), encrypted": what a site's row says behind its name. */
export function describeSite(site: Site, state: PoolState | undefined): string {
  const found = modeFound(site.transferMode, state)
  const mode =
    found === undefined ? inSentence(site.transferMode) : vscode.l10n.t('{0} ({1})', inSentence(site.transferMode), inSentence(found))
  return isEncrypted(site, state) ? vscode.l10n.t('{0}, encrypted', mode) : vscode.l10n.t('{0}, NOT ENCRYPTED', mode)
}

/** The name of the mode as it stands within a sentence. */
export function inSentence(mode: TransferMode): string {
  return modeName(mode).toLocaleLowerCase(vscode.env.language)
}

/** The hover of a site. `folder` is the one it came with. */
export function describeSiteAtLength(site: Site, state: PoolState | undefined, proxy: ProxySettings | undefined, folder?: string): string {
  const connected = state !== undefined && state.connections > 0
  const lines = [
    printable(describeServer(serverOf(site))),
    vscode.l10n.t('Transfer mode: {0}', modeName(site.transferMode)),
    state?.works &&
      vscode.l10n.t('Works: {0} ({1}), since {2}', modeName(state.works.mode), state.works.method, describeClock(state.works.since)),
    state?.works && state.works.why !== '' ? vscode.l10n.t('Tried before, without success: {0}', printable(state.works.why)) : undefined,
    isEncrypted(site, state) ? vscode.l10n.t('Encrypted') : vscode.l10n.t('Not encrypted: everybody on the way can read along.'),
    proxy && vscode.l10n.t('Through the proxy {0}', printable(describeProxy(proxy))),
    connected ? vscode.l10n.t('Connections: {0}, busy: {1}', state.connections, state.busy) : vscode.l10n.t('Not connected'),
    state?.server && vscode.l10n.t('Server: {0}', printable(state.server)),
    folder && vscode.l10n.t('Came with the folder {0}', printable(folder)),
  ]
  return lines.filter((line) => line !== undefined && line !== '').join('\n')
}

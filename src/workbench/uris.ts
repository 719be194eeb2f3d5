/**
 * A file on a server as the editor names it: `portside://<site id>/<path>`, without host, user or password. Paths in any bytes
 * go into it and come out of it here alone.
 */

import * as vscode from 'vscode'
import { normalize } from '../base/posixPath.ts'
import { scheme } from './ids.ts'
import { fromUriText, toUriText } from './rawNames.ts'

export interface Location {
  readonly siteId: string
  readonly path: string
}

export function uriOf({ siteId, path }: Location): vscode.Uri {
  return vscode.Uri.from({ scheme, authority: siteId, path: toUriText(path) })
}

export function locationOf(uri: vscode.Uri): Location {
  return { siteId: uri.authority, path: normalize(fromUriText(uri.path)) }
}

/** The same file as the server has it now, read-only: the other side of a comparison with an editor that isn't saved. */
export function serverVersionOf(uri: vscode.Uri): vscode.Uri {
  return uri.with({ query: 'server' })
}

export function isServerVersion(uri: vscode.Uri): boolean {
  return uri.query !== ''
}

/** Stands for a name that can't be opened, so that it can be shown in grey. */
export function unusableUriOf(location: Location): vscode.Uri {
  return uriOf(location).with({ query: 'unusable' })
}

export function isUnusable(uri: vscode.Uri): boolean {
  return uri.scheme === scheme && uri.query === 'unusable'
}

/** A folder's names and types as the editor is given them, which is written down: see `GivenNames`. */

import * as vscode from 'vscode'
import type { Entry } from '../base/entry.ts'
import { join } from '../base/posixPath.ts'
import { printable } from '../base/printable.ts'
import { isFileError } from '../files/fileError.ts'
import type { FileSystem, Listing } from '../files/fileSystem.ts'
import type { CharsetHints } from './charsetHints.ts'
import { fileTypeOf } from './fileConversions.ts'
import { unavailable } from './fileSystemErrors.ts'
import type { GivenNames } from './givenNames.ts'
import { targetTypes } from './linkTargets.ts'
import { toUriText } from './rawNames.ts'
import type { SiteConnection } from './siteConnections.ts'

export async function directoryEntries(
  { site, files }: SiteConnection,
  path: string,
  given: GivenNames,
  hints: CharsetHints,
): Promise<[string, vscode.FileType][]> {
  const location = { siteId: site.id, path }
  try {
    const listing = await files.list(path)
    hints.wasListed(site, listing)
    const types = await typesOf(files, path, usableEntries(listing, path))
    given.wasGiven(location, types.keys())
    return [...types].map(([name, type]) => [toUriText(name), type])
  } catch (error) {
    if (!isFileError(error, 'notFound')) given.wasNotGiven(location) // a folder that isn't there has no files to lose
    throw error
  }
}

/** Those that can be named to the server. */
function usableEntries({ entries, complete }: Listing, path: string): readonly Entry[] {
  if (!complete) throw unavailable(vscode.l10n.t('The listing of {0} is not complete. Refresh it to try again.', printable(path)))
  return entries.filter(({ unusable }) => unusable === undefined)
}

async function typesOf(files: FileSystem, folder: string, entries: readonly Entry[]): Promise<Map<string, vscode.FileType>> {
  const links = entries.filter(({ type }) => type === 'link').map(({ name }) => join(folder, name))
  const targets = await targetTypes(files, links)
  const typeOf = ({ name, type }: Entry) =>
    type === 'link' ? fileTypeOf(targets.get(join(folder, name)) ?? 'other', true) : fileTypeOf(type, false)
  return new Map(entries.map((entry) => [entry.name, typeOf(entry)]))
}

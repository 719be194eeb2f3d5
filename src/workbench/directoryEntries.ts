/** A folder's names and types as the editor is given them, which is written down: see `GivenNames`. */

import * as vscode from 'vscode'
import type { Entry } from '../base/entry.ts'
import { join } from '../base/posixPath.ts'
import { printable } from '../base/printable.ts'
import { isFileError } from '../files/fileError.ts'
import type { FileSystem } from '../files/fileSystem.ts'
import { fileTypeOf } from './fileConversions.ts'
import { unavailable } from './fileSystemErrors.ts'
import type { GivenNames } from './givenNames.ts'
import { targetTypes } from './linkTargets.ts'
import type { Location } from './uris.ts'

export async function directoryEntries(files: FileSystem, location: Location, given: GivenNames): Promise<[string, vscode.FileType][]> {
  try {
    const entries = await usableEntries(files, location.path)
    const types = await typesOf(files, location.path, entries)
    given.wasGiven(location, types.keys())
    return [...types]
  } catch (error) {
    if (!isFileError(error, 'notFound')) given.wasNotGiven(location) // a folder that isn't there has no files to lose
    throw error
  }
}

/** Those that can be named to the server. */
async function usableEntries(files: FileSystem, path: string): Promise<readonly Entry[]> {
  const { entries, complete } = await files.list(path)
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

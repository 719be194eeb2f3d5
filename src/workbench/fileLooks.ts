/** What the provider asks of a site's files before it acts, and the answers that make it stop. */

import * as vscode from 'vscode'
import { printable } from '../base/printable.ts'
import { copyTree } from '../files/copy.ts'
import { isFileError } from '../files/fileError.ts'
import type { FileStat, FileSystem } from '../files/fileSystem.ts'
import { describeError } from './describeError.ts'
import { unavailable } from './fileSystemErrors.ts'

/** Undefined if the file certainly isn't there. Whatever else keeps the server from telling is thrown. */
export async function stateBefore(files: FileSystem, path: string): Promise<FileStat | undefined> {
  try {
    return await files.stat(path, { fresh: true })
  } catch (error) {
    if (isFileError(error, 'notFound')) return undefined
    throw unavailable(describeError(error, vscode.l10n.t('Could not look at {0} before saving', printable(path))).message)
  }
}

/** The editor takes a copy for whole or for failed; there is nothing in between. */
export async function copyFolder(from: FileSystem, fromPath: string, to: FileSystem, toPath: string, overwrite: boolean): Promise<void> {
  const { failed } = await copyTree(from, fromPath, to, toPath, { overwrite })
  if (failed[0]) throw failed[0].error
}

export async function exists(files: FileSystem, path: string): Promise<boolean> {
  return (await stateBefore(files, path)) !== undefined
}

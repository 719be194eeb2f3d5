/**
 * Whether a mapping still ties together the two folders that somebody was shown. Between a look and what is done after it the
 * project file, the environment or the site may have become another.
 */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import type { FolderMapping, Mappings } from '../mappings.ts'
import type { Synchronizers } from '../synchronizers.ts'

interface Services {
  readonly mappings: Pick<Mappings, 'all'>
  readonly synchronizers: Pick<Synchronizers, 'identityOf'>
}

/** Stands for the two folders. Throws, in words for the user, if the mapping is none of this window's any more. */
export function foldersOf({ mappings, synchronizers }: Services, mapping: FolderMapping): string {
  if (!mappings.all.some(({ key }) => key === mapping.key)) throw elsewhere(mapping)
  return synchronizers.identityOf(mapping)
}

/** Throws, in words for the user, if these are others by now. */
export function assertSameFolders(services: Services, mapping: FolderMapping, folders: string): void {
  if (foldersOf(services, mapping) !== folders) throw elsewhere(mapping)
}

function elsewhere({ label }: FolderMapping): Error {
  return new Error(vscode.l10n.t('{0} is mapped otherwise by now. Preview again.', printable(label)))
}

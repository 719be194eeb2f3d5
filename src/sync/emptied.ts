/**
 * Folders that are listed as empty and had files when both sides agreed. Servers list a folder that may not be read as an empty
 * one (vsftpd says so in its reply, others do not), and so does one that has lost its disk: before all that was in it counts as
 * deleted, one of the files is asked for.
 */

import { FileError, isFileError } from '../files/fileError.ts'
import type { OperationOptions } from '../files/fileSystem.ts'
import type { AgreedEntry } from './agreed.ts'
import { examineMany } from './examineMany.ts'
import { parentOf } from './relativePath.ts'
import { placeOf, type Replica } from './side.ts'
import type { Snapshot } from './snapshot.ts'

/** `snapshot` with a gap for each folder that only looks empty. */
export async function withClosedFolders(
  replica: Replica,
  snapshot: Snapshot,
  agreed: ReadonlyMap<string, AgreedEntry>,
  options: OperationOptions,
): Promise<Snapshot> {
  const missing = filesOfEmptied(snapshot, agreed)
  if (missing.size === 0) return snapshot
  const gaps = new Map(snapshot.gaps)
  for (const [folder, file] of missing) {
    if (await mayBeThere(replica, file, options)) gaps.set(folder, onlyLooksEmpty(placeOf(replica, folder)))
  }
  return { ...snapshot, gaps }
}

/** One file that was in it, for each folder that is there and has nothing in it now. */
function filesOfEmptied({ entries }: Snapshot, agreed: ReadonlyMap<string, AgreedEntry>): ReadonlyMap<string, string> {
  const filled = new Set([...entries.keys()].map(parentOf))
  const found = new Map<string, string>()
  for (const [path, { kind }] of agreed) {
    const folder = parentOf(path)
    const isThere = folder === '' || entries.get(folder)?.type === 'folder'
    if (kind === 'file' && isThere && !filled.has(folder) && !found.has(folder)) found.set(folder, path)
  }
  return found
}

async function mayBeThere(replica: Replica, path: string, options: OperationOptions): Promise<boolean> {
  try {
    return (await examineMany(replica, [path], options)).size > 0
  } catch (error) {
    options.signal?.throwIfAborted()
    if (!isFileError(error)) throw error
    return true
  }
}

function onlyLooksEmpty(place: string): FileError {
  return new FileError('noPermission', place, `${place} is listed as empty, and is not: it may not be listed.`)
}

/**
 * What was agreed on outside of the part that is looked at. If the part is gone from a side, and all the rest with it, then it isn't
 * the part that was deleted: a disk isn't mounted, or the login leads to another folder now.
 */

import type { OperationOptions } from '../files/fileSystem.ts'
import type { AgreedEntry } from './agreed.ts'
import { examineMany } from './examineMany.ts'
import { isWithin, parentOf } from './relativePath.ts'
import type { Replica } from './side.ts'

const maxWitnesses = 20

/** False where nothing else was agreed on. Errors: those of `FileSystem.examine`. */
export async function isRestGone(
  replica: Replica,
  scope: readonly string[],
  agreed: ReadonlyMap<string, AgreedEntry>,
  options: OperationOptions,
): Promise<boolean> {
  const isInScope = (path: string) => scope.some((part) => isWithin(part, path) || isWithin(path, part))
  const outside = [...agreed.keys()].filter((path) => parentOf(path) === '' && !isInScope(path))
  const witnesses = outside.slice(0, maxWitnesses)
  return witnesses.length > 0 && (await examineMany(replica, witnesses, options)).size === 0
}

/**
 * What a part of the folders is called on a side that spells it otherwise. A person names it as this computer does; a server that
 * tells upper from lower case, or has its letters composed otherwise, must not seem to have lost it.
 */

import type { OperationOptions } from '../files/fileSystem.ts'
import { isFileError } from '../files/fileError.ts'
import { isAscii } from './matching.ts'
import { below } from './relativePath.ts'
import { placeOf, type Replica } from './side.ts'

/** Those there are of `paths`, none of which is there as it is written. `foldsCase`: on one of the sides. */
export async function otherSpellings(
  replica: Replica,
  paths: readonly string[],
  foldsCase: boolean,
  options: OperationOptions,
): Promise<readonly string[]> {
  const spelt: string[] = []
  for (const path of paths) if (foldsCase || !isAscii(path)) spelt.push(...(await spellingsOf(replica, path, foldsCase, options)))
  return [...new Set(spelt)]
}

async function spellingsOf(replica: Replica, path: string, foldsCase: boolean, options: OperationOptions): Promise<readonly string[]> {
  const keyOf = (name: string) => (foldsCase ? name.toLowerCase() : name).normalize('NFC')
  let found: readonly string[] = ['']
  for (const name of path.split('/')) {
    const inside: string[] = []
    for (const folder of found) {
      const names = await namesIn(replica, folder, options)
      inside.push(...names.filter((other) => keyOf(other) === keyOf(name)).map((other) => below(folder, other)))
    }
    found = inside
  }
  return found
}

/** None in what is no folder. Throws where that can't be found out: the rest would seem to be missing. */
async function namesIn(replica: Replica, folder: string, options: OperationOptions): Promise<readonly string[]> {
  try {
    return (await replica.files.list(placeOf(replica, folder), options)).entries.map(({ name }) => name)
  } catch (error) {
    if (isFileError(error, 'notFound', 'notAFolder')) return []
    throw error
  }
}

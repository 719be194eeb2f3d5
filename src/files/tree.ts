/** What going through a folder with all in it has to mind, whatever is done there: what a server lists is not to be trusted. */

import type { Entry } from '../base/entry.ts'
import { isName } from '../base/posixPath.ts'
import { printable } from '../base/printable.ts'
import { FileError } from './fileError.ts'

export const maxDepth = 128 // deeper than that is a server that makes up folders

/** The failure for an entry whose name can't be used; `outcome` is what came of it. Undefined if it can be. */
export function badName(folder: string, { name, unusable }: Entry, outcome: string): FileError | undefined {
  if (isName(name) && unusable === undefined) return undefined
  const why = unusable ?? 'It is not a name a file can have.'
  return new FileError('badName', `${folder}/${name}`, `"${printable(name)}" in ${folder} ${outcome}. ${why}`)
}

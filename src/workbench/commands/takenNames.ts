/** Which names would replace something. Many servers and disks don't tell `A.txt` from `a.txt`, and some not `é` from `é`. */

import { FileError } from '../../files/fileError.ts'
import type { Listing } from '../../files/fileSystem.ts'

/** Those of `names` that are in `folder` already. Throws if that can't be known. */
export function takenNames(names: readonly string[], folder: string, { entries, complete }: Listing): readonly string[] {
  if (!complete) throw new FileError('incomplete', folder, `The listing of ${folder} is not complete.`)
  const taken = new Set(entries.map(({ name }) => folded(name)))
  return names.filter((name) => taken.has(folded(name)))
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

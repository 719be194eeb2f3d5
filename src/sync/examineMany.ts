/** A closer look at many paths of one side, in batches: one question each would take a round trip each. */

import type { Entry } from '../base/entry.ts'
import type { OperationOptions } from '../files/fileSystem.ts'
import { placeOf, type Replica } from './side.ts'

const batchSize = 200

/** By relative path; what is not there is not in it. Errors: those of `FileSystem.examine`. */
export async function examineMany(
  replica: Replica,
  paths: Iterable<string>,
  options: OperationOptions,
): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>()
  for (const batch of inBatches([...new Set(paths)].sort())) {
    const places = batch.map((path) => placeOf(replica, path))
    const entries = await replica.files.examine(places, options)
    for (const [index, path] of batch.entries()) {
      const entry = entries[index]
      if (entry) found.set(path, entry)
    }
  }
  return found
}

/** What lies in one folder stays together, as far as it can: on a server each folder is listed once for a batch. */
function* inBatches(paths: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < paths.length; start += batchSize) yield paths.slice(start, start + batchSize)
}

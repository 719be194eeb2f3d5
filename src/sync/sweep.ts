/**
 * Removes what an interrupted sync has left: of the temporary files that its journal names those that are there. An old file that
 * was put aside gets its name back if that is free. Nothing else is touched.
 */

import { basename, isInside } from '../base/posixPath.ts'
import type { Logger } from '../base/log.ts'
import { isFileError } from '../files/fileError.ts'
import type { OperationOptions } from '../files/fileSystem.ts'
import type { Temporary } from './journalledRun.ts'
import { sides, type Pair, type Replica } from './side.ts'

/** Errors: `unavailable` where a side can't be reached; then it has to be called again. */
export async function sweep(pair: Pair, temporaries: readonly Temporary[], options: OperationOptions, log: Logger): Promise<void> {
  for (const side of sides) {
    const { root } = pair[side]
    const mine = temporaries.filter(({ side: of, path }) => of === side && isInside(root, path) && isTemporary(path))
    for (const temporary of mine) await remove(pair[side], temporary, options, log)
  }
}

function isTemporary(path: string): boolean {
  return /^\.?portside-[0-9a-f]{8,32}\.(part|old)$/.test(basename(path))
}

async function remove({ files, root }: Replica, { path, target }: Temporary, options: OperationOptions, log: Logger): Promise<void> {
  try {
    const [temporary, name] = await files.examine([path, target], options)
    if (temporary?.type !== 'file') return
    if (path.endsWith('.old') && !name && isInside(root, target)) await files.rename(path, target, options)
    else await files.deleteFile(path, options)
    log.info(`${path} was left by an interrupted sync, and is gone now.`)
  } catch (error) {
    if (!isFileError(error) || error.reason === 'unavailable') throw error
    log.warn(`${path} was left by an interrupted sync, and could not be removed: ${error.message}`)
  }
}

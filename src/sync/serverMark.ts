/**
 * A folder on the server that says: somebody is syncing here. To make one is the only thing that most servers do for one client
 * alone. It is a courtesy between computers, and proves nothing: what is touched is looked at all the same.
 */

import type { Logger } from '../base/log.ts'
import { isFileError } from '../files/fileError.ts'
import type { OperationOptions } from '../files/fileSystem.ts'
import type { Finding } from './finding.ts'
import type { Journal } from './journal.ts'
import { placeOf, type Replica } from './side.ts'

/** The rules leave it out. */
export const markName = '.portside.lock'

/** Gives another's mark, if there is one, unless `isConfirmed`: then it is replaced. A server that doesn't want one is fine. */
export async function makeMark(
  remote: Replica,
  journal: Journal,
  isConfirmed: boolean,
  options: OperationOptions,
  log: Logger,
): Promise<Finding | undefined> {
  const path = placeOf(remote, markName)
  const found = await findMark(remote, options, log)
  if (found && !isConfirmed) return found
  await journal.write({ kind: 'mark' })
  if (found) await removeMark(remote, options, log)
  try {
    await remote.files.createFolder(path, options)
  } catch (error) {
    if (isFileError(error, 'exists') && !isConfirmed) return { kind: 'markOnServer', path }
    logFailure(error, `The mark ${path} was not made`, log)
  }
  return undefined
}

/** Errors: `unavailable`, after which it may be there still. */
export async function removeMark(remote: Replica, options: OperationOptions, log: Logger): Promise<void> {
  const path = placeOf(remote, markName)
  try {
    await remote.files.deleteFolder(path, options)
  } catch (error) {
    if (isFileError(error, 'unavailable')) throw error
    if (!isFileError(error, 'notFound')) logFailure(error, `The mark ${path} was not removed`, log)
  }
}

async function findMark(remote: Replica, options: OperationOptions, log: Logger): Promise<Finding | undefined> {
  const path = placeOf(remote, markName)
  try {
    const [entry] = await remote.files.examine([path], options)
    return entry && { kind: 'markOnServer', path, ...(entry.modified && { since: entry.modified.ms }) }
  } catch (error) {
    logFailure(error, `Whether there is a mark ${path} could not be found out`, log)
    return undefined
  }
}

function logFailure(error: unknown, what: string, log: Logger): void {
  if (!isFileError(error)) throw error
  log.debug(`${what}: ${error.message}`)
}

/**
 * Putting a complete new file in the place of an old one, on a server that may refuse to rename over, and may vanish at any
 * moment. Of the two files one is always there whole: under its name, or beside it under a name that says what it is.
 */

import { randomBytes } from 'node:crypto'
import type { Logger } from '../base/log.ts'
import { basename, dirname, join } from '../base/posixPath.ts'
import { isFatal, isFtpError, type FtpError } from '../ftp/ftpError.ts'
import type { Session } from '../ftp/session.ts'
import { FileError } from './fileError.ts'
import { listing } from './ftpLook.ts'

export interface Replacement {
  /** The complete new file. */
  readonly temporary: string
  readonly target: string
  /** Where the old file waits while a server that won't rename over is served. */
  readonly aside: string
}

/** Names beside `target` that are hidden in most listings and not to be guessed. */
export function replacementFor(target: string): Replacement {
  const id = randomBytes(6).toString('hex')
  const beside = (suffix: string) => join(dirname(target), `.portside-${id}.${suffix}`)
  return { target, temporary: beside('part'), aside: beside('old') }
}

/** Not to be cancelled half-way: it takes no signal. Throws with the old file in its place, or with the connection lost. */
export async function replace(session: Session, replacement: Replacement, log: Logger): Promise<void> {
  const { temporary, target, aside } = replacement
  const refused = await refusal(session.rename(temporary, target))
  if (!refused) return
  // IIS and others answer 550 to RNTO over an existing file.
  if (!(await isThere(session, target)) || (await refusal(session.rename(target, aside)))) throw refused
  const refusedAgain = await refusal(session.rename(temporary, target))
  if (refusedAgain) throw (await refusal(session.rename(aside, target))) ? leftAside(replacement, refusedAgain) : refusedAgain
  await deleteAside(session, aside, log)
}

/**
 * After the connection broke in the middle: removes the new file, or what there is of it, unless it is in place. True if it
 * is. Names with a leading dot are missing in many listings, so trying tells more than looking.
 */
export async function recover(session: Session, replacement: Replacement, wasComplete: boolean, log: Logger): Promise<boolean> {
  const { temporary } = replacement
  const wasThere = !(await refusal(session.deleteFile(temporary)))
  if (!wasComplete) return false
  const isReplaced = !wasThere && !(await isThere(session, temporary))
  await recoverAside(session, replacement, isReplaced, log)
  return isReplaced
}

/** The old file, if it was moved aside: put back, or removed when it has been replaced. */
export async function recoverAside(session: Session, { target, aside }: Replacement, isReplaced: boolean, log: Logger): Promise<void> {
  const refused = await refusal(isReplaced ? session.deleteFile(aside) : session.rename(aside, target))
  if (refused && (await isThere(session, aside))) log.warn(`${aside} is the old ${target}: ${refused.message}`)
}

export async function isThere(session: Session, path: string): Promise<boolean> {
  const { entries } = await listing(session, dirname(path), {})
  return entries.some(({ name }) => name === basename(path)) || (await session.size(path)) !== undefined
}

/** The new file is in its place by now: what is left over is no reason to fail. */
async function deleteAside(session: Session, aside: string, log: Logger): Promise<void> {
  const refused = await refusal(session.deleteFile(aside))
  if (refused) log.warn(`${aside} was replaced and could not be deleted: ${refused.message}`)
}

function leftAside({ target, aside }: Replacement, cause: FtpError): FileError {
  const message = `${target} could not be replaced, and the server would not give the old file its name back. It is complete as ${aside}. ${cause.message}`
  return new FileError('noPermission', target, message, cause)
}

/** The server's "no", if that is what it says; a broken connection is thrown. */
async function refusal(work: Promise<void>): Promise<FtpError | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    if (isFtpError(error) && error.reply && !isFatal(error)) return error
    throw error
  }
}

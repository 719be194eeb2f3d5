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

/** Names beside `target` that are not to be guessed, and hidden in most listings where the server has such names. */
export function replacementFor(target: string, isHidden = true): Replacement {
  const id = randomBytes(6).toString('hex')
  const beside = (suffix: string) => join(dirname(target), `${isHidden ? '.' : ''}portside-${id}.${suffix}`)
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
 * After the connection broke in the middle, with the new file complete: puts it in place if nothing is there, else removes
 * what is left over. True if the new file is in place. Nothing is deleted before the name holds a whole file. Throws where the
 * old file can't be given its name back.
 */
export async function recover(session: Session, replacement: Replacement, log: Logger): Promise<boolean> {
  const { temporary, target, aside } = replacement
  if (!(await isThere(session, target))) {
    const refused = await refusal(session.rename(temporary, target))
    if (refused) await putBack(session, replacement, `${refused.message} The new file is ${temporary}.`)
    else await deleteIfThere(session, aside, log)
    if (!refused) return true
  }
  // Names with a leading dot are missing in many listings, so trying tells more than looking.
  const wasThere = !(await refusal(session.deleteFile(temporary)))
  const isReplaced = !wasThere && !(await isThere(session, temporary))
  if (isReplaced) await deleteIfThere(session, aside, log)
  return isReplaced
}

/** As `recover`, where the new file had a name of its own, which it keeps if it isn't in place. */
export async function recoverRename(session: Session, replacement: Replacement, log: Logger): Promise<void> {
  const { temporary, target, aside } = replacement
  if (!(await isThere(session, target))) return putBack(session, replacement)
  if (!(await isThere(session, temporary))) await deleteIfThere(session, aside, log)
}

/** The old file under its name again. It may never have been moved: then there is nothing to do. */
async function putBack(session: Session, replacement: Replacement, reason?: string): Promise<void> {
  const { target, aside } = replacement
  const refused = await refusal(session.rename(aside, target))
  if (refused && (await isThere(session, aside))) throw leftAside(replacement, refused, reason)
}

async function isThere(session: Session, path: string): Promise<boolean> {
  if ((await isListed(session, path)) || (await session.size(path)) !== undefined) return true
  // Without a SIZE, the only command that tells of a name that isn't listed. Others aren't asked so: some agree to any RNFR.
  return basename(path).startsWith('.') && (await session.isRenamable(path))
}

async function isListed(session: Session, path: string): Promise<boolean> {
  try {
    const { entries } = await listing(session, dirname(path), {})
    return entries.some(({ name }) => name === basename(path))
  } catch (error) {
    if (!isFtpError(error, 'refused')) throw error
    return false
  }
}

async function deleteIfThere(session: Session, aside: string, log: Logger): Promise<void> {
  if (await isThere(session, aside)) await deleteAside(session, aside, log)
}

/** The new file is in its place by now: what is left over is no reason to fail. */
async function deleteAside(session: Session, aside: string, log: Logger): Promise<void> {
  const refused = await refusal(session.deleteFile(aside))
  if (refused) log.warn(`${aside} was replaced and could not be deleted: ${refused.message}`)
}

function leftAside({ target, aside }: Replacement, cause: FtpError, reason = cause.message): FileError {
  const message = `${target} could not be replaced, and the server would not give the old file its name back. It is complete as ${aside}. ${reason}`
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

/**
 * Putting a complete new file in the place of an old one, on a server that may refuse to rename over, and may vanish at any
 * moment. Of the two files one is always there whole: under its name, or beside it under a name that says what it is.
 */

import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from '../base/posixPath.ts'
import { isFtpError } from '../ftp/ftpError.ts'
import type { Session } from '../ftp/session.ts'
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
export async function replace(session: Session, { temporary, target, aside }: Replacement): Promise<void> {
  try {
    await session.rename(temporary, target)
    return
  } catch (error) {
    if (!isFtpError(error, 'refused') || !(await isThere(session, target))) throw error
  }
  // IIS and others answer 550 to RNTO over an existing file.
  await session.rename(target, aside)
  try {
    await session.rename(temporary, target)
  } catch (error) {
    if (session.error === undefined) await session.rename(aside, target)
    throw error
  }
  await session.deleteFile(aside)
}

/** After the connection broke in the middle: looks at what is there and puts it right. True if the new file is in place. */
export async function recover(session: Session, { temporary, target, aside }: Replacement): Promise<boolean> {
  const names = await namesBeside(session, target)
  const has = (path: string) => names.has(basename(path))
  const isReplaced = has(target) && !has(temporary)
  if (!has(target) && has(aside)) await session.rename(aside, target)
  else if (has(aside)) await session.deleteFile(aside)
  if (has(temporary)) await session.deleteFile(temporary)
  return isReplaced
}

async function isThere(session: Session, path: string): Promise<boolean> {
  return (await namesBeside(session, path)).has(basename(path))
}

async function namesBeside(session: Session, path: string): Promise<ReadonlySet<string>> {
  const { entries } = await listing(session, dirname(path), {})
  return new Set(entries.map(({ name }) => name))
}

/** RETR: a file from the server, complete or an error. RFC 959 section 4.1.3, RFC 3659 section 5. */

import type { Duplex, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { basename, dirname } from '../base/posixPath.ts'
import { receive } from './data/move.ts'
import type { SessionOptions } from './dialogue.ts'
import type { Folders } from './folders.ts'
import { FtpError, isFtpError } from './ftpError.ts'
import { sizeOf } from './properties.ts'
import type { Reply } from './reply.ts'
import { announcedSizeIn } from './replyFacts.ts'
import type { SessionContext } from './sessionContext.ts'
import { runTransfer } from './transfer.ts'

export interface RetrieveOptions extends SessionOptions {
  /** Called with the bytes received so far, those before `from` not counted. */
  readonly onProgress?: ((bytes: number) => void) | undefined
  /** Begins at this byte of the file: `destination` holds those before it already. Default 0. */
  readonly from?: number | undefined
  /** Another transfer will follow at once on this session. */
  readonly isFollowed?: boolean | undefined
}

/**
 * Writes the file, or the rest of it, into `destination`, and ends it only when the server has confirmed the transfer and the
 * size matches. Gives the bytes received. On failure `destination` is destroyed, unless nothing was written into it yet: then
 * it may be used again.
 */
export async function retrieve(
  context: SessionContext,
  folders: Folders,
  path: string,
  destination: Writable,
  { signal, onProgress, from = 0, isFollowed }: RetrieveOptions,
): Promise<number> {
  let bytes = 0
  const count = (received: number) => {
    bytes = received
    onProgress?.(received)
  }
  let announced: number | undefined
  const move = async (data: Duplex, started: Promise<Reply>) => {
    started.then((reply) => (announced = announcedSizeIn(reply))).catch(() => {}) // what fails with it fails the transfer too
    await receive(data, destination, count)
  }
  const isUntouched = () => bytes === 0
  try {
    const before = await sizeBefore(context, path, { signal })
    if (from > 0) checkRest(path, from, await before.size)
    await runTransfer(context, { verb: 'RETR', argument: path, restartAt: from, isFollowed, signal, move, isUntouched })
    const isProven = await checkSize(context, path, from + bytes, await before.size, { signal })
    if (!isProven) await checkEnd(folders, path, bytes, announced, { signal })
  } catch (error) {
    if (context.ahead.isAsked && isFtpError(error, 'incomplete')) context.memory.aheadHasFailed = true
    const reason = destination.errored ?? error // a full disk here is the reason, the server's 426 only what came of it
    if (bytes > 0) destination.destroy(reason instanceof Error ? reason : undefined)
    throw reason
  }
  destination.end()
  await finished(destination, { readable: false })
  return bytes
}

/** Asked before the transfer; where the server copes, the answer isn't waited for. */
async function sizeBefore(
  context: SessionContext,
  path: string,
  options: SessionOptions,
): Promise<{ readonly size: Promise<number | undefined> }> {
  const size = sizeOf(context, path, options)
  size.catch(() => {}) // what fails with it fails the transfer too
  if (context.memory.batches !== 'yes') await size
  return { size }
}

/** Some servers take REST and then send the file from its beginning: only its size tells. */
function checkRest(path: string, from: number, size: number | undefined): void {
  if (size === undefined)
    throw new FtpError('unsupported', `The server doesn't say how long ${path} is. This transfer can't be resumed, it has to begin again.`)
  if (size < from) throw new FtpError('incomplete', `${path} has ${size} bytes on the server now, fewer than the ${from} that are here.`)
}

/** The size before the transfer may be out of date by its end; the size after it is the truth. False if SIZE says nothing. */
async function checkSize(
  context: SessionContext,
  path: string,
  bytes: number,
  before: number | undefined,
  options: SessionOptions,
): Promise<boolean> {
  if (bytes === before) return true
  const size = (await sizeOf(context, path, options)) ?? before
  if (size === bytes) return true
  if (size === undefined || (size === 0 && before === 0)) return false // "213 0" for files that aren't empty is worth nothing
  throw wrongSize(path, size, bytes)
}

/** Without SIZE: as many bytes as the server announced with its 150, or lists, must have come at least. It may be more by now. */
async function checkEnd(
  folders: Folders,
  path: string,
  bytes: number,
  announced: number | undefined,
  options: SessionOptions,
): Promise<void> {
  const size = announced ?? (await listedSize(folders, path, options))
  if (size !== undefined && bytes < size) throw wrongSize(path, size, bytes)
}

/** The exact size of a file, if its folder's listing says that. */
export async function listedSize(folders: Folders, path: string, options: SessionOptions): Promise<number | undefined> {
  try {
    const { entries } = await folders.list(dirname(path), options)
    const entry = entries.find(({ name }) => name === basename(path))
    return entry?.type === 'file' && entry.isApproximateSize !== true ? entry.size : undefined
  } catch (error) {
    if (!isFtpError(error, 'refused', 'unsupported')) throw error
    return undefined
  }
}

export function wrongSize(path: string, size: number, bytes: number): FtpError {
  return new FtpError('incomplete', `${path} has ${size} bytes on the server, but ${bytes} were transferred.`)
}

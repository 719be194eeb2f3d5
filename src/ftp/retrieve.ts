/** RETR: a file from the server, complete or an error. RFC 959 section 4.1.3, RFC 3659 section 5. */

import type { Duplex, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { receive } from './data/move.ts'
import type { SessionOptions } from './dialogue.ts'
import { FtpError } from './ftpError.ts'
import { sizeOf } from './properties.ts'
import { learnQueueing } from './queueing.ts'
import type { SessionContext } from './sessionContext.ts'
import { runTransfer } from './transfer.ts'

export interface RetrieveOptions extends SessionOptions {
  /** Called with the bytes received so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined
  /** Begins at this byte of the file: `destination` holds those before it already. Default 0. */
  readonly from?: number | undefined
  /** Another transfer will follow at once on this session. */
  readonly isFollowed?: boolean | undefined
}

/**
 * Writes the file, or the rest of it, into `destination`, and ends it only when the server has confirmed the transfer and the
 * size matches. Gives the bytes received. On failure `destination` is destroyed.
 */
export async function retrieve(
  context: SessionContext,
  path: string,
  destination: Writable,
  { signal, onProgress, from = 0, isFollowed }: RetrieveOptions,
): Promise<number> {
  let bytes = 0
  const count = (received: number) => {
    bytes = received
    onProgress?.(received)
  }
  const move = async (data: Duplex) => {
    await receive(data, destination, count)
  }
  const isUntouched = () => bytes === 0
  try {
    if (isFollowed === true) await learnQueueing(context, { signal })
    const before = await sizeBefore(context, path, { signal })
    if (from > 0) checkRest(path, from, await before.size)
    await runTransfer(context, { verb: 'RETR', argument: path, restartAt: from, isFollowed, signal, move, isUntouched })
    await checkSize(context, path, from + bytes, await before.size, { signal })
  } catch (error) {
    const reason = destination.errored ?? error // a full disk here is the reason, the server's 426 only what came of it
    destination.destroy(reason instanceof Error ? reason : undefined)
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

/** The size before the transfer may be out of date by its end; the size after it is the truth. */
async function checkSize(
  context: SessionContext,
  path: string,
  bytes: number,
  before: number | undefined,
  options: SessionOptions,
): Promise<void> {
  if (bytes === before) return
  const size = (await sizeOf(context, path, options)) ?? before
  if (size === undefined || size === bytes) return
  if (size === 0 && before === 0) return // "213 0" for files that aren't empty: the answer is worth nothing there
  throw wrongSize(path, size, bytes)
}

export function wrongSize(path: string, size: number, bytes: number): FtpError {
  return new FtpError('incomplete', `${path} has ${size} bytes on the server, but ${bytes} were transferred.`)
}

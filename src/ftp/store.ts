/** STOR, APPE: a file to the server, complete or an error. RFC 959 section 4.1.3, RFC 3659 section 5. */

import type { Duplex, Readable } from 'node:stream'
import { send } from './data/move.ts'
import type { SessionOptions } from './dialogue.ts'
import { digestOf, sentSum, type SentSum } from './digest.ts'
import type { Folders } from './folders.ts'
import { FtpError, isFtpError } from './ftpError.ts'
import { sizeOf } from './properties.ts'
import { isNegative, type Reply } from './reply.ts'
import { refusalOf } from './refusal.ts'
import { listedSize, wrongSize } from './retrieve.ts'
import type { SessionContext } from './sessionContext.ts'
import { firstWord, type Transfer } from './dataPhase.ts'
import { runTransfer } from './transfer.ts'

export interface StoreOptions extends SessionOptions {
  /** Called with the bytes sent so far, those before `from` not counted. */
  readonly onProgress?: ((bytes: number) => void) | undefined
  /** Not a byte is read from the source before the server has agreed to take the file. */
  readonly waitsForConsent?: boolean | undefined
  /** Goes on where an earlier upload to the same name stopped: it has exactly so many bytes, and `source` begins there. Default 0. */
  readonly from?: number | undefined
  /** Another transfer will follow at once on this session. */
  readonly isFollowed?: boolean | undefined
}

/**
 * Writes all of `source` to `path`, which the server creates or overwrites, from the first byte on or from `from`. Gives the
 * bytes sent. On failure `source` is destroyed, unless nothing was read from it yet: then it may be used again.
 */
export async function store(
  context: SessionContext,
  folders: Folders,
  path: string,
  source: Readable,
  options: StoreOptions,
): Promise<number> {
  const { signal, from = 0, isFollowed } = options
  let bytes = 0
  let isUntouched = true as boolean // or the compiler takes it for true for ever
  const sum = from === 0 ? sentSum(context.features) : undefined
  const onChunk = (chunk: Uint8Array) => {
    bytes += chunk.length
    sum?.update(chunk)
    options.onProgress?.(bytes)
  }
  const move = async (data: Duplex, started: Promise<Reply>) => {
    if (options.waitsForConsent === true || from > 0) await consentOf(started, data)
    isUntouched = false
    await send(source, data, onChunk)
  }
  try {
    if (from > 0) await checkStored(context, folders, path, from, options)
    await runFrom(context, from, { verb: 'STOR', argument: path, isFollowed, signal, move, isUntouched: () => isUntouched })
  } catch (error) {
    if (!isUntouched) source.destroy()
    throw error
  }
  const size = await storedSize(context, folders, path, options)
  if (size !== undefined && size !== from + bytes) throw wrongSize(path, size, from + bytes)
  if (sum) await checkDigest(context, path, sum, options)
  return bytes
}

/** What is there must be what is taken to be there, or the two parts would not fit. */
async function checkStored(context: SessionContext, folders: Folders, path: string, from: number, options: SessionOptions): Promise<void> {
  const size = await storedSize(context, folders, path, options)
  if (size !== from) throw new FtpError('incomplete', `${path} has ${size ?? 'an unknown number of'} bytes on the server, not ${from}.`)
}

/** APPE needs no marker that could be ignored: a server without REST for uploads would cut off what it has. Consent is waited for. */
async function runFrom(context: SessionContext, from: number, transfer: Transfer): Promise<Reply> {
  if (from === 0) return runTransfer(context, transfer)
  try {
    return await runTransfer(context, { ...transfer, verb: 'APPE' })
  } catch (error) {
    if (!isFtpError(error, 'unsupported') || !transfer.isUntouched()) throw error
    return runTransfer(context, { ...transfer, restartAt: from })
  }
}

/** The size by SIZE, or where that says nothing by the folder's listing. Undefined if that doesn't either. */
async function storedSize(context: SessionContext, folders: Folders, path: string, options: SessionOptions): Promise<number | undefined> {
  return (await sizeOf(context, path, options)) ?? (await listedSize(folders, path, options))
}

/** Where the server can say what its bytes come to, it is asked. */
async function checkDigest(context: SessionContext, path: string, sum: SentSum, options: SessionOptions): Promise<void> {
  const sent = sum.hex()
  const digest = sent === undefined ? undefined : await digestOf(context, path, options)
  if (digest && digest.hex !== sent)
    throw new FtpError(
      'incomplete',
      `${path} is not on the server as it was sent: its ${digest.algorithm} there is ${digest.hex}, not ${sent}.`,
    )
}

/** Resolves when the server has agreed to a transfer, or says nothing; throws if it has refused. */
async function consentOf(started: Promise<Reply>, data: Duplex): Promise<void> {
  const reply = await firstWord(started, data)
  if (reply && isNegative(reply)) throw refusalOf(reply, 'STOR')
}

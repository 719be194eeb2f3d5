/**
 * The bytes of one file, from one place to another. The two ends live and die together.
 *
 * Within one place the bytes wait on this computer in between: a server may grant a single connection, and one connection
 * can't send and receive at once.
 */

import { onAbort } from '../base/abort.ts'
import type { DigestSum } from '../base/digest.ts'
import type { Timestamp } from '../base/entry.ts'
import { given } from '../base/given.ts'
import type { FileStat, FileSystem, TransferOptions, WriteOptions } from './fileSystem.ts'
import { createGate } from './gate.ts'
import { withSpool } from './localSpool.ts'

/** What is known of a file before it is copied. */
export interface KnownFile {
  readonly size?: number
  readonly modified?: Timestamp
}

export interface CopyBytesOptions extends TransferOptions, Pick<WriteOptions, 'overwrite' | 'mode' | 'onTemporary'> {
  /** All that is read is added to it. */
  readonly sum?: DigestSum
}

export interface Copied {
  readonly bytes: number
  /** What the other end says of it. */
  readonly stat: FileStat
}

/** Resolves when the bytes are whole at the other end. */
export async function copyBytes(
  from: FileSystem,
  fromPath: string,
  to: FileSystem,
  toPath: string,
  known: KnownFile,
  options: CopyBytesOptions,
): Promise<Copied> {
  if (from !== to) return await stream(from, fromPath, to, toPath, known, options)
  return await withSpool(async (local, path) => {
    const { signal, priority, onProgress, sum, ...target } = options
    const { bytes: size } = await stream(from, fromPath, local, path, known, given({ signal, priority, onProgress, sum }))
    return await stream(local, path, to, toPath, { ...known, size }, { ...target, ...given({ signal, priority }) })
  })
}

async function stream(
  from: FileSystem,
  fromPath: string,
  to: FileSystem,
  toPath: string,
  known: KnownFile,
  options: CopyBytesOptions,
): Promise<Copied> {
  options.signal?.throwIfAborted()
  const gate = createGate((chunk) => options.sum?.update(chunk))
  const broken = new AbortController()
  const fail = (error: unknown) => {
    broken.abort(error) // only the first failure counts: it is the cause of the second
    gate.break(error instanceof Error ? error : new Error(String(error)))
  }
  const { overwrite = true, priority = 'transfer', mode, onTemporary } = options
  const common = { signal: broken.signal, priority } as const
  let bytes = 0
  let stat: FileStat | undefined
  const reading = async () => {
    bytes = await from.read(fromPath, gate.sink, { ...common, ...(options.onProgress && { onProgress: options.onProgress }) })
    gate.finish()
  }
  const writing = async () => {
    stat = await to.write(toPath, gate.source, { ...common, ...known, overwrite, ...given({ mode, onTemporary }) })
  }
  const listening = onAbort(options.signal, fail)
  await Promise.all([reading().catch(fail), writing().catch(fail)])
  listening.dispose()
  broken.signal.throwIfAborted()
  return { bytes, stat: stat ?? (await to.stat(toPath, common)) }
}

/**
 * The bytes of one file, from one place to another. The two ends live and die together.
 *
 * Within one place the bytes wait on this computer in between: a server may grant a single connection, and one connection
 * can't send and receive at once.
 */

import { onAbort } from '../base/abort.ts'
import type { Timestamp } from '../base/entry.ts'
import type { FileSystem, TransferOptions } from './fileSystem.ts'
import { createGate } from './gate.ts'
import { withSpool } from './localSpool.ts'

/** What is known of a file before it is copied. */
export interface KnownFile {
  readonly size?: number
  readonly modified?: Timestamp
}

export interface CopyBytesOptions extends TransferOptions {
  /** False refuses with `exists` when the name is taken. Default true. */
  readonly overwrite?: boolean
}

/** Resolves with the bytes, when they are whole at the other end. */
export async function copyBytes(
  from: FileSystem,
  fromPath: string,
  to: FileSystem,
  toPath: string,
  known: KnownFile,
  options: CopyBytesOptions,
): Promise<number> {
  if (from !== to) return await stream(from, fromPath, to, toPath, known, options)
  return await withSpool(async (local, path) => {
    const size = await stream(from, fromPath, local, path, known, options)
    const { onProgress: _, ...rest } = options // told already
    return await stream(local, path, to, toPath, { ...known, size }, rest)
  })
}

async function stream(
  from: FileSystem,
  fromPath: string,
  to: FileSystem,
  toPath: string,
  known: KnownFile,
  options: CopyBytesOptions,
): Promise<number> {
  options.signal?.throwIfAborted()
  const gate = createGate()
  const broken = new AbortController()
  const fail = (error: unknown) => {
    broken.abort(error) // only the first failure counts: it is the cause of the second
    gate.break(error instanceof Error ? error : new Error(String(error)))
  }
  const common = { signal: broken.signal, priority: options.priority ?? 'transfer' } as const
  let bytes = 0
  const reading = async () => {
    bytes = await from.read(fromPath, gate.sink, { ...common, ...(options.onProgress && { onProgress: options.onProgress }) })
    gate.finish()
  }
  const writing = async () => {
    await to.write(toPath, gate.source, { ...common, ...known, overwrite: options.overwrite ?? true })
  }
  const listening = onAbort(options.signal, fail)
  await Promise.all([reading().catch(fail), writing().catch(fail)])
  listening.dispose()
  broken.signal.throwIfAborted()
  return bytes
}

/** The bytes of a file on this computer, whole: what changed while it was read doesn't count as read. */

import type { BigIntStats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { digestSum, type Digest } from '../base/digest.ts'
import { FileError } from './fileError.ts'
import type { DigestOptions, TransferOptions } from './fileSystem.ts'

const blockBytes = 1024 * 1024 // with Node's usual 64 KiB an upload waits for the disk more than for the network

/** Moves the file into `destination`, and ends that only if the file stayed the same meanwhile. */
export async function readAll(path: string, file: FileHandle, destination: Writable, options: TransferOptions): Promise<number> {
  const before = await statOfFile(path, file)
  let bytes = 0
  const counted = (count: number) => {
    bytes += count
    options.onProgress?.(bytes)
  }
  await pipeline(blocksOf(file, counted), destination, { end: false })
  await assertUnchanged(path, file, before, bytes)
  destination.end()
  await finished(destination, { readable: false })
  return bytes
}

/** Default SHA-256. */
export async function digestAll(path: string, file: FileHandle, { algorithm = 'SHA-256', signal }: DigestOptions): Promise<Digest> {
  const before = await statOfFile(path, file)
  const sum = digestSum(algorithm)
  let bytes = 0
  for await (const block of blocksOf(file, (count) => (bytes += count))) {
    signal?.throwIfAborted()
    sum.update(block)
  }
  await assertUnchanged(path, file, before, bytes)
  return { algorithm, hex: sum.hex() }
}

async function statOfFile(path: string, file: FileHandle): Promise<BigIntStats> {
  const stats = await file.stat({ bigint: true })
  if (stats.isDirectory()) throw new FileError('isAFolder', path, `Could not read ${path}: it is a folder.`)
  if (!stats.isFile()) throw new FileError('unsupported', path, `Could not read ${path}: it is not a regular file.`)
  return stats
}

async function* blocksOf(file: FileHandle, counted: (bytes: number) => void): AsyncGenerator<Buffer> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(blockBytes), 0, blockBytes, null)
    if (bytesRead === 0) return
    counted(bytesRead)
    yield buffer.subarray(0, bytesRead)
  }
}

async function assertUnchanged(path: string, file: FileHandle, before: BigIntStats, bytes: number): Promise<void> {
  const after = await file.stat({ bigint: true })
  if (BigInt(bytes) === before.size && before.size === after.size && before.mtimeNs === after.mtimeNs) return
  throw new FileError('incomplete', path, `${path} changed while it was read. Try again when nothing writes to it.`)
}

/**
 * Contents of files, each under its hash, in folders of this computer with a limit to what they hold: what a sync has replaced or
 * deleted, and the texts that both sides last agreed on.
 */

import { randomBytes } from 'node:crypto'
import { digestSum } from '../base/digest.ts'
import type { Entry } from '../base/entry.ts'
import { join } from '../base/posixPath.ts'
import { copyBytes } from '../files/copyBytes.ts'
import { makeFolders } from '../files/copy.ts'
import { isFileError } from '../files/fileError.ts'
import type { FileSystem, OperationOptions } from '../files/fileSystem.ts'
import { isSha256 } from './agreedJson.ts'
import { placeOf, type Replica } from './side.ts'
import { deleteStored, readStored, writeStored } from './storedFile.ts'

export interface Kept {
  readonly sha256: string
  /** Bytes. */
  readonly size: number
}

interface Blob {
  readonly size: number
  /** In milliseconds since 1970. */
  readonly at: number
}

export class ContentStore {
  /** Bytes that it may hold, in all. */
  readonly maxBytes: number
  readonly files: FileSystem
  private readonly folder: string
  private blobs: Promise<Map<string, Blob>> | undefined

  constructor(files: FileSystem, folder: string, maxBytes: number) {
    this.files = files
    this.folder = folder
    this.maxBytes = maxBytes
  }

  /** Copies a file of one side into it. Errors: those of reading there and of writing here. */
  async put(from: Replica, path: string, options: OperationOptions): Promise<Kept> {
    const blobs = await this.all()
    const sum = digestSum('SHA-256')
    const incoming = join(this.folder, `incoming-${randomBytes(8).toString('hex')}`)
    await makeFolders(this.files, this.folder)
    try {
      const { bytes } = await copyBytes(from.files, placeOf(from, path), this.files, incoming, {}, { ...options, sum })
      const sha256 = sum.hex()
      await this.files.rename(incoming, this.placeOf(sha256), { overwrite: true })
      blobs.set(sha256, { size: bytes, at: Date.now() })
      return { sha256, size: bytes }
    } catch (error) {
      await deleteStored(this.files, incoming).catch(() => {}) // the error that led here says more
      throw error
    }
  }

  async add(sha256: string, contents: Buffer): Promise<void> {
    const blobs = await this.all()
    if (blobs.has(sha256)) return
    await writeStored(this.files, this.placeOf(sha256), contents)
    blobs.set(sha256, { size: contents.length, at: Date.now() })
  }

  /** Undefined if it isn't there, or isn't what it was. */
  async get(sha256: string): Promise<Buffer | undefined> {
    const contents = await readStored(this.files, this.placeOf(sha256))
    return contents && sha256Of(contents) === sha256 ? contents : undefined
  }

  async has(sha256: string): Promise<boolean> {
    return (await this.all()).has(sha256)
  }

  /** In `files`. */
  placeOf(sha256: string): string {
    return join(this.folder, sha256)
  }

  async bytes(): Promise<number> {
    let bytes = 0
    for (const { size } of (await this.all()).values()) bytes += size
    return bytes
  }

  async delete(sha256: string): Promise<void> {
    const blobs = await this.all()
    blobs.delete(sha256)
    await deleteStored(this.files, this.placeOf(sha256))
  }

  /** Deletes all that isn't needed, and what a crash has left. Not to be called while something is put into it. */
  async keepOnly(isNeeded: (sha256: string) => boolean): Promise<void> {
    for (const { name } of await this.entries()) {
      if (!isSha256(name)) await deleteStored(this.files, join(this.folder, name))
      else if (!isNeeded(name)) await this.delete(name)
    }
  }

  /** Deletes what is not needed, and then the oldest, until it holds no more than it may. */
  async shrink(isNeeded: (sha256: string) => boolean): Promise<void> {
    const blobs = await this.all()
    let bytes = await this.bytes()
    const oldestFirst = [...blobs].sort(([a, { at: x }], [b, { at: y }]) => Number(isNeeded(a)) - Number(isNeeded(b)) || x - y)
    for (const [sha256, { size }] of oldestFirst) {
      if (bytes <= this.maxBytes) return
      await this.delete(sha256)
      bytes -= size
    }
  }

  private all(): Promise<Map<string, Blob>> {
    this.blobs ??= this.look().catch((error: unknown) => {
      this.blobs = undefined
      throw error
    })
    return this.blobs
  }

  private async look(): Promise<Map<string, Blob>> {
    const blobs = new Map<string, Blob>()
    for (const { name, size = 0, modified } of await this.entries()) {
      if (isSha256(name)) blobs.set(name, { size, at: modified?.ms ?? 0 })
    }
    return blobs
  }

  private async entries(): Promise<readonly Entry[]> {
    try {
      return (await this.files.list(this.folder)).entries
    } catch (error) {
      if (isFileError(error, 'notFound')) return []
      throw error
    }
  }
}

export function sha256Of(contents: Buffer): string {
  const sum = digestSum('SHA-256')
  sum.update(contents)
  return sum.hex()
}

/** What passes by on its way from one side to the other: its hash, and all of it where it is a short text. */

import { Writable } from 'node:stream'
import { digestSum, type DigestSum } from '../base/digest.ts'
import type { TransferOptions } from '../files/fileSystem.ts'
import { placeOf, type Replica } from './side.ts'

/** What a person may want to merge. */
const maxTextBytes = 256 * 1024

export class Tap implements DigestSum {
  private readonly sum = digestSum('SHA-256')
  private chunks: Uint8Array[] | undefined = []
  private count = 0

  update(chunk: Uint8Array): void {
    this.sum.update(chunk)
    this.count += chunk.length
    if (this.count > maxTextBytes || chunk.includes(0)) this.chunks = undefined
    else this.chunks?.push(Uint8Array.from(chunk)) // the reader may use its memory again
  }

  get bytes(): number {
    return this.count
  }

  hex(): string {
    return this.sum.hex()
  }

  /** Undefined if it was too long, or no text. */
  get text(): Buffer | undefined {
    return this.chunks && Buffer.concat(this.chunks)
  }
}

/** Reads all of a file. Errors: those of `FileSystem.read`. */
export async function tapped({ files, root }: Replica, path: string, options: TransferOptions): Promise<Tap> {
  const tap = new Tap()
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      tap.update(chunk)
      done()
    },
  })
  await files.read(placeOf({ files, root }, path), sink, options)
  return tap
}

/** Sources and destinations that are slow, or fail. */

import { Readable, Writable } from 'node:stream'
import { someBytes } from '../../support/streams.ts'

function* piecesOf(bytes: Buffer, length: number): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length)
}

export function inPieces(bytes: Buffer, length: number): Readable {
  return Readable.from(piecesOf(bytes, length), { objectMode: false })
}

/** Yields `length` bytes and then fails. */
export function brokenAfter(length: number): Readable {
  return Readable.from(
    (function* () {
      yield* piecesOf(someBytes(length), 50_000)
      throw new Error('cable cut')
    })(),
    { objectMode: false },
  )
}

/** Yields `length` bytes, then calls `stuck` and never ends. */
export function thenStuck(length: number, stuck: () => void): Readable {
  const pieces = piecesOf(someBytes(length), 50_000)
  return new Readable({
    read() {
      const piece = pieces.next()
      if (piece.done) stuck()
      else this.push(piece.value)
    },
  })
}

/** A destination that keeps what it gets; `later` decides when it takes the next block. */
export function collector(later: (proceed: () => void) => void = (proceed) => proceed()): {
  destination: Writable
  contents: () => Buffer
} {
  const chunks: Buffer[] = []
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      later(() => done())
    },
  })
  return { destination, contents: () => Buffer.concat(chunks) }
}

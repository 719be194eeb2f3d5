/**
 * The passage between two ends of a copy. Bytes pass with back-pressure; the end of them passes only when `finish` is called.
 *
 * A reader ends its destination when it has seen the last byte, and may find out just then that the file is cut short. The
 * other side must not have taken it for whole by that time.
 */

import { Readable, Writable } from 'node:stream'

export interface Gate {
  /** What the reading end writes to. */
  readonly sink: Writable
  /** What the writing end reads from. */
  readonly source: Readable
  /** Says that what went in is all there is. */
  readonly finish: () => void
  /** Breaks off both ends. */
  readonly break: (error: Error) => void
}

/** `onChunk` sees all that passes. */
export function createGate(onChunk?: (chunk: Uint8Array) => void): Gate {
  let proceed = () => {}
  const source = new Readable({ highWaterMark: 1024 * 1024, read: () => proceed() })
  const sink = new Writable({
    highWaterMark: 1024 * 1024,
    write(chunk: Uint8Array, _encoding, done) {
      onChunk?.(chunk)
      proceed = () => {}
      if (source.push(chunk)) done()
      else proceed = done
    },
  })
  // A side that is not listening yet, or no more, hears of it from the abort signal.
  source.on('error', () => {})
  sink.on('error', () => {})
  return {
    sink,
    source,
    finish: () => {
      // The reading end is done when the last byte is written; here it may still wait for the writing end.
      if (sink.writableFinished) source.push(null)
      else sink.once('finish', () => source.push(null))
    },
    break: (error) => {
      sink.destroy(error)
      source.destroy(error)
    },
  }
}

/** Moving bytes over an open data connection, with back-pressure, counted. */

import type { Duplex, Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Writes all of `data` into `destination` and does not end it: the end of the data proves nothing yet. On failure
 * `destination` is destroyed.
 */
export async function receive(data: Readable, destination: Writable, onProgress: (bytes: number) => void): Promise<number> {
  let bytes = 0
  data.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    onProgress(bytes)
  })
  await pipeline(data, destination, { end: false })
  return bytes
}

/** Writes all of `source` into `data` and ends it; the end is the end of the file. On failure `source` is destroyed. */
export async function send(source: Readable, data: Duplex, onChunk: (chunk: Buffer) => void): Promise<void> {
  source.on('data', onChunk)
  // The server's TLS tickets and its end are read too: a socket closed with unread bytes is reset, and the tail of the file lost.
  data.resume()
  await pipeline(source, data)
}

/** Moving bytes over an open data connection, with back-pressure, counted. */

import type { Duplex, Readable, Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'

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

/**
 * The client is done with the TLS handshake before the server is, and pyftpdlib 1.5 never gets over the end of a connection that
 * comes while it is at it. Only a file without bytes is as quick.
 */
const emptyEndMs = 50

/** Writes all of `source` into `data` and ends it; the end is the end of the file. On failure `source` is destroyed. */
export async function send(source: Readable, data: Duplex, onChunk: (chunk: Buffer) => void): Promise<void> {
  let bytes = 0
  source.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    onChunk(chunk)
  })
  // The server's TLS tickets and its end are read too: a socket closed with unread bytes is reset, and the tail of the file lost.
  data.resume()
  try {
    await pipeline(source, data, { end: false })
  } catch (error) {
    data.destroy() // never its end: that would make a whole file of what was sent
    throw error
  }
  if (bytes === 0 && 'encrypted' in data) await setTimeout(emptyEndMs)
  data.end()
  await finished(data, { readable: false })
}

/** The server's side of TLS on a socket that is already connected: control connections after AUTH, data connections of both modes. */

import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { TLSSocket, type SecureContext } from 'node:tls'

/** Resolves after the handshake. What `socket` has received and nobody has read yet counts as its beginning. */
export async function acceptTls(socket: Socket, secureContext: SecureContext): Promise<TLSSocket> {
  const secured = new TLSSocket(socket, { isServer: true, secureContext })
  secured.on('error', () => {}) // heard by `once` during the handshake; later it is the client's rudeness, and `close` follows
  const ended = new AbortController()
  const close = () => ended.abort(new Error('The connection closed during the TLS handshake'))
  secured.once('close', close)
  try {
    await once(secured, 'secure', { signal: ended.signal })
    await setImmediate() // `secure` comes from inside the handshake: a TLS 1.3 stream ended now would go without close_notify
    return secured
  } finally {
    secured.off('close', close)
  }
}

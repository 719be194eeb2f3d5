/** The server's side of TLS on a socket that is already connected: control connections after AUTH, data connections of both modes. */

import { randomBytes, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { TLSSocket, type SecureContext } from 'node:tls'

/**
 * Resolves after the handshake. What `socket` has received and nobody has read yet counts as its beginning. With
 * `clientCertificate`, PEM, the client must show that very one.
 */
export async function acceptTls(socket: Socket, secureContext: SecureContext, clientCertificate?: string): Promise<TLSSocket> {
  const isWanted = clientCertificate !== undefined
  const secured = new TLSSocket(socket, { isServer: true, secureContext, requestCert: isWanted, rejectUnauthorized: isWanted })
  secured.on('error', () => {}) // heard by `once` during the handshake; later it is the client's rudeness, and `close` follows
  const ended = new AbortController()
  const close = () => ended.abort(new Error('The connection closed during the TLS handshake'))
  secured.once('close', close)
  try {
    await once(secured, 'secure', { signal: ended.signal })
    await setImmediate() // `secure` comes from inside the handshake: a TLS 1.3 stream ended now would go without close_notify
    if (isWanted && secured.getPeerCertificate().fingerprint256 !== new X509Certificate(clientCertificate).fingerprint256)
      throw new Error('The client shows another certificate')
    return secured
  } finally {
    secured.off('close', close)
  }
}

/** What Node's own tests use, and documents nowhere. */
interface TicketHook {
  enableTicketKeyCallback(): void
  onticketkeycallback: (name: Buffer, iv: Buffer, isNew: boolean) => readonly [number, Buffer, Buffer, Buffer, Buffer]
}

const renewed = 2

/** From now on resumed TLS 1.3 connections get a new ticket too, as servers over OpenSSL and GnuTLS give it; Node's gives none. */
export function renewTickets({ context }: SecureContext): void {
  const [name, mac, cipher] = [randomBytes(16), randomBytes(16), randomBytes(16)]
  const hook = context as TicketHook
  hook.onticketkeycallback = (_name, iv, isNew) => [isNew ? 1 : renewed, mac, cipher, name, isNew ? randomBytes(16) : iv]
  hook.enableTicketKeyCallback()
}

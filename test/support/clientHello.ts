/** What a client says of sessions in its first TLS message, which is not encrypted. RFC 8446 section 4.1.2, RFC 5077. */

const pskExtension = 0x0029
const ticketExtension = 0x0023

/** The ticket that a ClientHello offers to go on with, as hex: TLS 1.3's, or else TLS 1.2's. Undefined if it offers none. */
export function offeredTicket(hello: Buffer): string | undefined {
  const extensions = extensionsOf(hello)
  const psk = extensions.get(pskExtension)
  if (psk) return psk.subarray(4, 4 + psk.readUInt16BE(2)).toString('hex') // the first of the identities
  const ticket = extensions.get(ticketExtension)
  return ticket && ticket.length > 0 ? ticket.toString('hex') : undefined
}

function extensionsOf(hello: Buffer): Map<number, Buffer> {
  let at = 5 + 4 + 2 + 32 // record header, handshake header, version, random
  at += 1 + hello.readUInt8(at) // session id
  at += 2 + hello.readUInt16BE(at) // cipher suites
  at += 1 + hello.readUInt8(at) // compression methods
  const end = at + 2 + hello.readUInt16BE(at)
  const extensions = new Map<number, Buffer>()
  for (at += 2; at < end;) {
    const length = hello.readUInt16BE(at + 2)
    extensions.set(hello.readUInt16BE(at), hello.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return extensions
}

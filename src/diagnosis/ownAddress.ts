/**
 * This computer's address as the server sees it, read from the server's words where it happens to say so: another than the
 * connection's own end shows that there is a NAT on the way, and which address to announce in active mode.
 *
 *     211-FTP server status:\r\n     Connected to 203.0.113.1            vsftpd, STAT; `::ffff:203.0.113.1` where it listens on IPv6
 *     211-Connected from client.example.org (203.0.113.1)               ProFTPD, STAT
 *     500 I won't open a connection to 192.168.77.2 (only to 203.0.113.1)   Pure-FTPd, PORT
 *
 * Only behind these words: other numbers with full stops are versions, the server's own address, or an echo of what was announced.
 */

import { isIPv4 } from 'node:net'
import { isPrivateAddress } from '../ftp/data/peers.ts'

/** `own` and `server` are the control connection's ends, `others` what else the server calls itself. Undefined where it can't be told. */
export function seenAddress(texts: readonly string[], own: string, server: string, others: readonly string[]): string | undefined {
  if (!isIPv4(own)) return undefined // over IPv6 four numbers are nobody's address
  const named = new Set(texts.flatMap(peersIn).filter((address) => address !== server && !others.includes(address)))
  // Nobody on the Internet sees a private address: pyftpdlib names its own there.
  const [seen, ...more] = [...named].filter((address) => address !== own && (!isPrivateAddress(address) || isPrivateAddress(server)))
  if (seen !== undefined && more.length === 0) return seen
  return named.has(own) ? own : undefined
}

/** Not after `Connected to:`, where pyftpdlib names itself. */
const peer = /(?:(?<!\bnot )\bconnected (?:to|from) (?:\S+ \()?|\bonly to )(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})(?!\.?\d)/gi

function peersIn(text: string): string[] {
  return [...text.matchAll(peer)].flatMap(([, address = '']) => (isIPv4(address) ? address : []))
}

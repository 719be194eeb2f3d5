/**
 * This computer's address as the server sees it, read from the server's words where it happens to say so: another than the
 * connection's own end shows that there is a NAT on the way, and which address to announce in active mode.
 *
 *     211-FTP server status:\r\n     Connected to 203.0.113.1            vsftpd, STAT
 *     211-Connected from 203.0.113.1 (203.0.113.1)                      ProFTPD, STAT
 *     500 I won't open a connection to 192.168.77.2 (only to 203.0.113.1)   Pure-FTPd, PORT
 */

import { isIPv4 } from 'node:net'
import { isPrivateAddress } from '../ftp/data/peers.ts'

/** `own` and `server` are the control connection's ends, `others` what else the server calls itself. Undefined where it can't be told. */
export function seenAddress(texts: readonly string[], own: string, server: string, others: readonly string[]): string | undefined {
  const named = new Set(texts.flatMap(addressesIn).filter((address) => address !== server && !others.includes(address)))
  // Nobody on the Internet sees a private address: pyftpdlib names its own there.
  const [seen, ...more] = [...named].filter((address) => address !== own && (!isPrivateAddress(address) || isPrivateAddress(server)))
  if (seen !== undefined && more.length === 0) return seen
  return named.has(own) ? own : undefined
}

function addressesIn(text: string): string[] {
  return (text.match(/(?<![\d.])\d{1,3}(\.\d{1,3}){3}(?![\d.])/g) ?? []).filter((address) => isIPv4(address))
}

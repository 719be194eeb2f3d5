/**
 * Whether a server leaves alone what it is sent while a transfer runs, and does it afterwards. Nothing in FTP says so, and to
 * try it on the wrong one costs the transfer: so it must be one that is known to, and says who it is.
 */

import type { SessionContext } from './sessionContext.ts'

// vsftpd 3.0 reads a line at a time, in the clear and over TLS. ProFTPD 1.3.8 does mostly, and then answers
// `450 EPSV: data transfer in progress` in the place of 226.
const known = /\bvsFTPd \d/

export function leavesAlone({ banner, memory }: SessionContext): boolean {
  return known.test(banner) && !memory.aheadHasFailed
}

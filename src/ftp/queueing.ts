/**
 * Whether a server leaves alone what it is sent while a transfer runs, and does it afterwards. Nothing in FTP says so, and to
 * try it on the wrong one costs the transfer: so it must be one that is known to.
 */

import type { SessionOptions } from './dialogue.ts'
import { replyText } from './reply.ts'
import type { SessionContext } from './sessionContext.ts'

// vsftpd 3.0 reads a line at a time, in the clear and over TLS. It tells its name in STAT too, where the banner is the owner's.
// ProFTPD 1.3.8 does mostly, and then answers `450 EPSV: data transfer in progress` in the place of 226.
const known = /\bvsFTPd \d/

/** Makes `memory.queues` certain, with one question at most. */
export async function learnQueueing({ memory, banner, control }: SessionContext, { signal }: SessionOptions): Promise<void> {
  if (memory.queues !== 'unknown') return
  const isKnown = known.test(banner) || known.test(replyText(await control.request('STAT', undefined, signal)))
  memory.queues = isKnown ? 'yes' : 'no'
}

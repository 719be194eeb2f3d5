/**
 * Whether a server leaves alone what it is sent while a transfer runs, and does it afterwards. Nothing in FTP says so, and to
 * try it on the wrong one costs the transfer: so it must be one that is known to.
 */

import type { SessionOptions } from './dialogue.ts'
import { replyText } from './reply.ts'
import type { SessionContext } from './sessionContext.ts'

// vsftpd 3.0: reads a line at a time, in the clear and over TLS. It tells its name in STAT too, where the banner is the owner's.
const vsftpd = /\bvsFTPd \d/
// ProFTPD 1.3.8 looks only for ABOR and QUIT; over TLS it answers 450 at once.
const proftpd = /^ProFTPD\b/

/** Makes `memory.queues` certain, with one question at most. */
export async function learnQueueing(context: SessionContext, options: SessionOptions): Promise<void> {
  const { memory, banner, tls, control } = context
  if (memory.queues !== 'unknown') return
  const isKnown = vsftpd.test(banner) || (proftpd.test(banner) && tls === undefined)
  memory.queues = isKnown || vsftpd.test(replyText(await control.request('STAT', undefined, options.signal))) ? 'yes' : 'no'
}

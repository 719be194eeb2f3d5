/**
 * What a negative reply means. RFC 959 section 4.2.1, RFC 2228, RFC 2389.
 *
 * One 550 stands for "missing", "forbidden", "not a folder" and "not empty"; which one it was is found out by looking, never
 * by reading the text.
 */

import { printable } from '../base/printable.ts'
import { FtpError, type FtpErrorReason } from './ftpError.ts'
import { isUnknownCommand, replyText, type Reply } from './reply.ts'

/** The error for a command that was answered with 4yz or 5yz. */
export function refusalOf(reply: Reply, what: string): FtpError {
  return new FtpError(reasonOf(reply), `The server refused ${printable(what)}: ${reply.code} ${printable(replyText(reply))}`, { reply })
}

function reasonOf(reply: Reply): FtpErrorReason {
  if (reply.code === 452 || reply.code === 552) return 'full'
  if (reply.code === 425) return 'dataConnection'
  if (reply.code === 426) return 'incomplete'
  if (reply.code === 421) return 'connectionLost'
  if (reply.code === 530 || reply.code === 332) return 'loginRefused'
  return isUnknownCommand(reply) || reply.code === 504 ? 'unsupported' : 'refused'
}

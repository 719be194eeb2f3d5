/**
 * What a negative reply means. RFC 959 section 4.2.1, RFC 2228, RFC 2389.
 *
 * One 550 stands for "missing", "forbidden", "not a folder" and "not empty"; which one it was is found out by looking, never
 * by reading the text. At the login alone there is nothing to look at: there 530 stands for a wrong password and for "too many
 * connections", and who is asked for another password after the second is led astray.
 */

import { printable } from '../base/printable.ts'
import { FtpError, type FtpErrorReason } from './ftpError.ts'
import { isNegative, isUnknownCommand, replyText, type Reply } from './reply.ts'

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

/** The words servers have for it, in lower case; the samples are in the tests. None of them translates its own. */
const tooMany: readonly RegExp[] = [
  /\b(too many|too much|no more|maximum|max|limit of)\b.*\b(connect\w*|users?|clients?|logins?|logons?|logged|sessions?|hosts?)\b/,
  /\bmore than \d+ (connections|users|clients|logins|sessions)\b/,
  /\bonly (allows? )?\d+ (concurrent |simultaneous )?(connections?|users?|clients?|logins?|sessions?)\b/,
  /\b(connections|users|clients|sessions) \(the maximum\)/,
  /\b(connection|user|client|login|session)s? (count |number )?(limit|maximum)\b/,
]

const maxReadChars = 1000 // such texts are under 100, behind a banner perhaps; what is longer may be meant to keep us busy

/** They are about guessing passwords, or about time. */
const somethingElse = /\b(attempts?|fail\w*|tries|retries|incorrect|invalid|wrong|passwords?|(connection|connect|session|login) time)\b/

/**
 * True if a login, or the connection itself, was refused because there are others. For the replies to the connection, USER, PASS
 * and ACCT only.
 */
export function isTooManyConnections(reply: Reply): boolean {
  if (!isNegative(reply)) return false
  const text = replyText(reply).slice(-maxReadChars).toLowerCase()
  return !somethingElse.test(text) && tooMany.some((words) => words.test(text))
}

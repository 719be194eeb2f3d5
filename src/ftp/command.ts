/**
 * Commands as they go over the wire: the one place where a line is put together. RFC 959 section 5.3, RFC 2640.
 *
 * Whatever could end the line early is refused here, so that no file name and no setting can smuggle in a second command.
 * Secrets are masked here too: what is logged never held them.
 */

import { printable } from '../base/printable.ts'
import { FtpError } from './ftpError.ts'

export interface Command {
  readonly verb: string
  /** The encoded line with its CR LF. */
  readonly bytes: Buffer
  /** The argument, where it is a secret. */
  readonly secret: string | undefined
  /** The line for logs and messages; a secret argument is shown as `****`. */
  readonly shown: string
}

/** Stands for a secret in whatever is shown. */
export const mask = '****'

const secretVerbs: ReadonlySet<string> = new Set(['PASS', 'ACCT'])

/** `verb argument` in UTF-8. Throws `badName` if the argument can't be sent. */
export function command(verb: string, argument?: string): Command {
  const isSecret = secretVerbs.has(verb)
  const shown = argument === undefined ? verb : `${verb} ${isSecret ? mask : printable(argument)}`
  if (argument === undefined) return { verb, shown, secret: undefined, bytes: Buffer.from(`${verb}\r\n`) }
  const line = `${verb} ${argument}`
  // Checked as characters: UTF-8 has no other way to produce these bytes. A lone surrogate has no bytes at all.
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000\r\n]|\p{Surrogate}/u.test(line))
    throw new FtpError('badName', `This can't be sent to a server, it holds a line break or a character that has no bytes: ${shown}`)
  return { verb, shown, secret: isSecret ? argument : undefined, bytes: Buffer.from(`${line}\r\n`, 'utf8') }
}

/**
 * Commands as they go over the wire: the one place where a line is put together. RFC 959 section 5.3, RFC 2640.
 *
 * Names are in the site's charset; raw bytes in them (see `rawText.ts`) go out as the bytes they are. So does 0xFF, which is
 * `я` in windows-1251: Telnet would double it (RFC 854), but vsftpd 3.0.3 and Pure-FTPd 1.0.50 take two for two, and ProFTPD
 * takes one for one as well.
 *
 * Whatever could end the line early is refused here, so that no file name and no setting can smuggle in a second command.
 * Secrets are masked here too: what is logged never held them.
 */

import { printable } from '../base/printable.ts'
import { utf8, type Charset } from './charset.ts'
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

/** `verb argument` in `charset`. Throws `badName` if the argument can't be sent. */
export function command(verb: string, argument?: string, charset: Charset = utf8): Command {
  const isSecret = secretVerbs.has(verb)
  const shown = argument === undefined ? verb : `${verb} ${isSecret ? mask : printable(argument)}`
  if (argument === undefined) return { verb, shown, secret: undefined, bytes: Buffer.from(`${verb}\r\n`) }
  const encoded = encodeArgument(argument, shown, charset)
  const bytes = Buffer.concat([Buffer.from(`${verb} `), encoded, lineEnd])
  return { verb, shown, secret: isSecret ? argument : undefined, bytes }
}

const lineEnd = Buffer.from('\r\n')

/** What would end the line early is looked for in the bytes: a charset may have such a byte inside a character. */
function encodeArgument(argument: string, shown: string, charset: Charset): Buffer {
  const bytes = encode(argument, shown, charset)
  if (!bytes.some((byte) => byte === 0 || byte === 10 || byte === 13)) return bytes
  throw new FtpError('badName', `This can't be sent to a server, there is a line break or NUL in it: ${shown}`)
}

function encode(argument: string, shown: string, charset: Charset): Buffer {
  try {
    return charset.encode(argument)
  } catch (cause) {
    throw new FtpError('badName', `This can't be sent to a server in its charset, ${printable(charset.name)}: ${shown}`, { cause })
  }
}

/** A command as a person types it, for a console: whatever the engine has no method for. RFC 959 section 4.1. */

import type { SessionOptions } from './dialogue.ts'
import { FtpError } from './ftpError.ts'
import type { Reply } from './reply.ts'
import type { SessionContext } from './sessionContext.ts'

/** They need a data connection, or change who reads along. */
const refused: ReadonlySet<string> = new Set([
  ...['RETR', 'STOR', 'STOU', 'APPE', 'LIST', 'NLST', 'MLSD', 'ABOR'],
  ...['PORT', 'PASV', 'EPRT', 'EPSV', 'LPRT', 'LPSV', 'PRET'],
  ...['AUTH', 'ADAT', 'PBSZ', 'PROT', 'CCC', 'MIC', 'CONF', 'ENC'],
])

/** They leave the session as it was. */
const harmless: ReadonlySet<string> = new Set([
  ...['NOOP', 'HELP', 'FEAT', 'SYST', 'STAT', 'PWD', 'CWD', 'CDUP', 'XPWD', 'XCWD', 'XCUP'],
  ...['SIZE', 'MDTM', 'MLST', 'HASH', 'MD5', 'XCRC', 'XMD5', 'XSHA', 'XSHA1', 'XSHA256', 'XSHA512', 'AVBL'],
  ...['DELE', 'MKD', 'RMD', 'XMKD', 'XRMD', 'RNFR', 'RNTO', 'MFMT', 'MFCT', 'MFF', 'SITE'],
])

export interface RawOutcome {
  /** The final reply, of any code. */
  readonly reply: Reply
  /** The session may be in another state now than its next user takes for granted. */
  readonly isSpoilt: boolean
}

/** Sends `line` as it is. Throws `unsupported` for what can't be done this way; nothing was sent then. */
export async function sendRaw({ control }: SessionContext, line: string, { signal }: SessionOptions): Promise<RawOutcome> {
  const [, verb = '', argument] = /^\s*(\S+)(?:\s(.*))?$/s.exec(line) ?? []
  const name = verb.toUpperCase()
  if (!/^[A-Z]{3,}\d*$/.test(name)) throw new FtpError('unsupported', `"${name}" is no FTP command. Try HELP.`)
  if (refused.has(name))
    throw new FtpError('unsupported', `${name} can't be typed here: it needs a data connection, or changes the encryption.`)
  const reply = await control.request(name, argument, signal)
  return { reply, isSpoilt: !harmless.has(name) }
}

/** What the site wants said after each login: `SITE UMASK 022`, `SITE IDLE 7200`. A refusal is logged, and the login goes on. */

import type { Logger } from '../base/log.ts'
import { printable } from '../base/printable.ts'
import type { ControlConnection } from './controlConnection.ts'
import { isNegative, replyText } from './reply.ts'

/** They open or want data connections, change user or encryption, or what the session takes for granted afterwards. */
const never: ReadonlySet<string> = new Set([
  ...['RETR', 'STOR', 'APPE', 'STOU', 'LIST', 'NLST', 'MLSD', 'ABOR', 'REST'],
  ...['PORT', 'EPRT', 'LPRT', 'PASV', 'EPSV', 'LPSV', 'PRET'],
  ...['USER', 'PASS', 'REIN', 'QUIT', 'AUTH', 'ADAT', 'CCC', 'PROT', 'PBSZ'],
  ...['TYPE', 'MODE', 'STRU'],
])

/** One after the other. Throws `badName` for a line that can't be sent. */
export async function sendAfterLogin(control: ControlConnection, lines: readonly string[], log: Logger): Promise<void> {
  for (const line of lines) {
    const [, verb = '', argument] = /^([A-Za-z]+)(?: (.*))?$/s.exec(line.trim()) ?? []
    const name = verb.toUpperCase()
    if (name === '' || never.has(name)) log.warn(`not sent after the login, the session depends on it: ${printable(name || line)}`)
    else await sendOne(control, name, argument, log)
  }
}

async function sendOne(control: ControlConnection, verb: string, argument: string | undefined, log: Logger): Promise<void> {
  const reply = await control.request(verb, argument)
  if (isNegative(reply)) log.warn(`${verb} after the login was refused: ${reply.code} ${printable(replyText(reply))}`)
}

/** From the greeting to "logged in": USER, PASS. RFC 959 section 5.4. */

import { printable } from '../base/printable.ts'
import type { ControlConnection } from './controlConnection.ts'
import { FtpError, isFtpError } from './ftpError.ts'
import { isNegative, isPositive, replyText, type Reply } from './reply.ts'
import { refusalOf } from './refusal.ts'
import type { ServerIdentity } from './server.ts'

export interface Credentials {
  readonly server: ServerIdentity
  /** Called when the server asks for one. */
  readonly password: () => Promise<string>
}

/** 120 announces a delay (RFC 959 5.4); the wait for 220 goes on. */
export async function greet(control: ControlConnection, milliseconds: number): Promise<Reply> {
  try {
    const reply = await control.greeting(milliseconds)
    if (isNegative(reply)) throw refusalOf(reply, 'the connection')
    return reply
  } catch (error) {
    throw atLogin(error)
  }
}

/** Throws `loginRefused`, `tooManyConnections`. */
export async function login(control: ControlConnection, greeting: Reply, options: Credentials): Promise<void> {
  const { server, password } = options
  if (greeting.code === 230 && server.security !== 'explicit') return
  try {
    const afterUser = await control.request('USER', server.user)
    if (isPositive(afterUser)) return
    if (afterUser.code !== 331) throw loginRefused(afterUser, server)
    const afterPassword = await control.request('PASS', await password())
    if (!isPositive(afterPassword)) throw loginRefused(afterPassword, server)
  } catch (error) {
    throw atLogin(error)
  }
}

function loginRefused(reply: Reply, server: ServerIdentity): FtpError {
  if (reply.code === 332)
    return new FtpError('loginRefused', `${server.host} wants an account besides the password, which is not supported yet.`, { reply })
  return new FtpError(
    'loginRefused',
    `${server.host} refused the login of ${printable(server.user)}: ${reply.code} ${printable(replyText(reply))}`,
    { reply },
  )
}

/** At the door, 421 nearly always means "no more connections". */
function atLogin(error: unknown): unknown {
  if (!isFtpError(error, 'connectionLost') || error.reply?.code !== 421) return error
  return new FtpError('tooManyConnections', `The server takes no more connections now: ${printable(replyText(error.reply))}`, {
    reply: error.reply,
    cause: error,
  })
}

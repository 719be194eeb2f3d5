/** From the greeting to "logged in": HOST, USER, PASS, ACCT. RFC 959 section 5.4, RFC 7151. */

import type { Logger } from '../base/log.ts'
import { printable } from '../base/printable.ts'
import type { ControlConnection } from './controlConnection.ts'
import { FtpError, isFtpError } from './ftpError.ts'
import { LostWhileAsking, type Secrets } from './login.ts'
import { isNegative, isPositive, isUnknownCommand, replyText, type Reply } from './reply.ts'
import { isTooManyConnections, refusalOf } from './refusal.ts'
import type { LoginSettings, ServerIdentity } from './server.ts'

export interface Credentials extends Secrets {
  readonly server: ServerIdentity
  readonly login?: LoginSettings
  readonly log: Logger
}

/** 120 announces a delay (RFC 959 5.4); the wait for 220 goes on. */
export async function greet(control: ControlConnection, server: ServerIdentity, milliseconds: number): Promise<Reply> {
  const reply = await control.greeting(milliseconds).catch((error: unknown) => {
    throw noGreeting(atTheDoor(error), server)
  })
  if (isTooManyConnections(reply)) throw tooManyConnections(reply)
  if (isNegative(reply)) throw refusalOf(reply, 'the connection')
  return reply
}

/** Throws `loginRefused`, `tooManyConnections`; `LostWhileAsking` if the server hangs up while somebody looks for a secret. */
export async function login(control: ControlConnection, greeting: Reply, options: Credentials): Promise<void> {
  const { server } = options
  if (greeting.code === 230 && server.security !== 'explicit') return
  await chooseHost(control, options)
  let reply = await say(control, 'USER', server.user)
  if (reply.code === 331) reply = await say(control, 'PASS', await lookFor(control, options.password()))
  if (reply.code === 332) reply = await say(control, 'ACCT', await lookFor(control, options.account()))
  if (!isPositive(reply)) throw loginRefused(reply, server)
}

/**
 * RFC 7151: before USER, and after AUTH. Who doesn't know the command has but one host. Any other refusal is about the name: 504,
 * or 503 of ProFTPD where it isn't the one that TLS asked for.
 */
async function chooseHost(control: ControlConnection, { server, login, log }: Credentials): Promise<void> {
  const host = login?.virtualHost
  if (host === undefined) return
  const reply = await say(control, 'HOST', host)
  if (isUnknownCommand(reply)) log.warn(`${server.host} doesn't choose between hosts: HOST was refused with ${reply.code}`)
  else if (isNegative(reply)) {
    const said = `${reply.code} ${printable(replyText(reply))}`
    throw new FtpError('loginRefused', `${server.host} has no virtual host ${printable(host)}: ${said}`, { reply })
  }
}

async function say(control: ControlConnection, verb: string, argument: string): Promise<Reply> {
  const reply = await control.request(verb, argument).catch((error: unknown) => {
    throw atTheDoor(error)
  })
  if (isTooManyConnections(reply)) throw tooManyConnections(reply)
  return reply
}

/** `421 Timeout.` may come while a person looks for the password, and is about nothing but that. */
async function lookFor(control: ControlConnection, secret: Promise<string>): Promise<string> {
  const found = await secret
  const { error } = control
  if (isFtpError(error, 'connectionLost')) throw new LostWhileAsking(error.reason, error.message, { reply: error.reply, cause: error })
  return found
}

function loginRefused(reply: Reply, server: ServerIdentity): FtpError {
  return new FtpError(
    'loginRefused',
    `${server.host} refused the login of ${printable(server.user)}: ${reply.code} ${printable(replyText(reply))}`,
    { reply },
  )
}

/** 421 ends the connection before it can be looked at as a reply. */
function atTheDoor(error: unknown): unknown {
  if (!isFtpError(error, 'connectionLost') || !error.reply || !isTooManyConnections(error.reply)) return error
  return tooManyConnections(error.reply, error)
}

function tooManyConnections(reply: Reply, cause?: unknown): FtpError {
  return new FtpError('tooManyConnections', `The server takes no more connections now: ${printable(replyText(reply))}`, { reply, cause })
}

/** Servers that begin with TLS say nothing to who doesn't, or answer in TLS, or hang up. */
function noGreeting(error: unknown, { security }: ServerIdentity): unknown {
  if (!isFtpError(error, 'timeout', 'protocol', 'connectionLost') || error.reply) return error
  const advice =
    security === 'implicit'
      ? 'Encryption is there, and no FTP server behind it. Check the port.'
      : 'If this port begins with encryption, as 990 usually does, choose implicit FTPS.'
  return new FtpError(error.reason, `${error.message} No greeting has come. ${advice}`, { cause: error })
}

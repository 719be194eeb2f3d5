/**
 * From nothing to a session that is ready: TCP, greeting, TLS, login, features. RFC 959 5.4, RFC 4217, RFC 2389, RFC 2640.
 *
 * Where TLS is wanted it is had or nothing is: no user name and no password leaves before it. A half-made connection never
 * gets out of here.
 */

import { connect, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { onAbort, withResolvers } from '../base/abort.ts'
import type { Logger } from '../base/log.ts'
import { printable } from '../base/printable.ts'
import { ControlConnection } from './controlConnection.ts'
import type { DataMemory } from './data/ladder.ts'
import { Features } from './features.ts'
import { FtpError, isFtpError } from './ftpError.ts'
import type { Prompts } from './prompts.ts'
import { isNegative, isPositive, replyText, type Reply } from './reply.ts'
import { refusalOf } from './refusal.ts'
import type { ServerIdentity, Timeouts, TlsSettings, TransferSettings } from './server.ts'
import { Session } from './session.ts'
import { TlsIdentity } from './tls.ts'

export interface ConnectOptions {
  readonly server: ServerIdentity
  readonly tls: TlsSettings
  /** Called when the server asks for one. */
  readonly password: () => Promise<string>
  readonly prompts: Pick<Prompts, 'certificate'>
  readonly settings: () => TransferSettings
  readonly memory: DataMemory
  readonly timeouts: Timeouts
  readonly log: Logger
  readonly signal?: AbortSignal | undefined
}

export async function connectSession(options: ConnectOptions): Promise<Session> {
  const { server, timeouts, log, signal } = options
  const tls = server.security === 'none' ? undefined : new TlsIdentity({ ...options, settings: options.tls })
  const control = new ControlConnection(await openSocket(options, tls), { log, replyMs: timeouts.replyMs })
  const aborting = onAbort(signal, (reason) => control.fail(reason instanceof Error ? reason : new Error(String(reason))))
  try {
    const greeting = await greet(control, timeouts.connectMs)
    if (tls && server.security === 'explicit') await authTls(control, tls, options)
    await login(control, greeting, options)
    if (tls) await protectData(control, server)
    const features = await prepare(control)
    const loginFolder = folderIn(await control.request('PWD')) ?? '/'
    log.info(`connected to ${server.host}:${server.port}, ${tls ? 'encrypted' : 'not encrypted'}`)
    const facts = { features, loginFolder, banner: printable(replyText(greeting)) }
    return new Session({ control, tls, settings: options.settings, memory: options.memory, timeouts, log }, facts)
  } catch (error) {
    control.dispose()
    throw error
  } finally {
    aborting.dispose()
  }
}

async function openSocket(options: ConnectOptions, tls: TlsIdentity | undefined): Promise<Socket | TLSSocket> {
  const socket = await dial(options)
  if (!tls || options.server.security !== 'implicit') return socket
  return protect(socket, tls, options)
}

async function dial({ server, timeouts, signal }: ConnectOptions): Promise<Socket> {
  signal?.throwIfAborted()
  const socket = connect({ host: server.host, port: server.port })
  const { promise, resolve, reject } = withResolvers<void>()
  const onError = (error: Error) => reject(dialError(error, server))
  const expired = () =>
    reject(
      new FtpError(
        'timeout',
        `${server.host} did not answer on port ${server.port} in ${timeouts.connectMs / 1000} s. A firewall may drop the connection, or the server is down.`,
      ),
    )
  const timer = setTimeout(expired, timeouts.connectMs)
  const aborting = onAbort(signal, reject)
  socket.once('connect', resolve).once('error', onError)
  try {
    await promise
    return socket
  } catch (error) {
    socket.on('error', () => {}).destroy() // what a given-up dial still says is of no interest
    throw error
  } finally {
    clearTimeout(timer)
    aborting.dispose()
    socket.off('connect', resolve).off('error', onError)
  }
}

function dialError(error: NodeJS.ErrnoException, server: ServerIdentity): FtpError {
  const { code = '' } = error
  if (['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA'].includes(code))
    return new FtpError('hostNotFound', `The server ${server.host} was not found. Check its name and your network.`, { cause: error })
  if (code === 'ECONNREFUSED')
    return new FtpError(
      'connectionRefused',
      `${server.host} refuses connections on port ${server.port}. Check the port; the FTP server may not be running.`,
      { cause: error },
    )
  return new FtpError('connectionRefused', `${server.host} can't be reached on port ${server.port}: ${error.message}`, { cause: error })
}

/** The handshake, in no more time than the connection itself may take, unless a person is asked about the certificate. */
function protect(socket: Socket, tls: TlsIdentity, { timeouts, signal }: ConnectOptions): Promise<TLSSocket> {
  return tls.protectControl(socket, timeouts.connectMs, signal)
}

/** 120 announces a delay (RFC 959 5.4); the wait for 220 goes on. */
async function greet(control: ControlConnection, milliseconds: number): Promise<Reply> {
  try {
    const reply = await control.greeting(milliseconds)
    if (isNegative(reply)) throw refusalOf(reply, 'the connection')
    return reply
  } catch (error) {
    throw atLogin(error)
  }
}

/** At the door, 421 nearly always means "no more connections". */
function atLogin(error: unknown): unknown {
  if (!isFtpError(error, 'connectionLost') || error.reply?.code !== 421) return error
  return new FtpError('tooManyConnections', `The server takes no more connections now: ${printable(replyText(error.reply))}`, {
    reply: error.reply,
    cause: error,
  })
}

/** A greeting of 230 says "logged in already": TLS is asked for all the same (CVE-2021-22946). */
async function authTls(control: ControlConnection, tls: TlsIdentity, options: ConnectOptions): Promise<void> {
  const reply = await control.request('AUTH', 'TLS')
  if (reply.code !== 234) {
    const { host } = options.server
    throw new FtpError(
      'tlsRefused',
      `${host} does not offer encryption (${reply.code} ${printable(replyText(reply))}). Nothing was sent. If you accept that your password can be read on the way, choose plain FTP.`,
      { reply },
    )
  }
  await control.startTls((socket) => protect(socket, tls, options))
}

async function login(control: ControlConnection, greeting: Reply, options: ConnectOptions): Promise<void> {
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

/** RFC 4217 section 9. A server that won't protect data is not spoken to, rather than served in the clear. */
async function protectData(control: ControlConnection, server: ServerIdentity): Promise<void> {
  for (const [verb, argument] of [
    ['PBSZ', '0'],
    ['PROT', 'P'],
  ] as const) {
    const reply = await control.request(verb, argument)
    if (!isPositive(reply))
      throw new FtpError(
        'tlsRefused',
        `${server.host} refuses to encrypt data connections (${verb}: ${reply.code} ${printable(replyText(reply))}). Nothing was transferred.`,
        { reply },
      )
  }
}

async function prepare(control: ControlConnection): Promise<Features> {
  const features = new Features()
  features.learn(await control.request('FEAT'))
  if (features.has('UTF8')) await control.request('OPTS', 'UTF8 ON') // many say no and do it anyway; names tell
  const type = await control.request('TYPE', 'I')
  if (isNegative(type)) throw refusalOf(type, 'TYPE I')
  return features
}

/** `257 "/a ""quoted"" folder" is current`: quotes are doubled. RFC 959 appendix II. */
function folderIn(reply: Reply): string | undefined {
  const quoted = /"((?:[^"]|"")*)"/.exec(replyText(reply))?.[1]?.replaceAll('""', '"')
  return isPositive(reply) && quoted?.startsWith('/') ? quoted : undefined
}

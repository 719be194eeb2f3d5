/**
 * From nothing to a session that is ready: TCP, greeting, TLS, login, features. RFC 959 5.4, RFC 4217, RFC 2389, RFC 2640.
 *
 * Where TLS is wanted it is had or nothing is: no user name and no password leaves before it. A half-made connection never
 * gets out of here.
 */

import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { onAbort } from '../base/abort.ts'
import type { Logger } from '../base/log.ts'
import { printable } from '../base/printable.ts'
import { greet, login } from './authenticate.ts'
import { ControlConnection } from './controlConnection.ts'
import { dial } from './dial.ts'
import { FtpError } from './ftpError.ts'
import { prepare } from './prepare.ts'
import type { Prompts } from './prompts.ts'
import { isPositive, replyText } from './reply.ts'
import type { LoginSettings, ProxySettings, ServerIdentity, Timeouts, TlsSettings, TransferSettings } from './server.ts'
import { RestartMarker } from './restart.ts'
import { Session } from './session.ts'
import type { SiteMemory } from './siteMemory.ts'
import { TlsIdentity } from './tls.ts'

export interface ConnectOptions {
  readonly server: ServerIdentity
  readonly tls: TlsSettings
  readonly login?: LoginSettings
  readonly proxy?: ProxySettings | undefined
  /** Called when the server asks for one. */
  readonly password: () => Promise<string>
  readonly prompts: Pick<Prompts, 'certificate'>
  readonly settings: () => TransferSettings
  readonly memory: SiteMemory
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
    const { features, loginFolder } = await prepare(control)
    log.info(`connected to ${server.host}:${server.port}, ${tls ? 'encrypted' : 'not encrypted'}`)
    const facts = { loginFolder, banner: printable(replyText(greeting)) }
    const { settings, memory, proxy } = options
    const restart = new RestartMarker(control)
    return new Session({ control, features, restart, tls, settings, proxy, memory, timeouts, log }, facts)
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

/** The handshake, in no more time than the connection itself may take, unless a person is asked about the certificate. */
function protect(socket: Socket, tls: TlsIdentity, { timeouts, signal }: ConnectOptions): Promise<TLSSocket> {
  return tls.protectControl(socket, timeouts.connectMs, signal)
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

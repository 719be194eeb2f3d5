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
import { loadCharset } from './charset.ts'
import type { ConnectObserver } from './connectEvent.ts'
import { ControlConnection } from './controlConnection.ts'
import { localEnd, remoteEnd } from './data/dataEvent.ts'
import { PortAhead } from './data/portAhead.ts'
import { dial } from './dial.ts'
import { FtpError } from './ftpError.ts'
import type { Secrets } from './login.ts'
import { AnsweredOnce, prepare } from './prepare.ts'
import type { Prompts } from './prompts.ts'
import { isPositive, replyText, type Reply } from './reply.ts'
import { RestartMarker } from './restart.ts'
import type { LoginSettings, ProxySettings, ServerIdentity, Timeouts, TlsSettings, TransferSettings } from './server.ts'
import { Session } from './session.ts'
import type { SiteMemory } from './siteMemory.ts'
import { TlsIdentity } from './tls.ts'
import { afterHandshake } from './tlsFailure.ts'

export interface ConnectOptions extends Secrets {
  readonly server: ServerIdentity
  readonly tls: TlsSettings
  readonly login?: LoginSettings
  readonly proxy?: ProxySettings | undefined
  readonly prompts: Pick<Prompts, 'certificate'>
  readonly settings: () => TransferSettings
  readonly memory: SiteMemory
  readonly timeouts: Timeouts
  readonly log: Logger
  readonly observe?: ConnectObserver | undefined
  readonly signal?: AbortSignal | undefined
}

/** Throws `tlsFailed` and `unsupported` for settings that no connection can be made with, before anything is dialled. */
export async function connectSession(options: ConnectOptions): Promise<Session> {
  try {
    return await connectOnce(options)
  } catch (error) {
    if (!(error instanceof AnsweredOnce)) throw error
    options.log.info('the server answers one command at a time; once more with a new connection')
    return connectOnce(options)
  }
}

async function connectOnce(options: ConnectOptions): Promise<Session> {
  const { server, timeouts, log, signal, settings, memory, observe } = options
  const tls =
    server.security === 'none' ? undefined : new TlsIdentity({ ...options, settings: options.tls, virtualHost: options.login?.virtualHost })
  const name = options.login?.charset
  const charset = name === undefined ? undefined : await loadCharset(name)
  const proxy = await unlocked(options)
  const control = new ControlConnection(await openSocket({ ...options, proxy }, tls), {
    log,
    replyMs: timeouts.replyMs,
    charset,
    onOverrun: () => (memory.batches = 'no'),
  })
  const aborting = onAbort(signal, (reason) => control.fail(reason instanceof Error ? reason : new Error(String(reason))))
  try {
    const greeting = await greet(control, server, timeouts.connectMs)
    observe?.({ kind: 'greeted', reply: greeting })
    if (tls && server.security === 'explicit') await authTls(control, tls, options)
    await login(control, greeting, options)
    observe?.({ kind: 'loggedIn' })
    if (tls) await protectData(control, server)
    const { features, loginFolder } = await prepare(control, options)
    log.info(`connected to ${server.host}:${server.port}, ${tls ? 'encrypted' : 'not encrypted'}`)
    const restart = new RestartMarker(control)
    const ahead = new PortAhead()
    const banner = printable(replyText(greeting))
    const context = { control, features, banner, restart, ahead, tls, host: server.host, settings, proxy, memory, timeouts, log }
    return new Session(context, loginFolder)
  } catch (error) {
    control.dispose()
    throw tls ? afterHandshake(error, { server, settings: options.tls }) : error
  } finally {
    aborting.dispose()
  }
}

/** With its password, which is asked for before anything is dialled: no proxy waits for a person. */
async function unlocked({ proxy, proxyPassword }: ConnectOptions): Promise<ProxySettings | undefined> {
  if (proxy?.user === undefined || proxy.password !== undefined) return proxy
  return { ...proxy, password: await proxyPassword(proxy) }
}

async function openSocket(options: ConnectOptions, tls: TlsIdentity | undefined): Promise<Socket | TLSSocket> {
  const { server, timeouts, proxy, signal, observe } = options
  const socket = await dial({ host: server.host, port: server.port, proxy, timeoutMs: timeouts.connectMs, signal })
  observe?.({ kind: 'connected', local: localEnd(socket), remote: remoteEnd(socket) })
  if (!tls || server.security !== 'implicit') return socket
  return protect(socket, tls, options)
}

/** The handshake, in no more time than the connection itself may take, unless a person is asked about the certificate. */
async function protect(socket: Socket, tls: TlsIdentity, { timeouts, observe, signal }: ConnectOptions): Promise<TLSSocket> {
  const { encrypted, encryption } = await tls.protectControl(socket, timeouts.connectMs, signal)
  observe?.({ kind: 'encrypted', encryption })
  return encrypted
}

/** A greeting of 230 says "logged in already": TLS is asked for all the same (CVE-2021-22946). */
async function authTls(control: ControlConnection, tls: TlsIdentity, options: ConnectOptions): Promise<void> {
  const reply = await requestTls(control)
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

/** Servers from before RFC 4217 know its drafts' word alone. Both mean TLS, and the first refusal is the one to be told. */
async function requestTls(control: ControlConnection): Promise<Reply> {
  const reply = await control.request('AUTH', 'TLS')
  if (![500, 502, 504].includes(reply.code)) return reply
  const second = await control.request('AUTH', 'SSL')
  return second.code === 234 ? second : reply
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

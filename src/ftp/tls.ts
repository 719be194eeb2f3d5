/**
 * TLS for one control connection and the data connections that belong to it. RFC 4217, RFC 5246, RFC 8446.
 *
 * All of them are set up with the very same identity options, because newer Node versions tie a session to the host it was
 * made for, and every data connection offers the newest session of *this* control connection: vsftpd, ProFTPD and FileZilla
 * Server refuse data connections that don't. A certificate is accepted if a known authority signed it for this host, if it
 * is the pinned one, or if the user says so; nothing is sent before. Data connections must show the same certificate.
 */

import { isIP, type Socket } from 'node:net'
import { connect, type ConnectionOptions, type PeerCertificate, type SecureContext, type TLSSocket } from 'node:tls'
import { abortable, withDeadline, withResolvers } from '../base/abort.ts'
import type { Logger } from '../base/log.ts'
import type { CertificateTrust, Encryption } from './connectEvent.ts'
import { FtpError } from './ftpError.ts'
import type { CertificateQuestion, Prompts } from './prompts.ts'
import type { ServerIdentity, TlsSettings } from './server.ts'
import { secureContextOf } from './tlsContext.ts'
import { handshakeFailure } from './tlsFailure.ts'

export interface TlsContext {
  readonly server: ServerIdentity
  readonly settings: TlsSettings
  /** The name to ask for where one server is many hosts; the server's own without it. */
  readonly virtualHost?: string | undefined
  readonly prompts: Pick<Prompts, 'certificate'>
  readonly log: Logger
}

interface Protected {
  readonly encrypted: TLSSocket
  readonly encryption: Encryption
}

export class TlsIdentity {
  private session: Buffer | undefined
  /** From data connections whose certificate has not been looked at yet: a stranger's would be resumed unseen. */
  private readonly offered = new WeakMap<TLSSocket, Buffer>()
  private fingerprint: string | undefined
  private readonly context: TlsContext
  /** Made once: reading a hundred authorities takes longer than a handshake. */
  private readonly secureContext: SecureContext

  /** Throws `tlsFailed` for settings that no connection can be made with. */
  constructor(context: TlsContext) {
    this.context = context
    this.secureContext = secureContextOf(context.settings)
  }

  /** Handshake on the control connection. Resolves when the certificate is accepted, and says what was agreed on. */
  async protectControl(socket: Socket, handshakeMs: number, signal?: AbortSignal): Promise<Protected> {
    const tls = this.start(socket)
    tls.on('session', (session) => (this.session = session)) // of no use unless the certificate is accepted
    try {
      await abortable(
        withDeadline(
          handshake(tls, this.context),
          handshakeMs,
          () => new FtpError('tlsFailed', `The TLS handshake took longer than ${handshakeMs / 1000} s.`),
        ),
        signal,
      )
      const agreed = { protocol: tls.getProtocol() ?? '?', cipher: tls.getCipher().standardName } // unknown once the server has hung up
      this.context.log.debug(`TLS: ${agreed.protocol}, ${agreed.cipher}`)
      const certificate = describeCertificate(this.context.server, tls)
      const trust = await this.accept(certificate, tls.authorized, signal)
      this.fingerprint = certificate.fingerprint
      return { encrypted: tls, encryption: { ...agreed, certificate, trust } }
    } catch (error) {
      tls.destroy()
      throw error
    }
  }

  /** Starts the handshake on a data connection and does not wait for it: most servers begin theirs after the command. */
  protectData(socket: Socket): TLSSocket {
    const tls = this.start(socket)
    tls.on('session', (session) => this.offered.set(tls, session))
    return tls
  }

  /** Resolves when a data connection's handshake is done and it shows the control connection's certificate. */
  async verifyData(tls: TLSSocket): Promise<void> {
    await handshake(tls, this.context)
    this.context.log.debug(`TLS data connection: ${tls.isSessionReused() ? 'session reused' : 'new session'}`)
    // Only who has the secrets of a session can resume it, and sessions are kept from verified connections alone.
    if (!tls.isSessionReused() && tls.getPeerCertificate().fingerprint256 !== this.fingerprint) {
      throw new FtpError(
        'certificate',
        `${this.context.server.host} shows another certificate on its data connection than on its control connection. Nothing was transferred.`,
      )
    }
    this.keepSessions(tls)
  }

  /** TLS 1.3 sends its tickets after the handshake, on any of the connections, and wants each used once: the newest is offered next. */
  private keepSessions(tls: TLSSocket): void {
    this.session = this.offered.get(tls) ?? this.session
    tls.on('session', (session) => (this.session = session))
  }

  private start(socket: Socket): TLSSocket {
    const tls = connect({ ...this.options(), socket, ...(this.session && { session: this.session }) })
    tls.on('error', () => {}) // while the user looks at the certificate nobody listens; whoever uses it then finds it closed
    return tls
  }

  private options(): ConnectionOptions {
    const { server, virtualHost: name = server.host } = this.context
    return {
      host: server.host,
      servername: isIP(name) === 0 ? name : '', // RFC 6066: never an address
      secureContext: this.secureContext,
      // Decided in accept(), before anything is sent: a pinned or confirmed certificate need not be signed by anybody.
      rejectUnauthorized: false,
    }
  }

  /** Throws `certificate` if it isn't. */
  private async accept(question: CertificateQuestion, isSigned: boolean, signal?: AbortSignal): Promise<CertificateTrust> {
    const { server, settings, prompts } = this.context
    const { fingerprint } = question
    const certificate = { expected: settings.pin, question }
    if (settings.pin !== undefined) {
      if (plainHex(settings.pin) === plainHex(fingerprint)) return 'pin'
      throw new FtpError(
        'certificate',
        `The certificate of ${server.host} has changed. Expected SHA-256 ${settings.pin}, got ${fingerprint}. Ask whoever runs the server before you trust the new one.`,
        { certificate },
      )
    }
    if (isSigned) return 'authority'
    if (await abortable(prompts.certificate(question, signal), signal)) return 'user'
    throw new FtpError(
      'certificate',
      `The certificate of ${server.host} is not trusted (${question.problem}). Its SHA-256 fingerprint is ${fingerprint}.`,
      { certificate },
    )
  }
}

function handshake(tls: TLSSocket, context: TlsContext): Promise<void> {
  const { promise, resolve, reject } = withResolvers<void>()
  const onError = (error: Error) => reject(handshakeFailure(error, context))
  const onClose = () => reject(new FtpError('tlsFailed', 'The server closed the connection during the TLS handshake.'))
  tls.once('secureConnect', resolve).once('error', onError).once('close', onClose)
  return promise.finally(() => tls.off('secureConnect', resolve).off('error', onError).off('close', onClose))
}

function describeCertificate(server: ServerIdentity, tls: TLSSocket): CertificateQuestion {
  const certificate = tls.getPeerCertificate()
  return {
    server,
    fingerprint: certificate.fingerprint256,
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    names: (certificate.subjectaltname ?? '').split(', ').filter((name) => name !== ''),
    validFrom: certificate.valid_from,
    validTo: certificate.valid_to,
    problem: tls.authorized ? '' : String(tls.authorizationError),
  }
}

function nameOf(name: PeerCertificate['subject']): string {
  return [name.CN, name.O].flat().filter(Boolean).join(', ')
}

function plainHex(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase()
}

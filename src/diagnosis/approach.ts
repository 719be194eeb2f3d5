/** The way from nothing to a login, as the first connection of a probe goes it: what was seen, and where it stopped. */

import { given } from '../base/given.ts'
import { printable } from '../base/printable.ts'
import type { ConnectEvent, Encryption } from '../ftp/connectEvent.ts'
import type { SocketEnd } from '../ftp/data/dataEvent.ts'
import { DataPortRefused } from '../ftp/data/strategy.ts'
import { isFtpError, type FtpErrorReason } from '../ftp/ftpError.ts'
import { replyText } from '../ftp/reply.ts'
import type { ServerIdentity } from '../ftp/server.ts'
import type { Notebook } from './notebook.ts'
import type { Failure, StepId, WayObservation } from './observations.ts'
import { TimeIsUp } from './timeBudget.ts'

export class Approach {
  control: { readonly local: SocketEnd; readonly remote: SocketEnd } | undefined
  greeting: string | undefined
  encryption: Encryption | undefined
  private isLoggedIn = false
  private since = 0
  private readonly clock: () => number
  private readonly notebook: Notebook
  private readonly server: ServerIdentity

  /** `clock` gives milliseconds, those not counted that a person thinks. */
  constructor(notebook: Notebook, server: ServerIdentity, clock: () => number) {
    this.clock = clock
    this.notebook = notebook
    this.server = server
  }

  /** The next step's time begins now. */
  begin(): void {
    this.since = this.clock()
  }

  /** Later connections of the same probe change nothing. */
  readonly observe = (event: ConnectEvent): void => {
    if (this.isLoggedIn) return
    switch (event.kind) {
      case 'connected':
        this.control = { local: event.local, remote: event.remote }
        return this.passed('connect', `${shown(event.local)} → ${shown(event.remote)}`)
      case 'greeted':
        this.greeting = printable(replyText(event.reply))
        return this.passed('greeting', `${event.reply.code} ${this.greeting}`)
      case 'encrypted':
        this.encryption = event.encryption
        return this.passed('encryption', describeEncryption(event.encryption))
      case 'loggedIn':
        this.isLoggedIn = true
        return this.passed('login', `as ${printable(this.server.user)}`)
    }
  }

  /** What stopped it, noted as the step it belongs to. */
  failed(error: unknown): Failure {
    const message = error instanceof Error ? error.message : String(error)
    const reason = isFtpError(error) ? error.reason : undefined
    const step = this.stepOf(reason)
    this.notebook.note({ id: step, status: 'failed', detail: printable(message), ms: this.elapsed() })
    const { question: certificate, expected: expectedFingerprint } = (isFtpError(error) && error.certificate) || {}
    const isTimeUp = error instanceof TimeIsUp
    const details = given({ reply: replyIn(error), code: codeIn(error), certificate, expectedFingerprint })
    return { step, reason, message: printable(message), isTimeUp, ...details }
  }

  private stepOf(reason: FtpErrorReason | undefined): StepId {
    if (reason === 'hostNotFound') return 'lookup'
    if (reason === 'tlsRefused' || reason === 'tlsFailed' || reason === 'certificate') return 'encryption'
    if (reason === 'loginRefused') return 'login'
    return this.order().find((step) => !this.notebook.has(step)) ?? 'features'
  }

  private order(): readonly StepId[] {
    const { security } = this.server
    if (security === 'none') return ['connect', 'greeting', 'login']
    return security === 'explicit' ? ['connect', 'greeting', 'encryption', 'login'] : ['connect', 'encryption', 'greeting', 'login']
  }

  private passed(id: StepId, detail: string): void {
    this.notebook.note({ id, status: 'passed', detail, ms: this.elapsed() })
    this.begin()
  }

  private elapsed(): number {
    return this.clock() - this.since
  }
}

/** The reply behind a refusal, to be read. */
export function replyIn(error: unknown): WayObservation['reply'] {
  const reply = error instanceof DataPortRefused || isFtpError(error) ? error.reply : undefined
  return reply && { code: reply.code, text: printable(replyText(reply)) }
}

function codeIn(error: unknown): string | undefined {
  const { code } = ((error instanceof Error && error.cause) || {}) as NodeJS.ErrnoException
  return code
}

export function shown({ address, port }: SocketEnd): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`
}

function describeEncryption({ protocol, cipher, certificate, trust }: Encryption): string {
  const why = { authority: `signed by ${certificate.issuer}`, pin: 'trusted before', user: 'trusted just now' }[trust]
  return `${protocol}, ${cipher}; certificate of ${printable(certificate.subject)}, ${printable(why)}, valid to ${printable(certificate.validTo)}`
}

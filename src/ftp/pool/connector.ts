/** Makes the connections of one site, each with what is set at the time, and knows when that has become something else. */

import { prefixed, type Logger } from '../../base/log.ts'
import type { ConnectObserver } from '../connectEvent.ts'
import { connectSession } from '../connectSession.ts'
import { Login, type Secrets } from '../login.ts'
import type { CertificateQuestion, Prompts } from '../prompts.ts'
import type { LoginSettings, ProxySettings, ServerIdentity, Timeouts, TlsSettings, TransferSettings } from '../server.ts'
import type { Session } from '../session.ts'
import type { SiteMemory } from '../siteMemory.ts'
import { connectionKey, type ConnectionSettings } from './connectionKey.ts'

export interface ConnectorOptions {
  readonly server: ServerIdentity
  /** Read before every use, as are `login` and `proxy`: connections that were made in another way are not used any more. */
  readonly tls?: () => TlsSettings
  readonly login?: () => LoginSettings
  readonly proxy?: () => ProxySettings | undefined
  /** Awaited before each dial: reads what the settings need from the disk. What it throws is what the dial fails with. */
  readonly ready?: () => Promise<void>
  /** Read before every transfer, so a change takes effect on the connections that are open. */
  readonly transfer: () => TransferSettings
  readonly prompts: Prompts
  readonly log: Logger
  /** Told how far each connection has come. */
  readonly observe?: ConnectObserver
  /** For log lines: `site#2 → PASV`. */
  readonly name: string
}

export class Connector {
  private readonly options: ConnectorOptions
  private readonly timeouts: Timeouts
  private readonly memory: SiteMemory
  private readonly login: Login
  private connected = 0
  private key: string | undefined
  private trustedKey: string | undefined

  constructor(options: ConnectorOptions, timeouts: Timeouts, memory: SiteMemory) {
    this.options = options
    this.timeouts = timeouts
    this.memory = memory
    this.login = new Login(options.server, options.prompts)
  }

  /** True once after a change: what was connected before can't be shared with what will be. */
  hasChanged(): boolean {
    const key = connectionKey(this.settings())
    if (key === this.key) return false
    const isOther = this.key !== undefined && key !== this.trustedKey
    this.key = key
    return isOther
  }

  /** With a password that `isProven` by other connections, a refused login is not for want of a better one. */
  async connect(signal: AbortSignal, isProven: boolean): Promise<Session> {
    const log = prefixed(this.options.log, `${this.options.name}#${++this.connected}`)
    this.trustedKey = undefined
    await this.prepare(signal, isProven)
    const connect = (secrets: Secrets) => {
      const settings = this.settings() // again for each password: a certificate may have been trusted before the last one was refused
      const certificate = (question: CertificateQuestion) => {
        if (!isProven) this.trustedKey = keyWithPin(settings, question.fingerprint)
        return this.options.prompts.certificate(question, signal)
      }
      const { timeouts, memory } = this
      const { transfer, observe } = this.options
      const prompts = { certificate }
      return connectSession({ ...settings, ...secrets, prompts, settings: transfer, memory, timeouts, log, observe, signal })
    }
    return this.login.attempt(connect, signal, isProven)
  }

  /** What was read for the first connection changes nothing: there is none that was made without it. */
  private async prepare(signal: AbortSignal, isProven: boolean): Promise<void> {
    if (!this.options.ready) return
    await this.options.ready()
    signal.throwIfAborted() // a later dial may have read more
    if (!isProven) this.key = connectionKey(this.settings())
  }

  private settings(): ConnectionSettings {
    const { server, tls, login, proxy } = this.options
    return { server, tls: tls?.() ?? {}, login: login?.() ?? {}, proxy: proxy?.() }
  }
}

/** Whoever trusts the certificate of the connection that is being made, pins it: that connection is as good as later ones. */
function keyWithPin(settings: ConnectionSettings, pin: string): string {
  return connectionKey({ ...settings, tls: { ...settings.tls, pin } })
}

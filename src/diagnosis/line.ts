/** A probe's connection to the server: one login at a time, made anew where the one before can't be used any more. */

import type { Disposable } from '../base/disposable.ts'
import { isFtpError } from '../ftp/ftpError.ts'
import type { Connector } from '../ftp/pool/connector.ts'
import type { Session } from '../ftp/session.ts'

export class Line implements Disposable {
  private current: Session | undefined
  /** A "no" is final: who goes on trying gets banned. */
  private refusal: Error | undefined
  private readonly connector: Connector
  private readonly signal: AbortSignal

  constructor(connector: Connector, signal: AbortSignal) {
    this.connector = connector
    this.signal = signal
  }

  /** Connected and logged in, with no reply owed. Throws what `Connector.connect` throws. */
  async session(): Promise<Session> {
    const { current } = this
    if (current && current.error === undefined && !current.isOwed) return current
    current?.dispose()
    if (this.refusal) throw this.refusal
    try {
      this.current = await this.connector.connect(this.signal, current !== undefined)
      return this.current
    } catch (error) {
      if (isFtpError(error, 'loginRefused', 'proxyRefused', 'certificate', 'tlsRefused')) this.refusal = error
      throw error
    }
  }

  /** Says goodbye. */
  async leave(): Promise<void> {
    await this.current?.quit()
  }

  dispose(): void {
    this.current?.dispose()
  }
}

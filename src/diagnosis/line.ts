/** A probe's connection to the server: one login at a time, made anew where the one before was lost. */

import type { Disposable } from '../base/disposable.ts'
import type { Connector } from '../ftp/pool/connector.ts'
import type { Session } from '../ftp/session.ts'

export class Line implements Disposable {
  private current: Session | undefined
  private readonly connector: Connector
  private readonly signal: AbortSignal

  constructor(connector: Connector, signal: AbortSignal) {
    this.connector = connector
    this.signal = signal
  }

  /** Connected and logged in. Throws what `Connector.connect` throws. */
  async session(): Promise<Session> {
    if (this.current && this.current.error === undefined) return this.current
    const isProven = this.current !== undefined
    this.current = await this.connector.connect(this.signal, isProven)
    return this.current
  }

  /** Says goodbye. */
  async leave(): Promise<void> {
    await this.current?.quit()
  }

  dispose(): void {
    this.current?.dispose()
  }
}

/**
 * Passwords, of servers and of proxies, and trusted certificates. A password is kept in the editor's secret storage under everything that decides who
 * receives it, or, if the user would rather not store it, in memory until the window closes.
 */

import type { Memento, SecretStorage } from 'vscode'
import type { ProxySettings, ServerIdentity } from '../ftp/server.ts'
import { proxySecretKey } from '../sites/proxy.ts'
import { secretKey } from '../sites/site.ts'

/** Who a password is for. */
export type Recipient = ServerIdentity | ProxySettings

export class Passwords {
  private readonly storage: SecretStorage
  private readonly remembered = new Map<string, string>()

  constructor(storage: SecretStorage) {
    this.storage = storage
  }

  async get(recipient: Recipient): Promise<string | undefined> {
    const key = keyOf(recipient)
    return this.remembered.get(key) ?? (await this.storage.get(key))
  }

  /** `store` false keeps it in memory only, and removes one that was stored before. */
  async set(recipient: Recipient, password: string, store: boolean): Promise<void> {
    const key = keyOf(recipient)
    this.remembered.set(key, password)
    if (store) await this.storage.store(key, password)
    else await this.storage.delete(key)
  }

  async forget(recipient: Recipient): Promise<void> {
    const key = keyOf(recipient)
    this.remembered.delete(key)
    await this.storage.delete(key)
  }
}

/** Fingerprints the user has said yes to, one for each host and port. */
export class TrustedCertificates {
  private readonly state: Memento

  constructor(state: Memento) {
    this.state = state
  }

  fingerprint(server: ServerIdentity): string | undefined {
    return this.state.get<string>(pinKey(server))
  }

  async trust(server: ServerIdentity, fingerprint: string): Promise<void> {
    await this.state.update(pinKey(server), fingerprint)
  }

  /** The next certificate is asked about again. */
  async forget(server: ServerIdentity): Promise<void> {
    await this.state.update(pinKey(server), undefined)
  }
}

/** Equal for two questions that have one answer: the same certificate of another server is another question. */
export function questionKey(server: ServerIdentity, fingerprint: string): string {
  return `${pinKey(server)} ${fingerprint}`
}

function pinKey(server: ServerIdentity): string {
  return `certificate:${JSON.stringify([server.host.toLowerCase(), server.port])}`
}

function keyOf(recipient: Recipient): string {
  return 'kind' in recipient ? proxySecretKey(recipient) : secretKey(recipient)
}

/**
 * Passwords, of servers and of proxies, and trusted certificates. A password is kept in the editor's secret storage under
 * everything that decides who receives it, or, if the user would rather not store it, in memory until the window closes.
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
  /** To be stored when it turns out to be right. */
  private readonly unproven = new Map<string, string>()

  constructor(storage: SecretStorage) {
    this.storage = storage
  }

  async get(recipient: Recipient): Promise<string | undefined> {
    const key = recipientKey(recipient)
    return this.remembered.get(key) ?? (await this.storage.get(key))
  }

  /** `store` false keeps it in memory only, and removes one that was stored before. */
  async set(recipient: Recipient, password: string, store: boolean): Promise<void> {
    const key = recipientKey(recipient)
    this.unproven.delete(key)
    this.remembered.set(key, password)
    if (store) await this.storage.store(key, password)
    else await this.storage.delete(key)
  }

  /** As `set`, but it is stored only when it is proven: a mistyped one would be sent again from the next window. */
  async tryOut(recipient: Recipient, password: string, store: boolean): Promise<void> {
    await this.set(recipient, password, false)
    if (store) this.unproven.set(recipientKey(recipient), password)
  }

  /** The recipient has taken this password; a no-op unless it was tried out. */
  async proven(recipient: Recipient, password: string): Promise<void> {
    if (this.unproven.get(recipientKey(recipient)) === password) await this.set(recipient, password, true)
  }

  async forget(recipient: Recipient): Promise<void> {
    const key = recipientKey(recipient)
    this.unproven.delete(key)
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

/** Equal for those who may get the same password. */
export function recipientKey(recipient: Recipient): string {
  return 'kind' in recipient ? proxySecretKey(recipient) : secretKey(recipient)
}

/** The questions the core can have. The hosts answer them: dialogs in the editor, flags and a terminal on the command line. */

import type { ProxySettings, ServerIdentity } from './server.ts'

/** What is known of a certificate that could not be trusted by itself. */
export interface CertificateQuestion {
  readonly server: ServerIdentity
  /** SHA-256 of the certificate, upper-case hex with colons. */
  readonly fingerprint: string
  readonly subject: string
  readonly issuer: string
  /** The names it is valid for. */
  readonly names: readonly string[]
  readonly validFrom: string
  readonly validTo: string
  /** What is wrong with it, as the TLS library says it: `DEPTH_ZERO_SELF_SIGNED_CERT`, `CERT_HAS_EXPIRED`, … */
  readonly problem: string
}

export interface Prompts {
  /** The password for this login, or undefined if the user would rather not. `refused` is the server's text for the last one. */
  password(server: ServerIdentity, refused: string | undefined, signal?: AbortSignal): Promise<string | undefined>
  /** The account for this login (ACCT, RFC 959 section 4.1.1), which few servers want besides the password. As for the password. */
  account(server: ServerIdentity, refused: string | undefined, signal?: AbortSignal): Promise<string | undefined>
  /** For a proxy that has a user and no password. As for the password; `refused` is the engine's sentence about the last one. */
  proxyPassword(proxy: ProxySettings, refused: string | undefined, signal?: AbortSignal): Promise<string | undefined>
  /** A secret that was given for this server or proxy has led to a connection: now it may be stored. Must not throw. */
  accepted?(recipient: ServerIdentity | ProxySettings, secret: string): void
  /** True to trust this certificate for this server, now and later. */
  certificate(question: CertificateQuestion, signal?: AbortSignal): Promise<boolean>
}

/** The same questions, each asked by `around`: to do something before it or after it. */
export function promptsWithin(around: <T>(ask: () => Promise<T>) => Promise<T>, prompts: Prompts): Prompts {
  return {
    password: (server, refused, signal) => around(() => prompts.password(server, refused, signal)),
    account: (server, refused, signal) => around(() => prompts.account(server, refused, signal)),
    proxyPassword: (proxy, refused, signal) => around(() => prompts.proxyPassword(proxy, refused, signal)),
    certificate: (question, signal) => around(() => prompts.certificate(question, signal)),
    accepted: (recipient, secret) => prompts.accepted?.(recipient, secret),
  }
}

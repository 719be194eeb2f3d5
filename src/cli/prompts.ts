/**
 * The engine's questions, answered on a command line: the password from the environment, the URL or the terminal, the account
 * and the proxy's password from the environment or the terminal, the certificate by nothing but `--ca` and `--pin`. Asking
 * "trust it?" in a terminal teaches people to say yes.
 */

import { printable } from '../base/printable.ts'
import type { CertificateQuestion, Prompts } from '../ftp/prompts.ts'
import type { ProxySettings, ServerIdentity } from '../ftp/server.ts'
import { describeProxy } from '../sites/proxy.ts'
import { describeServer } from '../sites/site.ts'
import { askSecret } from './askSecret.ts'
import type { Io } from './io.ts'

interface Question {
  /** `Password for ann@example.org` */
  readonly text: string
  /** What to say where nobody can be asked. */
  readonly missing: string
  /** In the environment, if it should be there. */
  readonly variable: string
  readonly refused: string | undefined
}

export class TerminalPrompts implements Prompts {
  /** The certificate that was turned down, for the message at the end. */
  refusedCertificate: CertificateQuestion | undefined

  private readonly io: Io
  private readonly known: readonly string[]
  private readonly interrupt: () => void
  private given = 0

  /** `fromUrl` is the password in the URL; `interrupt` is called for Ctrl+C while a secret is typed. */
  constructor(io: Io, login: { readonly isAnonymous: boolean; readonly fromUrl: string | undefined }, interrupt: () => void) {
    this.io = io
    this.interrupt = interrupt
    const anonymous = login.isAnonymous ? 'anonymous@' : undefined // RFC 1635
    this.known = [io.env['PORTSIDE_PASSWORD'], login.fromUrl, anonymous].filter((password) => password !== undefined).slice(0, 1)
  }

  async password(server: ServerIdentity, refused: string | undefined, signal?: AbortSignal): Promise<string | undefined> {
    const known = this.known[this.given++]
    if (known !== undefined) return known
    const who = printable(describeServer(server))
    const question = { text: `Password for ${who}`, missing: `No password for ${who}.`, variable: 'PORTSIDE_PASSWORD', refused }
    return await this.typed(question, signal)
  }

  async account(server: ServerIdentity, refused: string | undefined, signal?: AbortSignal): Promise<string | undefined> {
    const who = printable(describeServer(server))
    const question = { text: `Account for ${who}`, missing: `${who} wants an account.`, variable: 'PORTSIDE_ACCOUNT', refused }
    return this.fromEnvironment(question) ?? (await this.typed(question, signal))
  }

  async proxyPassword(proxy: ProxySettings, refused: string | undefined, signal?: AbortSignal): Promise<string | undefined> {
    const who = `the proxy ${printable(describeProxy(proxy))}`
    const question = { text: `Password for ${who}`, missing: `No password for ${who}.`, variable: 'PORTSIDE_PROXY_PASSWORD', refused }
    return this.fromEnvironment(question) ?? (await this.typed(question, signal))
  }

  async certificate(question: CertificateQuestion): Promise<boolean> {
    this.refusedCertificate = question
    return false
  }

  /** What is refused is not tried again. */
  private fromEnvironment({ variable, refused }: Question): string | undefined {
    return refused === undefined ? this.io.env[variable] : undefined
  }

  private async typed({ text, missing, variable, refused }: Question, signal: AbortSignal | undefined): Promise<string | undefined> {
    if (this.io.stdin.isTTY === true) return await askSecret(this.io, `${text}: `, this.interrupt, signal)
    if (refused !== undefined) return undefined // the engine's own error says that it was refused
    throw new Error(`${missing} Set ${variable}, or run this in a terminal to be asked.`)
  }
}

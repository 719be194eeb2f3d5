/**
 * The engine's questions, answered on a command line: the password from the environment, the URL or the terminal, the
 * account from the environment or the terminal, the certificate by nothing but `--ca` and `--pin`. Asking "trust it?" in a terminal teaches people to say yes.
 */

import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { onAbort, withResolvers } from '../base/abort.ts'
import { printable } from '../base/printable.ts'
import type { CertificateQuestion, Prompts } from '../ftp/prompts.ts'
import type { ServerIdentity } from '../ftp/server.ts'
import { describeServer } from '../sites/site.ts'
import type { Io } from './io.ts'

export class TerminalPrompts implements Prompts {
  /** The certificate that was turned down, for the message at the end. */
  refusedCertificate: CertificateQuestion | undefined

  private readonly io: Io
  private readonly known: readonly string[]
  private readonly interrupt: () => void
  private given = 0

  /** `fromUrl` is the password in the URL; `interrupt` is called for Ctrl+C while a password is typed. */
  constructor(io: Io, login: { readonly isAnonymous: boolean; readonly fromUrl: string | undefined }, interrupt: () => void) {
    this.io = io
    this.interrupt = interrupt
    const anonymous = login.isAnonymous ? 'anonymous@' : undefined // RFC 1635
    this.known = [io.env['PORTSIDE_PASSWORD'], login.fromUrl, anonymous].filter((password) => password !== undefined).slice(0, 1)
  }

  async password(server: ServerIdentity, refused: string | undefined, signal?: AbortSignal): Promise<string | undefined> {
    const known = this.known[this.given++]
    if (known !== undefined) return known
    if (this.io.stdin.isTTY === true) return await this.ask(`Password for ${printable(describeServer(server))}: `, signal)
    if (refused !== undefined) return undefined // the engine's own error says that it was refused
    throw new Error(`No password for ${printable(describeServer(server))}. Set PORTSIDE_PASSWORD, or run this in a terminal to be asked.`)
  }

  /** The environment's is given once; a refused one is asked for again, like the password. */
  async account(server: ServerIdentity, refused: string | undefined, signal?: AbortSignal): Promise<string | undefined> {
    const known = this.io.env['PORTSIDE_ACCOUNT']
    if (known !== undefined && refused === undefined) return known
    if (this.io.stdin.isTTY === true) return await this.ask(`Account for ${printable(describeServer(server))}: `, signal)
    if (refused !== undefined) return undefined // as above
    throw new Error(`${printable(describeServer(server))} wants an account. Set PORTSIDE_ACCOUNT, or run this in a terminal to be asked.`)
  }

  async certificate(question: CertificateQuestion): Promise<boolean> {
    this.refusedCertificate = question
    return false
  }

  /** One line from the terminal, not shown. */
  private async ask(text: string, signal: AbortSignal | undefined): Promise<string | undefined> {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
    const lines = createInterface({ input: this.io.stdin, output: nowhere, terminal: true })
    const { promise, resolve, reject } = withResolvers<string | undefined>()
    const listening = onAbort(signal, reject)
    lines.once('line', resolve).once('close', () => resolve(undefined)) // Ctrl+D
    lines.once('SIGINT', () => {
      this.interrupt()
      resolve(undefined)
    })
    this.io.stderr.write(text)
    try {
      return await promise
    } finally {
      listening.dispose()
      lines.close()
      this.io.stderr.write('\n')
    }
  }
}

/**
 * The secrets of one site's login, the password and where servers want it the account: each asked for once, shared by all the
 * site's connections, asked for again when it is refused.
 */

import { printable } from '../base/printable.ts'
import { FtpError, isFtpError } from './ftpError.ts'
import type { Prompts } from './prompts.ts'
import { replyText } from './reply.ts'
import type { ServerIdentity } from './server.ts'

/** Each is called when the server asks for it. */
export interface Secrets {
  readonly password: () => Promise<string>
  readonly account: () => Promise<string>
}

/** The server has hung up while a secret was looked for. `message` and `reply` are those of the connection's end. */
export class LostWhileAsking extends FtpError {}

type Secret = keyof Secrets

const maxAttempts = 3 // servers lock accounts and ban addresses after a few more

export class Login {
  private readonly known = new Map<Secret, string>()
  private readonly server: ServerIdentity
  private readonly prompts: Pick<Prompts, Secret>

  constructor(server: ServerIdentity, prompts: Pick<Prompts, Secret>) {
    this.server = server
    this.prompts = prompts
  }

  /**
   * Runs `connect`, again with another secret while the server refuses it and the user has one more. With secrets that are
   * proven (`isProven`) by other connections a refusal is about something else.
   */
  async attempt<T>(connect: (secrets: Secrets) => Promise<T>, signal: AbortSignal, isProven = false): Promise<T> {
    const asked = new Set<Secret>()
    for (let attempt = 1; ;) {
      const given: Secret[] = []
      try {
        return await connect(this.secrets(given, signal))
      } catch (error) {
        const refused = given.at(-1)
        // Found after the server's patience had ended: now it is at hand. Asked for no second time, it can't get lost twice.
        if (error instanceof LostWhileAsking && refused !== undefined && !asked.has(refused)) asked.add(refused)
        else if (!isRefusedSecret(error) || refused === undefined || isProven) throw error
        else if (!(await this.askAgain(refused, error, attempt++, signal))) throw error
      }
    }
  }

  /** Notes in `given` what was handed out: the last is what a refusal is about. */
  private secrets(given: Secret[], signal: AbortSignal): Secrets {
    const give = (secret: Secret) => {
      given.push(secret)
      return this.current(secret, signal)
    }
    return { password: () => give('password'), account: () => give('account') }
  }

  private async current(secret: Secret, signal: AbortSignal): Promise<string> {
    const answer = this.known.get(secret) ?? (await this.prompts[secret](this.server, undefined, signal))
    // Whoever would rather not give it has cancelled: they need not be told that the login failed.
    if (answer === undefined) throw new DOMException(`No ${secret} was given.`, 'AbortError')
    this.known.set(secret, answer)
    return answer
  }

  /** True if there is another one to try. */
  private async askAgain(secret: Secret, error: FtpError, attempt: number, signal: AbortSignal): Promise<boolean> {
    const refused = this.known.get(secret)
    const text = error.reply ? printable(replyText(error.reply)) : error.message
    const answer = attempt < maxAttempts ? await this.prompts[secret](this.server, text, signal) : undefined
    if (answer === undefined || answer === refused) this.known.delete(secret)
    else this.known.set(secret, answer)
    return this.known.has(secret)
  }
}

/** Other refusals, as `500 OOPS: cannot change directory`, are not for want of a better password. 532 is "need account". */
function isRefusedSecret(error: unknown): error is FtpError {
  return isFtpError(error, 'loginRefused') && [430, 530, 532].includes(error.reply?.code ?? 0)
}

/** The password of one site's login: asked for once, shared by all its connections, asked for again when it is refused. */

import { printable } from '../base/printable.ts'
import { isFtpError, type FtpError } from './ftpError.ts'
import type { Prompts } from './prompts.ts'
import { replyText } from './reply.ts'
import type { ServerIdentity } from './server.ts'

const maxAttempts = 3 // servers lock accounts and ban addresses after a few more

export class Login {
  private password: string | undefined
  private readonly server: ServerIdentity
  private readonly prompts: Pick<Prompts, 'password'>

  constructor(server: ServerIdentity, prompts: Pick<Prompts, 'password'>) {
    this.server = server
    this.prompts = prompts
  }

  /**
   * Runs `connect`, again with another password while the server refuses it and the user has one more. With a password that
   * `isProven` by other connections a refusal is about something else: `530 Sorry, the maximum number of clients …`.
   */
  async attempt<T>(connect: (password: () => Promise<string>) => Promise<T>, signal: AbortSignal, isProven = false): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await connect(() => this.current(signal))
      } catch (error) {
        const refused = this.password
        if (!isWrongPassword(error) || refused === undefined || isProven) throw error
        const text = error.reply ? printable(replyText(error.reply)) : error.message
        this.password = attempt < maxAttempts ? await this.prompts.password(this.server, text, signal) : undefined
        if (this.password === undefined || this.password === refused) {
          this.password = undefined
          throw error
        }
      }
    }
  }

  private async current(signal: AbortSignal): Promise<string> {
    this.password ??= await this.prompts.password(this.server, undefined, signal)
    // Whoever would rather not give a password has cancelled: they need not be told that the login failed.
    if (this.password === undefined) throw new DOMException('No password was given.', 'AbortError')
    return this.password
  }
}

/** Other refusals, as `500 OOPS: cannot change directory`, are not for want of a better password. */
function isWrongPassword(error: unknown): error is FtpError {
  return isFtpError(error, 'loginRefused') && (error.reply?.code === 530 || error.reply?.code === 430)
}

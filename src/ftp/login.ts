/**
 * The secrets of one site's login, the password and where they are wanted the account and the proxy's password: each asked for
 * once, shared by all the site's connections, asked for again when it is refused.
 */

import { printable } from '../base/printable.ts'
import { FtpError, isFtpError } from './ftpError.ts'
import type { Prompts } from './prompts.ts'
import { shownAddress } from './proxy.ts'
import { replyText } from './reply.ts'
import type { ProxySettings, ServerIdentity } from './server.ts'

/** Each is called when the server asks for it, and the proxy's before the proxy is dialled. */
export interface Secrets {
  readonly password: () => Promise<string>
  readonly account: () => Promise<string>
  readonly proxyPassword: (proxy: ProxySettings) => Promise<string>
}

/** The server has hung up while a secret was looked for. `message` and `reply` are those of the connection's end. */
export class LostWhileAsking extends FtpError {}

/** A secret that was handed out. */
interface Given {
  /** Equal for the same secret of the same recipient. */
  readonly key: string
  readonly to: 'server' | 'proxy'
  readonly recipient: ServerIdentity | ProxySettings
  readonly ask: (refused: string | undefined) => Promise<string | undefined>
}

const maxAttempts = 3 // servers lock accounts and ban addresses after a few more

export class Login {
  private readonly known = new Map<string, string>()
  private readonly server: ServerIdentity
  private readonly prompts: Omit<Prompts, 'certificate'>

  constructor(server: ServerIdentity, prompts: Omit<Prompts, 'certificate'>) {
    this.server = server
    this.prompts = prompts
  }

  /**
   * Runs `connect`, again with another secret while the server or the proxy refuses it and the user has one more. With secrets
   * that are proven (`isProven`) by other connections a refusal is about something else.
   */
  async attempt<T>(connect: (secrets: Secrets) => Promise<T>, signal: AbortSignal, isProven = false): Promise<T> {
    const late = new Set<string>()
    const attempts = { server: 1, proxy: 1 }
    for (;;) {
      const given: Given[] = []
      try {
        const connection = await connect(this.secrets(given, signal))
        for (const secret of given) this.accepted(secret)
        return connection
      } catch (error) {
        const last = given.at(-1)
        // Found after the server's patience had ended: now it is at hand. Asked for no second time, it can't get lost twice.
        if (error instanceof LostWhileAsking && last && !late.has(last.key)) late.add(last.key)
        else if (!last || !isRefusal(error, last) || isProven) throw error
        else if (!(await this.askAgain(last, error, attempts[last.to]++))) throw error
      }
    }
  }

  /** Notes in `given` what was handed out: the last is what a refusal is about. */
  private secrets(given: Given[], signal: AbortSignal): Secrets {
    const { server, prompts } = this
    const give = (secret: Given) => {
      given.push(secret)
      return this.current(secret)
    }
    const giveServer = (key: 'password' | 'account') =>
      give({ key, to: 'server', recipient: server, ask: (refused) => prompts[key](server, refused, signal) })
    const proxyPassword = (proxy: ProxySettings) =>
      give({ key: keyOf(proxy), to: 'proxy', recipient: proxy, ask: (refused) => prompts.proxyPassword(proxy, refused, signal) })
    return { password: () => giveServer('password'), account: () => giveServer('account'), proxyPassword }
  }

  private async current({ key, ask }: Given): Promise<string> {
    const answer = this.known.get(key) ?? (await ask(undefined))
    // Whoever would rather not give it has cancelled: they need not be told that the login failed.
    if (answer === undefined) throw new DOMException('A question was not answered.', 'AbortError')
    this.known.set(key, answer)
    return answer
  }

  private accepted({ key, recipient }: Given): void {
    const secret = this.known.get(key)
    if (secret !== undefined) this.prompts.accepted?.(recipient, secret)
  }

  /** True if there is another one to try. */
  private async askAgain({ key, ask }: Given, { reply, message }: FtpError, attempt: number): Promise<boolean> {
    const refused = this.known.get(key)
    const answer = attempt < maxAttempts ? await ask(reply ? printable(replyText(reply)) : message) : undefined
    if (answer === undefined || answer === refused) this.known.delete(key)
    else this.known.set(key, answer)
    return this.known.has(key)
  }
}

/** Different for proxies that must not see each other's passwords. */
function keyOf(proxy: ProxySettings): string {
  return JSON.stringify([shownAddress(proxy).toLowerCase(), proxy.user])
}

/** Other refusals, as `500 OOPS: cannot change directory`, are not for want of a better password. 532 is "need account". */
function isRefusal(error: unknown, { to }: Given): error is FtpError {
  if (to === 'proxy') return isFtpError(error, 'proxyRefused')
  return isFtpError(error, 'loginRefused') && [430, 530, 532].includes(error.reply?.code ?? 0)
}

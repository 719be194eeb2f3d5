/** What a server can do: announced by FEAT (RFC 2389), corrected by experience. */

import { isPositive, type Reply } from './reply.ts'

/** Knowledge about one command or extension. `unknown` is worth a try. */
export type Ability = 'yes' | 'no' | 'unknown'

export class Features {
  private readonly announced = new Map<string, string>()
  private readonly refused = new Set<string>()
  private wasAnswered = false

  /** Takes the reply to FEAT; lines come bare, indented, or with the code in front. */
  learn(reply: Reply): void {
    if (!isPositive(reply)) return
    this.wasAnswered = true
    for (const line of reply.lines.slice(1, -1)) {
      const [name = '', ...rest] = line.trim().split(' ')
      if (name !== '') this.announced.set(name.toUpperCase(), rest.join(' '))
    }
  }

  /** The server answered that it doesn't know this command, whatever FEAT says. */
  refuse(name: string): void {
    this.refused.add(name)
  }

  of(name: string): Ability {
    if (this.refused.has(name)) return 'no'
    if (this.announced.has(name)) return 'yes'
    // A server that lists its features and leaves this one out may still have it, if it is older than FEAT itself.
    return this.wasAnswered && extensionsOnlyInFeat.has(name) ? 'no' : 'unknown'
  }

  has(name: string): boolean {
    return this.of(name) === 'yes'
  }
}

/** RFC 3659 and the MFMT draft: these must be announced to be there. */
const extensionsOnlyInFeat: ReadonlySet<string> = new Set(['MLST', 'MFMT', 'UTF8'])

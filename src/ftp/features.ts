/**
 * What a server can do: announced by FEAT (RFC 2389), corrected by experience.
 *
 * Each line is a name and its parameters, and comes with a blank in front, as the RFC has it, with four (IIS), with the code
 * (`211-MDTM`, ProFTPD), or bare. `211 no-features` announces none.
 */

import { isPositive, type Reply } from './reply.ts'

/** Knowledge about one command or extension. `unknown` is worth a try. */
export type Ability = 'yes' | 'no' | 'unknown'

export class Features {
  /** Parameters by name. */
  private readonly announced = new Map<string, string>()
  private readonly refused = new Set<string>()
  private wasAnswered = false

  /** Takes the reply to FEAT. */
  learn(reply: Reply): void {
    if (!isPositive(reply)) return
    this.wasAnswered = true
    for (const line of reply.lines.slice(1, -1)) this.announce(line.trim())
  }

  private announce(line: string): void {
    const [, name = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(line) ?? []
    if (name === '') return
    const key = name.toUpperCase()
    const parameters = rest.replaceAll(',', ';') // drftpd: `MLST type*,x.crc32*,size*`
    const before = this.announced.get(key)?.replace(/;$/, '') ?? ''
    // `AUTH SSL` and `AUTH TLS`, `SITE MKDIR` and `SITE UTIME` have a line each on many servers.
    this.announced.set(key, before === '' ? parameters : `${before};${parameters}`)
  }

  /**
   * What stands behind an announced name: `type*;size*;` of MLST, `SHA-256;SHA-1*;MD5` of HASH. Between two there is a semicolon,
   * whatever the server has there. Empty where there are none; undefined for what isn't announced.
   */
  parameters(name: string): string | undefined {
    return this.announced.get(name)
  }

  /** All that was announced, as `MLST type*;size*;`. */
  get all(): readonly string[] {
    return [...this.announced].map(([name, parameters]) => `${name} ${parameters}`.trim())
  }

  /** What stands behind an announced name is other now: OPTS can change it. */
  replace(name: string, parameters: string): void {
    this.announced.set(name, parameters)
  }

  /** The server answered that it doesn't know this command, whatever FEAT says. */
  refuse(name: string): void {
    this.refused.add(name)
  }

  /** Of a command, or of a command with its first parameter: `SITE UTIME`. */
  of(name: string): Ability {
    if (this.refused.has(name)) return 'no'
    if (this.isAnnounced(name)) return 'yes'
    // A server that lists its features and leaves this one out may still have it, if it is older than FEAT itself.
    return this.wasAnswered && extensionsOnlyInFeat.has(name) ? 'no' : 'unknown'
  }

  has(name: string): boolean {
    return this.of(name) === 'yes'
  }

  private isAnnounced(name: string): boolean {
    if (this.announced.has(name)) return true
    const [, verb = '', parameter = ''] = /^(\S+) (.+)$/.exec(name) ?? []
    return this.parametersOf(verb).includes(parameter)
  }

  private parametersOf(name: string): readonly string[] {
    return this.announced.get(name)?.toUpperCase().split(';') ?? []
  }
}

/** RFC 3659 and the MFMT draft: these must be announced to be there. */
const extensionsOnlyInFeat: ReadonlySet<string> = new Set(['MLST', 'MFMT', 'UTF8'])

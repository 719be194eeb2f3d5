/**
 * What is synced and what is not. One set of rules holds for both sides, so that nothing seems to be missing on one of them. In
 * this order, and the first that speaks decides:
 *
 * 1. Portside's own temporary files are never synced.
 * 2. The default rules. An `include` doesn't overrule them, only `withoutDefaults` does: nobody uploads a key because of `**`.
 * 3. `exclude`.
 * 4. The ignore files of this computer's side.
 * 5. Where there is an `include`, whatever it doesn't match.
 *
 * What lies in a folder that is left out is left out.
 */

import { createHash } from 'node:crypto'
import type { OperationOptions } from '../files/fileSystem.ts'
import { defaultPatternFor, defaultPatterns, isTemporaryName } from './defaultRules.ts'
import { compileGlobs, matches, mayMatchBelow, RulesError, type Glob, type RuleProblem } from './glob.ts'
import { IgnoreFiles } from './ignoreFiles.ts'
import { nameOf, parentOf } from './relativePath.ts'
import type { RuleSettings } from './settings.ts'
import type { Replica } from './side.ts'

/** What is known of a path once the rules were asked. */
interface Verdict {
  readonly leftOut: string | undefined
  /** `include` matches it, or a folder above it, or there is none. */
  readonly isIncluded: boolean
}

export interface RulesOptions {
  /** Where ignore files are read. */
  readonly local: Replica
  /** One of the sides takes `A.txt` and `a.txt` for one. */
  readonly foldsCase?: boolean
}

export class Rules {
  private readonly include: readonly Glob[]
  private readonly exclude: readonly Glob[]
  private readonly ignoreFiles: IgnoreFiles
  private readonly folders = new Map<string, Verdict>()
  private readonly settings: RuleSettings
  /** Of one of the sides. */
  readonly foldsCase: boolean

  /** Throws a `RulesError` if a pattern can't be used. */
  constructor(settings: RuleSettings, { local, foldsCase = false }: RulesOptions) {
    const problems: RuleProblem[] = []
    this.settings = settings
    this.foldsCase = foldsCase
    this.include = compileGlobs('include', settings.include, foldsCase, problems)
    this.exclude = compileGlobs('exclude', settings.exclude, foldsCase, problems)
    if (problems.length > 0) throw new RulesError(problems)
    const names = settings.gitignore ? ['.gitignore', '.portsideignore'] : ['.portsideignore']
    this.ignoreFiles = new IgnoreFiles(local, { names, foldsCase })
    this.folders.set('', { leftOut: undefined, isIncluded: settings.include.length === 0 })
  }

  /**
   * Reads the ignore files of `folder` and of those above it, once. Until then nothing can be said of what is in it. Throws if one
   * is there and can't be read: what it would have kept back is not known then.
   */
  async prepare(folder: string, options: OperationOptions = {}): Promise<void> {
    if (this.ignoreFiles.isLoaded(folder)) return
    const parent = folder === '' ? undefined : parentOf(folder)
    if (parent !== undefined) {
      await this.prepare(parent, options)
      if (this.leftOut(folder, true) !== undefined) return
    }
    await this.ignoreFiles.load(folder, parent, options)
  }

  /** The rule, to be shown, that leaves `path` out; undefined if none does. Throws unless its folder is prepared. */
  leftOut(path: string, isFolder: boolean): string | undefined {
    return this.verdictOn(path, isFolder).leftOut
  }

  /** False for a folder that is only passed through on the way to what an `include` may match. */
  isIncluded(path: string, isFolder: boolean): boolean {
    return this.verdictOn(path, isFolder).isIncluded
  }

  /**
   * Stands for all that decides, ignore files as far as they were read: only after a scan of everything for all of it. Where it is
   * another than before, what is missing may only have been left out.
   */
  get fingerprint(): string {
    const { include, exclude, gitignore, withoutDefaults = false } = this.settings
    const defaults = withoutDefaults ? [] : defaultPatterns
    const all = { include, exclude, gitignore, defaults, foldsCase: this.foldsCase, files: this.ignoreFiles.describe() }
    return createHash('sha256').update(JSON.stringify(all)).digest('hex')
  }

  private verdictOn(path: string, isFolder: boolean): Verdict {
    return isFolder ? this.ofFolder(path) : this.inFolder(path, false)
  }

  private ofFolder(folder: string): Verdict {
    const known = this.folders.get(folder)
    if (known) return known
    const verdict = this.inFolder(folder, true)
    this.folders.set(folder, verdict)
    return verdict
  }

  private inFolder(path: string, isFolder: boolean): Verdict {
    const above = this.ofFolder(parentOf(path))
    if (above.leftOut !== undefined) return above
    const composed = path.normalize('NFC')
    const isIncluded = above.isIncluded || this.include.some((glob) => matches(glob, composed, isFolder))
    const isOnTheWay = isFolder && this.include.some((glob) => mayMatchBelow(glob, composed))
    const leftOut = this.ruleAgainst(path, composed, isFolder) ?? (isIncluded || isOnTheWay ? undefined : 'not in include')
    return { leftOut, isIncluded }
  }

  private ruleAgainst(path: string, composed: string, isFolder: boolean): string | undefined {
    const name = nameOf(path)
    if (isTemporaryName(name)) return 'temporary file'
    const standard = this.settings.withoutDefaults === true ? undefined : defaultPatternFor(name)
    if (standard !== undefined) return `default: ${standard}`
    const excluded = this.exclude.find((glob) => matches(glob, composed, isFolder))
    return excluded ? `exclude: ${excluded.text}` : this.ignoreFiles.ruleFor(parentOf(path), composed, isFolder)
  }
}

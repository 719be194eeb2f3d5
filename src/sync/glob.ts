/**
 * Globs on paths relative to the root of a sync: minimatch's, with the habits of `.gitignore`. Without a slash a pattern is about
 * names at any depth, `/dist` is only what lies in the root, `css/` is a folder and so all below it.
 *
 * Patterns may come with a folder from somebody else, so what would take long is refused. A pattern is never passed over in
 * silence: a rule that isn't applied uploads what it should have kept here.
 */

import { Minimatch, braceExpand, type MinimatchOptions } from 'minimatch'
import { printable } from '../base/printable.ts'

export interface Glob {
  /** As it was written. */
  readonly text: string
  /** One for each way through its braces. */
  readonly rows: readonly Row[]
}

interface Row {
  readonly matcher: Minimatch
  readonly isForFolders: boolean
}

export interface RuleProblem {
  /** Where it was written. */
  readonly list: 'include' | 'exclude'
  readonly pattern: string
  /** A sentence that names it. */
  readonly message: string
}

/** Patterns that can't be used, all of them. */
export class RulesError extends Error {
  override readonly name = 'RulesError'
  readonly problems: readonly RuleProblem[]

  constructor(problems: readonly RuleProblem[]) {
    super(problems.map(({ message }) => message).join(' '))
    this.problems = problems
  }
}

const maxChars = 1024
const maxBraces = 16
const maxParentheses = 32
const maxBrackets = 64
const maxGlobstars = 16
/** Of one pattern, once its braces are resolved, and of a whole list. */
const maxRows = 256
const maxRowsInAll = 1000

/** Notes what is wrong with them in `problems`. */
export function compileGlobs(
  list: RuleProblem['list'],
  patterns: readonly string[],
  foldsCase: boolean,
  problems: RuleProblem[],
): readonly Glob[] {
  const globs: Glob[] = []
  let rows = 0
  for (const pattern of patterns) {
    const compiled = rows < maxRowsInAll ? compile(pattern, foldsCase) : 'there are too many before it'
    if (typeof compiled === 'string') problems.push(problemOf(list, pattern, compiled))
    else globs.push(compiled)
    if (rows >= maxRowsInAll) break
    rows += typeof compiled === 'string' ? 1 : compiled.rows.length
  }
  return globs
}

/** `path` and the glob are composed alike (NFC). */
export function matches({ rows }: Glob, path: string, isFolder: boolean): boolean {
  return rows.some(({ matcher, isForFolders }) => (isFolder || !isForFolders) && matcher.match(path))
}

/** True if something below `folder` could match. */
export function mayMatchBelow({ rows }: Glob, folder: string): boolean {
  return rows.some(({ matcher }) => matcher.match(folder, true))
}

function problemOf(list: RuleProblem['list'], pattern: string, why: string): RuleProblem {
  return { list, pattern, message: `The pattern "${printable(pattern)}" in "${list}" can't be used: ${why}.` }
}

/** The glob, or why it can't be used. */
function compile(text: string, foldsCase: boolean): Glob | string {
  const why = objection(text)
  if (why !== undefined) return why
  const pattern = text.normalize('NFC')
  try {
    // Something in front: of expansions that are empty minimatch says nothing, and then they could not be counted.
    const expanded = braceExpand(`_${pattern}`, { braceExpandMax: maxRows + 1 })
    if (expanded.length > maxRows) return `its braces stand for more than ${maxRows} patterns`
    const rows = braceExpand(pattern).map((row) => compileRow(row, foldsCase))
    if (rows.length === 0) return 'it matches nothing'
    return rows.find((row) => typeof row === 'string') ?? { text, rows: rows.filter((row) => typeof row !== 'string') }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function objection(text: string): string | undefined {
  if (text.trim() === '') return 'it is empty'
  if (text.length > maxChars) return `it is longer than ${maxChars} characters`
  if (count(text, '{') > maxBraces) return `it has more than ${maxBraces} braces`
  if (count(text, '(') > maxParentheses) return `it has more than ${maxParentheses} parentheses`
  if (count(text, '[') > maxBrackets) return `it has more than ${maxBrackets} brackets`
  if (count(text, '**') > maxGlobstars) return `it has more than ${maxGlobstars} times **`
  if (/^!(?!\()/.test(text)) return '"!" turns nothing round here. What should be synced goes into "include"'
  // Whoever writes css\site means css/site. An escaped letter is of no use to anybody.
  if (/\\([\p{L}\p{N}_]|$)/u.test(text)) return 'between folders stands a slash, "/"'
  return undefined
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}

function compileRow(row: string, foldsCase: boolean): Row | string {
  const isForFolders = row.endsWith('/')
  const inner = row.replace(/\/+$/, '')
  const anchored = inner.replace(/^(\.?\/)+/, '')
  if (anchored === '' || anchored === '.') return 'it matches nothing'
  if (anchored.split('/').some((name) => name === '..' || name === '.')) return 'a path has no "." and ".." in it'
  const matcher = new Minimatch(inner.includes('/') ? anchored : `**/${inner}`, optionsFor(foldsCase))
  // What can't be read is dropped from the set.
  if (matcher.set.length === 0 || matcher.set.length < matcher.globParts.length) return 'it can not be read'
  return { matcher, isForFolders }
}

/** Braces are resolved by now, `!` and `#` mean themselves, and a backslash in a name is no separator on Windows either. */
function optionsFor(foldsCase: boolean): MinimatchOptions {
  return { dot: true, nobrace: true, nonegate: true, nocomment: true, nocase: foldsCase, platform: 'linux' }
}

/**
 * `.gitignore` and `.portsideignore` files, read from this computer's side: what a server has of them may have been put there by
 * somebody else. A file counts for its folder and all below; deeper ones come after those above them, and in one folder
 * `.portsideignore` after `.gitignore`, so that it can bring back what is built and yet to be uploaded. As in Git, nothing below
 * a folder that is left out can be brought back.
 */

import { createHash } from 'node:crypto'
import ignore from 'ignore'
import { printable } from '../base/printable.ts'
import { FileError, isFileError } from '../files/fileError.ts'
import type { OperationOptions } from '../files/fileSystem.ts'
import { readSmallText } from './readSmallText.ts'
import { below } from './relativePath.ts'
import { placeOf, type Replica } from './side.ts'

type Matcher = ReturnType<typeof ignore>

/** A rule as the library takes it, with the text it is shown by. */
interface Rule {
  readonly pattern: string
  readonly mark: string
}

const maxBytes = 64 * 1024
const maxLineChars = 1024
/** The library makes regular expressions of lines. With three of them in one, a deep path takes half a second. */
const maxInnerGlobstars = 2

export interface IgnoreFilesOptions {
  /** Those that come later win. */
  readonly names: readonly string[]
  readonly foldsCase: boolean
}

export class IgnoreFiles {
  /** By folder, once its files and those above it are read; undefined where there are none. */
  private readonly matchers = new Map<string, Matcher | undefined>()
  private readonly loading = new Map<string, Promise<void>>()
  private readonly digests = new Map<string, string>()
  private readonly local: Replica
  private readonly options: IgnoreFilesOptions

  constructor(local: Replica, options: IgnoreFilesOptions) {
    this.local = local
    this.options = options
  }

  isLoaded(folder: string): boolean {
    return this.matchers.has(folder)
  }

  /** Reads what lies in `folder`; the folders above it, `parent` first, are loaded. Throws where a file can't be read or used. */
  load(folder: string, parent: string | undefined, options: OperationOptions): Promise<void> {
    const loading = this.loading.get(folder) ?? this.loadNow(folder, parent, options)
    this.loading.set(folder, loading)
    return loading
  }

  /** The line that leaves `path` out, as shown, by the files that count in `folder`. The folders above `path` are not left out. */
  ruleFor(folder: string, path: string, isFolder: boolean): string | undefined {
    if (!this.isLoaded(folder)) throw new Error(`The rules of "${folder}" were not read yet.`)
    return this.matchers.get(folder)?.test(isFolder ? `${path}/` : path).rule?.mark
  }

  /** What all files that were read come to, one line each. */
  describe(): readonly string[] {
    return [...this.digests].map(([path, digest]) => `${this.options.foldsCase ? path.toLowerCase() : path} ${digest}`).sort()
  }

  private async loadNow(folder: string, parent: string | undefined, options: OperationOptions): Promise<void> {
    const above = parent === undefined ? undefined : this.matchers.get(parent)
    const rules = await this.rulesIn(folder, options)
    if (rules.length === 0) return void this.matchers.set(folder, above)
    const matcher = ignore({ ignorecase: this.options.foldsCase, allowRelativePaths: true })
    if (above) matcher.add(above)
    this.matchers.set(folder, matcher.add(rules))
  }

  private async rulesIn(folder: string, options: OperationOptions): Promise<readonly Rule[]> {
    const rules: Rule[] = []
    const paths = this.options.names.map((name) => below(folder, name))
    // The folder may be missing on this computer, or be something else there: then there are none.
    const places = paths.map((path) => placeOf(this.local, path))
    const entries = await this.local.files.examine(places, options)
    for (const [index, path] of paths.entries()) {
      const type = entries[index]?.type
      if (type === 'file' || type === 'link') rules.push(...(await this.rulesOf(folder, path, options)))
    }
    return rules
  }

  private async rulesOf(folder: string, path: string, options: OperationOptions): Promise<readonly Rule[]> {
    const place = placeOf(this.local, path)
    const text = await readSmallText(this.local.files, place, maxBytes, options).catch(absentOrFolder)
    if (text === undefined) return []
    this.digests.set(path, createHash('sha256').update(text).digest('hex'))
    const lines = text.replace(/^\ufeff/, '').split(/\r?\n/)
    return lines.flatMap((line) => {
      assertUsable(line, place)
      const pattern = fromRoot(line.normalize('NFC'), folder.normalize('NFC'))
      return pattern === undefined ? [] : [{ pattern, mark: `${path}: ${printable(line)}` }]
    })
  }
}

function absentOrFolder(error: unknown): undefined {
  if (!isFileError(error, 'notFound', 'isAFolder')) throw error
}

function assertUsable(line: string, place: string): void {
  const why =
    line.length > maxLineChars
      ? `is longer than ${maxLineChars} characters`
      : innerGlobstars(line) > maxInnerGlobstars
        ? `has more than ${maxInnerGlobstars} times ** between names`
        : undefined
  if (why === undefined || line.startsWith('#')) return
  throw new FileError('unsupported', place, `${place} can't be applied: the line "${printable(line.slice(0, 60))}" ${why}.`)
}

/** Those at either end cost nothing. */
function innerGlobstars(line: string): number {
  return (
    line
      .replace(/^!?(\/?\*{2,}\/)+/, '')
      .replace(/(\/\*{2,})+\/? *$/, '')
      .split('**').length - 1
  )
}

/** A line of a file in `folder` as a line of a file in the root; undefined if it says nothing. */
function fromRoot(line: string, folder: string): string | undefined {
  if (line === '' || line.startsWith('#')) return undefined
  if (folder === '') return line
  const [, sign = '', written = ''] = /^(!?)(.*)$/s.exec(line) ?? []
  const pattern = written.replace(/(?<!\\) +$/, '')
  if (/^\/*$/.test(pattern)) return undefined
  const isAnchored = /\/(?!$)/.test(pattern)
  const way = isAnchored ? pattern.replace(/^\//, '') : `**/${pattern}`
  return `${sign}/${folder.replace(/[\\*?[\] ]/g, '\\$&')}/${way}`
}

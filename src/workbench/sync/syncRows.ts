/** What the Sync view is made of, as data: what was noticed, groups, and the files and folders in them. */

import type { Finding } from '../../sync/finding.ts'
import { nameOf } from '../../sync/relativePath.ts'
import { decisionsFor, groupOf, groups, type Group } from '../../sync/summary.ts'
import { canTick, type Line } from './checklist.ts'

/** Something to know before it is applied. */
export interface FindingRow {
  readonly kind: 'finding'
  readonly key: string
  readonly finding: Finding
}

/** Names that nothing can be done with. */
export interface UnusableRow {
  readonly kind: 'unusable'
  readonly key: string
  readonly path: string
  readonly error: Error
}

/** What the rules leave out, so that nobody looks for it in vain. */
export interface LeftOutRow {
  readonly kind: 'leftOut'
  readonly key: string
  /** How many files and folders, by the rule. */
  readonly counts: ReadonlyMap<string, number>
}

export interface GroupRow {
  readonly kind: 'group'
  readonly key: string
  readonly group: Group
  /** All that are in it, also those that aren't shown for their number. */
  readonly lines: readonly Line[]
  /** Undefined where there is nothing to tick. */
  readonly isTicked: boolean | undefined
}

export interface LineRow {
  readonly kind: 'line'
  readonly key: string
  readonly path: string
  readonly line: Line
  readonly parent: GroupRow
}

/** The rest of a large group. */
export interface RestRow {
  readonly kind: 'rest'
  readonly key: string
  readonly parent: GroupRow
  readonly count: number
}

export type SyncRow = FindingRow | UnusableRow | LeftOutRow | GroupRow | LineRow | RestRow

/** Which rows are wanted. */
export interface Wanted {
  /** See `matcherOf`. */
  readonly filter: string
  readonly withEqual: boolean
}

const shownAtMost = 2000 // of a group: what the editor's tree takes in without a pause

/** The groups that have something in them, in their order. */
export function groupRows(lines: readonly Line[], { filter, withEqual }: Wanted): readonly GroupRow[] {
  const matches = matcherOf(filter)
  const byGroup = new Map<Group, Line[]>(groups.map((group) => [group, []]))
  for (const line of lines) if (matches(line.item.difference.path)) byGroup.get(groupOf(line.item))?.push(line)
  return [...byGroup]
    .filter(([group, inside]) => inside.length > 0 && (group !== 'equal' || withEqual))
    .map(([group, inside]) => ({ kind: 'group', key: `group ${group}`, group, lines: inside, isTicked: areTicked(inside) }))
}

export function lineRows(parent: GroupRow): readonly (LineRow | RestRow)[] {
  const { lines, group } = parent
  const rows = lines.slice(0, shownAtMost).map((line) => lineRow(line, parent))
  const count = lines.length - rows.length
  return count > 0 ? [...rows, { kind: 'rest', key: `rest ${group}`, parent, count }] : rows
}

function lineRow(line: Line, parent: GroupRow): LineRow {
  const { path } = line.item.difference
  return { kind: 'line', key: `line ${path}`, path, line, parent }
}

/** A group of conflicts has a box too: it asks what to do with all of them. */
function areTicked(lines: readonly Line[]): boolean | undefined {
  const boxes = lines.filter(hasBox)
  return boxes.length === 0 ? undefined : boxes.every(({ isTicked }) => isTicked)
}

export function hasBox({ item }: Line): boolean {
  return item.isConflict || canTick(item)
}

/**
 * `js` is found anywhere in a path. With `*`, `**` or `?` it is a pattern: one without a slash for the name, else for the whole
 * path. Upper and lower case are the same.
 */
export function matcherOf(filter: string): (path: string) => boolean {
  const wanted = filter.trim().toLowerCase()
  if (!/[*?]/.test(wanted)) return (path) => path.toLowerCase().includes(wanted)
  const pattern = new RegExp(
    `^${wanted
      .split(/(\*\*\/?|\*|\?)/)
      .map(patternOf)
      .join('')}$`,
  )
  return (path) => pattern.test((wanted.includes('/') ? path : nameOf(path)).toLowerCase())
}

function patternOf(part: string): string {
  switch (part) {
    case '**/':
      return '(?:.*/)?'
    case '**':
      return '.*'
    case '*':
      return '[^/]*'
    case '?':
      return '[^/]'
    default:
      return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  }
}

/** What can be done with a row: `viewItem` in the menus. */
export type LineNature =
  /** A conflict of two files that may be text, of two others, and one in which something is missing. */
  | 'mergeable'
  | 'twoFiles'
  | 'oneSided'
  /** Goes one way and could go the other. */
  | 'change'
  /** Is left alone and could go. */
  | 'idle'
  | 'fixed'

export function natureOf({ item }: Line): LineNature {
  const decisions = decisionsFor(item)
  if (groupOf(item) === 'conflicts') {
    if (!decisions.includes('keepBoth')) return decisions.length > 0 ? 'oneSided' : 'fixed'
    return isLikelyText(item.difference.path) ? 'mergeable' : 'twoFiles'
  }
  if (decisions.length === 0) return 'fixed'
  return canTick(item) ? 'change' : 'idle'
}

const binaryNames =
  /\.(png|jpe?g|gif|webp|avif|ico|bmp|tiff?|psd|pdf|docx?|xlsx?|pptx?|zip|gz|tgz|bz2|xz|7z|rar|jar|phar|exe|dll|so|dylib|wasm|woff2?|ttf|otf|eot|mp[34]|m4[av]|mov|avi|webm|ogg|wav|flac|sqlite3?|db|class|pyc)$/i

/** By its name; when it is opened its bytes tell for certain. */
export function isLikelyText(path: string): boolean {
  return !binaryNames.test(path)
}

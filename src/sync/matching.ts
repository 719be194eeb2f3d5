/**
 * Which path on one side is which on the other. Names that differ only in how a letter is composed are the same, and on a side
 * that doesn't tell upper from lower case, those that differ only in that.
 */

import { given } from '../base/given.ts'
import { below, nameOf, parentOf } from './relativePath.ts'
import type { Side } from './side.ts'
import type { Snapshot } from './snapshot.ts'

/** One row to be. */
export interface Match {
  /** Compares equal for what is the same. */
  readonly key: string
  /** The spelling of each side; where it isn't there, the one it would get. */
  readonly local: string
  readonly remote: string
  /** The spelling it was agreed on by. */
  readonly agreed?: string
  /** All names that would be one, where a side has more than one. */
  readonly twins?: readonly string[]
}

interface Group {
  readonly local: string[]
  readonly remote: string[]
  agreed?: string
}

/** Every path that is on a side or in `agreed`, each folder before what is in it. */
export function matchPaths(local: Snapshot, remote: Snapshot, agreed: Iterable<string>): readonly Match[] {
  const keyOf = keyFunction(local.foldsCase || remote.foldsCase)
  const groups = new Map<string, Group>()
  const groupOf = (path: string): Group => {
    const key = keyOf(path)
    const group = groups.get(key) ?? { local: [], remote: [] }
    groups.set(key, group)
    return group
  }
  for (const path of local.entries.keys()) groupOf(path).local.push(path)
  for (const path of remote.entries.keys()) groupOf(path).remote.push(path)
  for (const path of agreed) groupOf(path).agreed = path
  const matches = new Map<string, Match>()
  for (const key of [...groups.keys()].sort()) {
    const group = groups.get(key)
    for (const match of group ? matchesOf(key, group, matches) : []) matches.set(match.key, match)
  }
  return [...matches.values()]
}

/** Sorts a folder before what is in it, and that before the folder's next sibling. */
export function sortKey(path: string): string {
  return path.replaceAll('/', '\u0000')
}

function keyFunction(foldsCase: boolean): (path: string) => string {
  const fold = (path: string) => (foldsCase ? path.toLowerCase() : path)
  // What is plain ASCII, as most is, has one form only.
  return (path) => sortKey(fold(isAscii(path) ? path : path.normalize('NFC')))
}

export function isAscii(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- ASCII begins there
  return /^[\u0000-\u007f]*$/.test(text)
}

function matchesOf(key: string, group: Group, above: ReadonlyMap<string, Match>): readonly Match[] {
  const { local, remote, agreed } = group
  if (local.length <= 1 && remote.length <= 1) return [single(key, group, above)]
  const isOnBoth = local.length === remote.length && local.every((path) => remote.includes(path))
  // Both sides have them all, so both can tell them apart.
  if (isOnBoth) return local.map((path) => ({ key: `${key}\u0000\u0000${path}`, local: path, remote: path, agreed: path }))
  const path = local[0] ?? remote[0] ?? ''
  return [{ key, local: path, remote: path, ...given({ agreed }), twins: [...new Set([...local, ...remote])].sort() }]
}

function single(key: string, { local: [local], remote: [remote], agreed }: Group, above: ReadonlyMap<string, Match>): Match {
  const parent = above.get(key.slice(0, Math.max(0, key.lastIndexOf('\u0000'))))
  const spelt = (side: Side) => {
    const other = local ?? agreed ?? remote ?? ''
    return below(parent ? parent[side] : parentOf(other), nameOf(other))
  }
  return { key, local: local ?? spelt('local'), remote: remote ?? spelt('remote'), ...given({ agreed }) }
}

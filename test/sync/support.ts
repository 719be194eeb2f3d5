/** Snapshots, memories and rows written short, for tests of what is pure. */

import type { Entry, EntryType } from '../../src/base/entry.ts'
import type { Agreed, AgreedEntry } from '../../src/sync/agreed.ts'
import type { Snapshot } from '../../src/sync/snapshot.ts'
import { nameOf } from '../../src/sync/relativePath.ts'

/** Of a moment long past, so that the time of a file proves what it says. */
export const longAgo = Date.UTC(2020, 5, 1, 12)
/** When the two sides are taken to have agreed. */
export const agreedAt = Date.UTC(2026, 0, 1)

/** `'x'` is a file of that content and time: see `file`. A type stands for itself; a trailing slash in the path makes a folder. */
export type Written = string | Partial<Entry>

/** A file whose size and time follow from its content: what differs in content differs in both. */
export function file(content: string): Partial<Entry> {
  let sum = 0
  for (const char of content) sum = (sum * 31 + char.charCodeAt(0)) % 1_000_000
  return { type: 'file', size: content.length * 1000 + (sum % 1000), modified: { ms: longAgo + sum * 1000, precision: 'second' } }
}

export function snapshotOf(paths: Readonly<Record<string, Written>>, rest: Partial<Snapshot> = {}): Snapshot {
  const entries = new Map<string, Entry>()
  for (const [written, what] of Object.entries(paths)) {
    const path = written.replace(/\/$/, '')
    const type: EntryType = written.endsWith('/') ? 'folder' : 'file'
    entries.set(path, { name: nameOf(path), type, ...(typeof what === 'string' ? (type === 'file' ? file(what) : {}) : what) })
  }
  return { entries, gaps: new Map(), unusable: [], foldsCase: false, leftOut: new Map(), ...rest }
}

/** As both sides were when they held `paths`. */
export function agreedOn(paths: Readonly<Record<string, string>>): Agreed {
  const entries = new Map<string, AgreedEntry>()
  for (const [written, content] of Object.entries(paths)) {
    if (written.endsWith('/')) entries.set(written.slice(0, -1), { kind: 'folder' })
    else entries.set(written, agreedFile(content))
  }
  return { identity: 'the pair', rules: 'the rules', entries }
}

function agreedFile(content: string): AgreedEntry {
  const { size = 0, modified = { ms: 0, precision: 'second' } } = file(content)
  const trace = { size, modified, seenAt: agreedAt }
  return { kind: 'file', local: trace, remote: trace, sha256: `hash of ${content}` }
}

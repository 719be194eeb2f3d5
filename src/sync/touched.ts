/** What a sync has done to places, as far as it must be known to undo it. */

import type { Entry, Timestamp } from '../base/entry.ts'
import type { AgreedEntry } from './agreed.ts'
import { agreedFromJson, agreedToJson, isCount, isRelativePath, isSha256, timeFromJson, timeToJson, type AgreedJson } from './agreedJson.ts'
import { exactSizeOf } from './change.ts'
import type { Side } from './side.ts'

/** What was, or was left, at a place. A file without a hash was not kept. */
export type Content =
  | { readonly kind: 'nothing' | 'folder' }
  | {
      readonly kind: 'file'
      readonly size?: number | undefined
      readonly modified?: Timestamp | undefined
      readonly sha256?: string | undefined
      /** As the side wrote it. */
      readonly permissions?: string | undefined
    }

export interface Touch {
  readonly side: Side
  /** Relative, as that side spells it. */
  readonly path: string
  readonly content: Content
}

/** One row of a sync: what was there before it, and what it has left there. */
export interface TouchedRow {
  readonly path: string
  readonly agreed: AgreedEntry | undefined
  readonly before: readonly Touch[]
  /** Undefined where nobody knows, as it was interrupted. */
  readonly after: readonly Touch[] | undefined
}

export function contentOf(entry: Entry | undefined, sha256?: string): Content {
  if (!entry) return { kind: 'nothing' }
  if (entry.type === 'folder') return { kind: 'folder' }
  return { kind: 'file', size: exactSizeOf(entry), modified: entry.modified, sha256, permissions: entry.permissions }
}

export type TouchJson = readonly [side: 0 | 1, path: string, content: 'nothing' | 'folder' | FileJson]
type FileJson = readonly [size: number, ms: number, precision: number, sha256: string, permissions: string]

export function touchToJson({ side, path, content }: Touch): TouchJson {
  return [side === 'local' ? 0 : 1, path, content.kind === 'file' ? fileToJson(content) : content.kind]
}

function fileToJson({ size = -1, modified, sha256 = '', permissions = '' }: Extract<Content, { kind: 'file' }>): FileJson {
  return [size, ...timeToJson(modified), sha256, permissions]
}

/** Undefined for what is none. */
export function touchesFromJson(json: unknown): readonly Touch[] | undefined {
  if (!Array.isArray(json)) return undefined
  const touches = json.map(touchFromJson)
  return touches.every((touch) => touch !== undefined) ? touches : undefined
}

function touchFromJson(json: unknown): Touch | undefined {
  const [side, path, what] = Array.isArray(json) ? (json as readonly unknown[]) : []
  const content = contentFromJson(what)
  if ((side !== 0 && side !== 1) || !isRelativePath(path) || !content) return undefined
  return { side: side === 0 ? 'local' : 'remote', path, content }
}

function contentFromJson(json: unknown): Content | undefined {
  if (json === 'nothing' || json === 'folder') return { kind: json }
  if (!Array.isArray(json)) return undefined
  const [size, ms, precision, sha256, permissions] = json as readonly unknown[]
  if (typeof permissions !== 'string' || !(isCount(size) || size === -1) || !(isSha256(sha256) || sha256 === '')) return undefined
  return {
    kind: 'file',
    size: size === -1 ? undefined : size,
    modified: timeFromJson(ms, precision),
    sha256: sha256 === '' ? undefined : sha256,
    permissions: permissions === '' ? undefined : permissions,
  }
}

/** Null is agreed on to be nowhere. */
export function maybeAgreedToJson(entry: AgreedEntry | undefined): AgreedJson | null {
  return entry ? agreedToJson(entry) : null
}

/** `undefined` in the object is what was agreed on; no object for what can't be read. */
export function maybeAgreedFromJson(json: unknown): { readonly entry: AgreedEntry | undefined } | undefined {
  if (json === null) return { entry: undefined }
  const entry = agreedFromJson(json)
  return entry && { entry }
}

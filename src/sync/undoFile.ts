/** What a sync has touched, as the text of a file, with a checksum. */

import { sha256Of } from './contentStore.ts'
import { isRelativePath } from './agreedJson.ts'
import { maybeAgreedFromJson, maybeAgreedToJson, touchesFromJson, touchToJson, type TouchedRow } from './touched.ts'

const format = 'portside undo'
const version = 1

export interface UndoList {
  readonly id: string
  /** When the sync began, in milliseconds since 1970. */
  readonly at: number
  /** In the order in which they were begun. */
  readonly rows: readonly TouchedRow[]
}

export function encodeUndo({ id, at, rows }: UndoList, identity: string): string {
  const body = rows.map((row) => `${JSON.stringify(rowToJson(row))}\n`).join('')
  const header = [format, version, id, at, identity]
  return `${JSON.stringify([...header, checksumOf(header, body)])}\n${body}`
}

/** Undefined if it is damaged, or about other folders. */
export function decodeUndo(text: string, identity: string): UndoList | undefined {
  try {
    const end = text.indexOf('\n')
    const [checksum, ...header] = (JSON.parse(text.slice(0, end)) as unknown[]).reverse()
    const body = text.slice(end + 1)
    const [itsFormat, itsVersion, id, at, whose] = header.reverse()
    if (itsFormat !== format || itsVersion !== version || whose !== identity || checksum !== checksumOf(header, body)) return undefined
    const rows = body.split('\n').slice(0, -1).map(rowFromJson)
    const isWhole = typeof id === 'string' && typeof at === 'number' && rows.every((row) => row !== undefined)
    return isWhole ? { id, at, rows } : undefined
  } catch {
    return undefined
  }
}

function rowToJson({ path, agreed, before, after }: TouchedRow): readonly unknown[] {
  return [path, maybeAgreedToJson(agreed), before.map(touchToJson), after ? after.map(touchToJson) : null]
}

function rowFromJson(line: string): TouchedRow | undefined {
  const [path, agreedJson, beforeJson, afterJson] = JSON.parse(line) as unknown[]
  const agreed = maybeAgreedFromJson(agreedJson)
  const before = touchesFromJson(beforeJson)
  const after = afterJson === null ? undefined : touchesFromJson(afterJson)
  if (!isRelativePath(path) || !agreed || !before || (afterJson !== null && !after)) return undefined
  return { path, agreed: agreed.entry, before, after }
}

function checksumOf(header: readonly unknown[], body: string): string {
  return sha256Of(Buffer.from(JSON.stringify(header) + body))
}

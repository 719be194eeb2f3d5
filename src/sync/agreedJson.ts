/**
 * What was agreed on about a path, as JSON that takes little room: of a hundred thousand paths each byte counts. What comes from a
 * file is not trusted.
 */

import type { TimePrecision, Timestamp } from '../base/entry.ts'
import { isName } from '../base/posixPath.ts'
import type { AgreedEntry, Trace } from './agreed.ts'

/** Bytes, time and its precision (0 without), when it was seen. */
type TraceJson = readonly [size: number, ms: number, precision: number, seenAt: number]

/** A folder is 0. */
export type AgreedJson = 0 | readonly [sha256: string, ...local: TraceJson, ...remote: TraceJson]

const precisions: readonly TimePrecision[] = ['day', 'minute', 'second', 'millisecond']

export function agreedToJson(entry: AgreedEntry): AgreedJson {
  return entry.kind === 'folder' ? 0 : [entry.sha256, ...traceToJson(entry.local), ...traceToJson(entry.remote)]
}

/** Undefined for what is none. */
export function agreedFromJson(json: unknown): AgreedEntry | undefined {
  if (json === 0) return { kind: 'folder' }
  if (!Array.isArray(json) || json.length !== 9) return undefined
  const [sha256, ...numbers] = json as readonly unknown[]
  const local = traceFromJson(numbers.slice(0, 4))
  const remote = traceFromJson(numbers.slice(4))
  return isSha256(sha256) && local && remote ? { kind: 'file', sha256, local, remote } : undefined
}

export function timeToJson(time: Timestamp | undefined): readonly [ms: number, precision: number] {
  return time ? [time.ms, precisions.indexOf(time.precision) + 1] : [0, 0]
}

/** Undefined for no time, and for what is none. */
export function timeFromJson(ms: unknown, precision: unknown): Timestamp | undefined {
  const name = typeof precision === 'number' ? precisions[precision - 1] : undefined
  return name && Number.isSafeInteger(ms) ? { ms: ms as number, precision: name } : undefined
}

export function isSha256(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}

/** True for a path that stays below the root. */
export function isRelativePath(value: unknown): value is string {
  return typeof value === 'string' && value.split('/').every(isName)
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function traceToJson({ size, modified, seenAt }: Trace): TraceJson {
  return [size, ...timeToJson(modified), seenAt]
}

function traceFromJson([size, ms, precision, seenAt]: readonly unknown[]): Trace | undefined {
  const modified = timeFromJson(ms, precision)
  if (!isCount(size) || !Number.isSafeInteger(seenAt) || (!modified && precision !== 0)) return undefined
  return { size, seenAt: seenAt as number, ...(modified && { modified }) }
}

/**
 * What two folders last agreed on, as the text of a file: a line that says what it is, with a checksum over all of it, then a
 * line for each path. Whatever isn't whole is not read at all: a part of a memory would make the rest look new.
 */

import { createHash } from 'node:crypto'
import type { Agreed, AgreedEntry } from './agreed.ts'
import { agreedFromJson, agreedToJson, isRelativePath } from './agreedJson.ts'

const format = 'portside sync state'
const version = 1

interface Header {
  readonly format: typeof format
  readonly version: typeof version
  readonly identity: string
  readonly rules: string
  readonly count: number
  /** SHA-256 over all else, in hex. */
  readonly checksum: string
}

export type DecodedState =
  | { readonly kind: 'whole'; readonly agreed: Agreed; readonly checksum: string }
  /** `otherFolders`: it is whole, and about others. */
  | { readonly kind: 'damaged' | 'otherFolders' }

export interface EncodedState {
  readonly text: string
  readonly checksum: string
}

export function encodeState({ identity, rules, entries }: Agreed): EncodedState {
  const lines: string[] = []
  for (const [path, entry] of entries) lines.push(`${JSON.stringify([path, agreedToJson(entry)])}\n`)
  const body = lines.join('')
  const checksum = checksumOf(identity, rules, entries.size, body)
  const header: Header = { format, version, identity, rules, count: entries.size, checksum }
  return { text: `${JSON.stringify(header)}\n${body}`, checksum }
}

/** Total: there is no text that it throws at. */
export function decodeState(text: string, identity: string): DecodedState {
  const end = text.indexOf('\n')
  const header = end < 0 ? undefined : headerOf(text.slice(0, end))
  const body = text.slice(end + 1)
  if (!header || checksumOf(header.identity, header.rules, header.count, body) !== header.checksum) return { kind: 'damaged' }
  if (header.identity !== identity) return { kind: 'otherFolders' }
  const entries = entriesOf(body)
  if (entries?.size !== header.count) return { kind: 'damaged' }
  return { kind: 'whole', agreed: { identity, rules: header.rules, entries }, checksum: header.checksum }
}

function headerOf(line: string): Header | undefined {
  const header = parse(line) as Partial<Record<keyof Header, unknown>> | null | undefined
  if (header?.format !== format || header.version !== version) return undefined
  const { identity, rules, count, checksum } = header
  const isHeader = typeof identity === 'string' && typeof rules === 'string' && typeof count === 'number' && typeof checksum === 'string'
  return isHeader ? { format, version, identity, rules, count, checksum } : undefined
}

function entriesOf(body: string): ReadonlyMap<string, AgreedEntry> | undefined {
  const entries = new Map<string, AgreedEntry>()
  for (const line of body.split('\n')) {
    if (line === '') continue
    const row = parse(line)
    const [path, json] = Array.isArray(row) ? (row as readonly unknown[]) : []
    const entry = agreedFromJson(json)
    if (!entry || !isRelativePath(path) || entries.has(path)) return undefined
    entries.set(path, entry)
  }
  return entries
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function checksumOf(identity: string, rules: string, count: number, body: string): string {
  return createHash('sha256')
    .update(JSON.stringify([format, version, identity, rules, count]))
    .update(body)
    .digest('hex')
}

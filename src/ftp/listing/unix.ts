/**
 * `ls -l` as most servers print it: `-rw-r--r--   1 owner  group    12345 Mar  2 15:13 a name`.
 *
 * Only the mode and the order are sure: links, owner and group may be missing or hold blanks, so what is looked for is the
 * first size with a date behind it. Exactly one blank ends the date: further blanks belong to the name. Dates without a
 * year are within the last twelve months, with a day's grace for the server's clock.
 */

import type { Entry, EntryType, Timestamp } from '../../base/entry.ts'
import type { Dialect, ParsedLine, Writable } from './dialect.ts'
import { isRounded, isSize, sizeOf } from './sizes.ts'
import { findUnixDate, yearOf } from './unixDate.ts'
import { wordsOf, type Word } from './words.ts'

/** From the size on: also NetWare, the classic Mac and others write it so. */
export interface UnixTail {
  /** The words between the mode and the size. */
  readonly people: readonly Word[]
  readonly size: number | undefined
  readonly isRounded: boolean
  readonly modified: Timestamp
  /** What is behind the one blank after the date. */
  readonly rest: string
}

// Links, owner, group, size, a date of at most five words, and room for owners and groups of several words.
const maxWords = 18

// Behind the mode stands a mark for an ACL (`+`), a security context (`.`) or extended attributes (`@`), and the links may touch it.
const modePattern = /^[ \t]*([-bcdlpsDCMnPw?])([-rwxsStTlL]{8,9})[+.@*]?(?=[ \t\d])/

// What the files take up, also in other languages.
const totalPattern =
  /^[ \t]*(?:total|totale|totaal|gesamt|insgesamt|totalt|yhteensä|razem|celkem|összesen|toplam|всего|итого|合計|总用量|總計|합계)[ \t]*(?::[ \t]*)?\d[\d.,]*[KMGT]?[ \t]*$/i

export const unix: Dialect = { parseLine: parseUnixLine }

export function parseUnixLine(line: string, now: Date): ParsedLine {
  const mode = modePattern.exec(line)
  if (!mode) return isTotal(line) ? 'skip' : undefined
  const [all, kind = '', rights = ''] = mode
  const tail = findTail(line, all.length, now, kind === 'b' || kind === 'c')
  if (!tail) return undefined
  const type = entryType(kind)
  const { name, linkTarget } = splitName(tail.rest, type)
  if (name === '') return undefined
  if (name === '.' || name === '..') return 'skip'
  const entry: Writable<Entry> = { name, type, modified: tail.modified, permissions: kind + rights }
  const { owner, group } = ownership(tail.people)
  if (owner !== undefined) entry.owner = owner
  if (group !== undefined) entry.group = group
  if (tail.size !== undefined) entry.size = tail.size
  if (tail.isRounded) entry.isApproximateSize = true
  if (linkTarget !== undefined) entry.linkTarget = linkTarget
  return entry
}

export function isTotal(line: string): boolean {
  return totalPattern.test(line)
}

/** The first size with a date behind it, and what is around them. */
export function findTail(line: string, from: number, now: Date, isDevice = false): UnixTail | undefined {
  const words = wordsOf(line, maxWords, from)
  for (let at = 0; at < words.length - 2; at++) {
    const found = tailAt(line, words, at, now, isDevice)
    if (found) return laterTail(line, words, at, found, now) ?? found
  }
  return undefined
}

/**
 * What looks like the date's year may be the size: in `1 may 5 2005 Jan  3 10:00 a` the owner is `may`. Not where owner and
 * group are there already: then it is the name that looks like a date.
 */
function laterTail(line: string, words: readonly Word[], first: number, found: UnixTail, now: Date): UnixTail | undefined {
  if (found.people.length > 2) return undefined
  const nameStart = line.length - found.rest.length
  for (let at = first + 1; at < words.length - 2 && (words[at]?.end ?? nameStart) < nameStart; at++) {
    if (yearOf(words[at]?.text ?? '') === undefined) continue
    const later = tailAt(line, words, at, now, false)
    if (later) return later
  }
  return undefined
}

function tailAt(line: string, words: readonly Word[], at: number, now: Date, isDevice: boolean): UnixTail | undefined {
  const word = words[at]
  if (!word || !/\d/.test(word.text)) return undefined
  const sizeWords = isDevice ? deviceWords(words, at) : 0
  const date = findUnixDate(words, at + Math.max(sizeWords, 1), now)
  if (!date) return undefined
  const { modified, end } = date
  const rest = line.slice(end + 1)
  if (sizeWords > 0) return { people: words.slice(0, at), size: undefined, isRounded: false, modified, rest }
  if (!isSize(word.text)) return gluedTail(words, at, word, { modified, rest })
  const size = sizeOf(word.text)
  return { people: words.slice(0, at), size, isRounded: size !== undefined && isRounded(word.text), modified, rest }
}

/** Devices have `major, minor` in place of the size, or `major,minor`: how many words that is. */
function deviceWords(words: readonly Word[], at: number): number {
  const text = words[at]?.text ?? ''
  if (/^\d+,\d+$/.test(text)) return 1
  return /^\d+,$/.test(text) && /^\d+$/.test(words[at + 1]?.text ?? '') ? 2 : 0
}

/** A long group that leaves no blank before the size: `ftp-admin816026400`. */
function gluedTail(words: readonly Word[], at: number, word: Word, found: Pick<UnixTail, 'modified' | 'rest'>): UnixTail | undefined {
  const [, group = '', digits = ''] = /^([a-z][\w.-]{0,40}?[a-z])(\d{4,15})$/i.exec(word.text) ?? []
  if (group === '') return undefined
  return { ...found, people: [...words.slice(0, at), { ...word, text: group }], size: sizeOf(digits), isRounded: false }
}

function entryType(kind: string): EntryType {
  return kind === '-' ? 'file' : kind === 'd' ? 'folder' : kind === 'l' ? 'link' : 'other'
}

/** `ls -F` ends a folder's name with a slash, which no name can hold; its other marks can be part of a name and stay. */
function splitName(rest: string, type: EntryType): { name: string; linkTarget?: string } {
  if (type === 'folder' && rest.endsWith('/')) return { name: rest.slice(0, -1) }
  const arrow = type === 'link' ? rest.indexOf(' -> ') : -1
  return arrow < 0 ? { name: rest } : { name: rest.slice(0, arrow), linkTarget: rest.slice(arrow + 4) }
}

/** The number of links, if there is one, then owner and group. */
function ownership(people: readonly Word[]): { owner?: string | undefined; group?: string | undefined } {
  const hasLinks = /^\d+$/.test(people[0]?.text ?? '')
  const names = columns(hasLinks ? people.slice(1) : people)
  return names.length > 2 ? {} : { owner: names[0], group: names[1] }
}

/** Both may hold blanks. Where there are more than two words, a gap wider than one blank tells whose they are, if it is the only one. */
function columns(words: readonly Word[]): string[] {
  if (words.length <= 2) return words.map(({ text }) => text)
  const gaps = [...words.keys()].filter((at) => at > 0 && (words[at]?.start ?? 0) - (words[at - 1]?.end ?? 0) > 1)
  const [gap] = gaps
  return gap === undefined || gaps.length > 1 ? words.map(({ text }) => text) : [joined(words.slice(0, gap)), joined(words.slice(gap))]
}

function joined(words: readonly Word[]): string {
  return words.map(({ text }) => text).join(' ')
}

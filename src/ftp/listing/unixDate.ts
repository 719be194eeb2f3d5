/**
 * The date in a line of `ls -l`, in all the forms that languages and versions gave it. It has no fixed place and no fixed
 * length, so it is looked for from a word on, and where it ends is handed back.
 */

import type { Timestamp } from '../../base/entry.ts'
import { monthOf } from './months.ts'
import { isDigit, markedNumber } from './numbers.ts'
import { parseClock, parseShortDate, recentTimeOf, timeOf, type Clock, type Day } from './times.ts'
import type { Word } from './words.ts'

export interface FoundDate {
  readonly modified: Timestamp
  /** Where the one blank behind it is. */
  readonly end: number
}

export function findUnixDate(words: readonly Word[], first: number, now: Date): FoundDate | undefined {
  const [word = '', next = ''] = [words[first]?.text, words[first + 1]?.text]
  // Of all forms: a number comes first or second. This spares most words a look into the months.
  if (!startsWithDigit(word) && !startsWithDigit(next) && !/[-/.]\d/.test(word)) return undefined
  return dashedDate(words, first, word, now) ?? yearFirst(words, first, word) ?? monthAndDay(words, first, now)
}

function startsWithDigit(word: string): boolean {
  return isDigit(word.charCodeAt(0))
}

/** `2005-03-02 18:06`, `01-jun-99`, `2004.07.15`, and of a month and a day only `05-21 10:53` and `26-05 2002`. */
function dashedDate(words: readonly Word[], first: number, word: string, now: Date): FoundDate | undefined {
  if (!/[-/.]./.test(word)) return undefined
  const day = parseShortDate(word) ?? parseShortDate(word, 'dmy')
  if (day) return dayWithClock(words, first, day)
  const [, one = '', two = ''] = /^(\d\d?)[-/](\d\d?)$/.exec(word) ?? []
  const [month, dayOfMonth] = Number(one) > 12 ? [two, one] : [one, two]
  return yearOrClock(words, first + 1, monthOf(month), Number(dayOfMonth), now)
}

function dayWithClock(words: readonly Word[], first: number, day: Day): FoundDate | undefined {
  const clock = clockAt(words, first + 1)
  const modified = timeOf(day, clock)
  if (!modified) return undefined
  if (!clock) return found(modified, dateOnlyEnd(words, first))
  const offsetMs = clock.second === undefined ? undefined : zoneOffsetMs(words[first + 2]?.text)
  if (offsetMs === undefined) return found(modified, words[first + 1]?.end)
  return found({ ...modified, ms: modified.ms - offsetMs }, words[first + 2]?.end)
}

function found(modified: Timestamp | undefined, end: number | undefined): FoundDate | undefined {
  return modified && end !== undefined ? { modified, end } : undefined
}

/** A clock with a word behind it: the last word of the line is the name. */
function clockAt(words: readonly Word[], at: number): Clock | undefined {
  const text = words[at]?.text ?? ''
  return text.includes(':') && words[at + 1] ? parseClock(text) : undefined
}

/** GNU's `iso` style pads a day without a clock with one blank, `2001-04-27  a`. */
function dateOnlyEnd(words: readonly Word[], at: number): number | undefined {
  const [word, next] = [words[at], words[at + 1]]
  return word && next && /^\d{4}-/.test(word.text) && next.start > word.end + 1 ? word.end + 1 : word?.end
}

/** `+0100`, as `ls --full-time` has it. */
function zoneOffsetMs(text: string | undefined): number | undefined {
  const match = /^([-+])(\d\d)(\d\d)$/.exec(text ?? '')
  return match ? Number(`${match[1] ?? ''}1`) * (Number(match[2]) * 60 + Number(match[3])) * 60_000 : undefined
}

/** `2005 3 13`, `2003年 6月 3日`. */
function yearFirst(words: readonly Word[], first: number, word: string): FoundDate | undefined {
  const year = yearOf(word)
  if (year === undefined) return undefined
  const month = monthOf(words[first + 1]?.text ?? '')
  const day = dayOf(words[first + 2]?.text ?? '')
  const modified = month !== undefined && day !== undefined && timeOf({ year, month, day })
  return modified ? found(modified, words[first + 2]?.end) : undefined
}

/** `Mar  2 15:13`, `26. Juli, 20:10`, `3月 2 2003`, `Apr 04, 2000 21:06`. */
function monthAndDay(words: readonly Word[], first: number, now: Date): FoundDate | undefined {
  const [one = '', two = ''] = [words[first]?.text, words[first + 1]?.text]
  const month = monthOf(one)
  const day = dayOf(two)
  if (month !== undefined && day !== undefined) return yearOrClock(words, first + 2, month, day, now)
  return yearOrClock(words, first + 2, monthOf(two), dayOf(one), now)
}

function yearOrClock(
  words: readonly Word[],
  at: number,
  month: number | undefined,
  day: number | undefined,
  now: Date,
): FoundDate | undefined {
  if (month === undefined || day === undefined) return undefined
  const text = words[at]?.text ?? ''
  const year = yearOf(text)
  return year === undefined ? withClock(words, at, month, day, now) : withYear(words, at, { year, month, day })
}

/** The clock follows the year only behind a comma, `Apr 04, 2000 21:06`: else it would be the name's. */
function withYear(words: readonly Word[], at: number, day: Day): FoundDate | undefined {
  const clock = words[at - 1]?.text.endsWith(',') ? clockAt(words, at + 1) : undefined
  return found(timeOf(day, clock), words[clock ? at + 1 : at]?.end)
}

/** The year follows the clock only where that has seconds, `Mar  2 15:13:07 2019` of BSD. */
function withClock(words: readonly Word[], at: number, month: number, day: number, now: Date): FoundDate | undefined {
  const clock = parseClock(words[at]?.text ?? '')
  if (!clock) return undefined
  const year = clock.second === undefined || !words[at + 2] ? undefined : yearOf(words[at + 1]?.text ?? '')
  if (year === undefined) return found(recentTimeOf(month, day, clock, now), words[at]?.end)
  return found(timeOf({ year, month, day }, clock), words[at + 1]?.end)
}

/** `2003`, `2003年`. */
export function yearOf(text: string): number | undefined {
  const year = markedNumber(text, 4, 4)
  return year !== undefined && year >= 1900 && year < 3000 ? year : undefined
}

/** `2`, `02`, `26.`, `04,`, `3日`. */
function dayOf(text: string): number | undefined {
  const day = markedNumber(text, 1, 2)
  return day !== undefined && day >= 1 && day <= 31 ? day : undefined
}

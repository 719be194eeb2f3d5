/**
 * Dates and clocks as listings write them, put together to a time. All are taken as UTC: the server's zone is not in the
 * listing.
 */

import type { Timestamp } from '../../base/entry.ts'
import { monthOf } from './months.ts'

/** Month 0 to 11. */
export interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** Hour 24 is the end of the day. */
export interface Clock {
  readonly hour: number
  readonly minute: number
  readonly second?: number
}

/** What comes first where all three are numbers. */
export type DateOrder = 'mdy' | 'dmy' | 'ymd'

const dayMs = 86_400_000
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const clockPattern = /^(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,]\d{1,9})?)?(?:([ap])\.?(?:m\.?)?)?,?$/i

/** `15:13`, `15:13:07`, `3:13PM`, `20.10`; a fraction of a second is dropped. */
export function parseClock(text: string): Clock | undefined {
  const match = clockPattern.exec(text)
  if (!match) return undefined
  const [, hours, minutes, seconds, half] = match
  const hour = hourOf(Number(hours), half)
  const [minute, second] = [Number(minutes), Number(seconds ?? 0)]
  if (minute > 59 || second > 60 || hour > 24 || (hour === 24 && minute + second > 0)) return undefined
  return seconds === undefined ? { hour, minute } : { hour, minute, second }
}

/** 12 AM is midnight, 12 PM noon; without a half of the day the clock has 24 hours. */
function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}

/** Undefined for a day that doesn't exist. */
export function timeOf({ year, month, day }: Day, clock?: Clock): Timestamp | undefined {
  if (day < 1 || day > daysIn(year, month)) return undefined
  const midnightMs = Date.UTC(year, month, day)
  if (clock === undefined) return { ms: midnightMs, precision: 'day' }
  const { hour, minute, second } = clock
  const ms = midnightMs + ((hour * 60 + minute) * 60 + (second ?? 0)) * 1000
  return { ms, precision: second === undefined ? 'minute' : 'second' }
}

/** 0 for a month that doesn't exist. */
function daysIn(year: number, month: number): number {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 1 && isLeapYear ? 29 : (monthDays[month] ?? 0)
}

/** Without a year: the latest such day that isn't after tomorrow, a day being the grace for the server's clock and zone. */
export function recentTimeOf(month: number, day: number, clock: Clock, now: Date): Timestamp | undefined {
  const thisYear = now.getUTCFullYear()
  for (const year of [thisYear + 1, thisYear, thisYear - 1]) {
    const time = timeOf({ year, month, day }, clock)
    if (time && time.ms <= now.getTime() + dayMs) return time
  }
  return undefined
}

const shortDatePattern = /^([^-/.]{1,12})([-/.])([^-/.]{1,12})\2(\d{1,4})\.?$/

/** `07-17-13`, `01-jun-99`, `1999/10/12`, `15.07.2004`: the order only matters where the form doesn't tell. */
export function parseShortDate(text: string, order: DateOrder = 'mdy'): Day | undefined {
  const match = shortDatePattern.exec(text)
  if (!match) return undefined
  const [, first = '', separator, second = '', third = ''] = match
  if (!/^\d/.test(first)) return dayOf(third, first, second)
  if (/^\d{4}$/.test(first)) return dayOf(first, second, third)
  if (!/^\d/.test(second)) return dayOf(third, second, first)
  // Dots are how those write who put the day first.
  if (order === 'ymd' && third.length <= 2 && separator !== '.') return dayOf(first, second, third)
  return order === 'dmy' || separator === '.' ? dayOf(third, second, first) : dayOf(third, first, second)
}

function dayOf(yearText: string, monthText: string, dayText: string): Day | undefined {
  const month = monthOf(monthText)
  const day = /^\d{1,2}$/.test(dayText) ? Number(dayText) : 0
  const year = fullYear(yearText)
  return month === undefined || year === undefined || day < 1 || day > 31 ? undefined : { year, month, day }
}

/** Two digits: FTP is from 1971, so 70 to 99 are of the last century. Three are years since 1900, as some wrote after 1999. */
function fullYear(text: string): number | undefined {
  if (!/^\d{2,4}$/.test(text)) return undefined
  const year = Number(text)
  if (text.length === 4) return year
  return year + (text.length === 2 && year < 70 ? 2000 : 1900)
}

/** Sizes as listings write them: `12345`, `9,730`, `33.5k`, `155K`. */

import { isDigit } from './numbers.ts'

const units = 'bkmgtpe'
const sizePattern = /^(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+|\d+(?:[.,]\d+)?(?:B|[KMGTPE]i?B?))$/i

export function isSize(text: string): boolean {
  return sizePattern.test(text)
}

/** Bytes; undefined for what is no size or more than a number can hold exactly (2^64-1 means "don't know" on some servers). */
export function sizeOf(text: string, blockBytes = 1): number | undefined {
  if (!isSize(text)) return undefined
  const unit = /[a-z]/i.exec(text)?.[0].toLowerCase()
  const size = unit === undefined ? Number(text.replace(/[.,]/g, '')) * blockBytes : scaled(text, unit)
  return Number.isSafeInteger(size) ? size : undefined
}

/** True if `text` is a size rounded to a unit, so that the bytes are about what it says: `33.5k`. */
export function isRounded(text: string): boolean {
  return !isDigit(text.charCodeAt(text.length - 1)) && /[kmgtpe]i?b?$/i.test(text)
}

function scaled(text: string, unit: string): number {
  return Math.floor(Number.parseFloat(text.replace(',', '.')) * 1024 ** units.indexOf(unit))
}

/** A number in a date with what languages put behind it: `26.`, `04,`, `3日`, `2003年`, and such signs in bytes that aren't UTF-8. */

/** Undefined if there is no number of `fewest` to `most` digits, or anything else behind it. */
export function markedNumber(text: string, fewest: number, most: number): number | undefined {
  let value = 0
  let at = 0
  for (; at < text.length && isDigit(text.charCodeAt(at)); at++) value = value * 10 + text.charCodeAt(at) - 48
  return at >= fewest && at <= most && isMark(text, at) ? value : undefined
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** Nothing, one dot or comma, or what doesn't begin with ASCII: the second byte of a sign may be one (`年` in Shift_JIS). */
function isMark(text: string, from: number): boolean {
  const rest = text.length - from
  if (rest === 0 || (rest === 1 && (text[from] === '.' || text[from] === ','))) return true
  return rest < 8 && text.charCodeAt(from) > 127
}

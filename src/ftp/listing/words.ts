/** A line as words with their places: blanks and tabs part them, and nothing else does (a name may hold any other character). */

export interface Word {
  readonly text: string
  readonly start: number
  /** Where the blank behind it is. */
  readonly end: number
}

/** The first `limit` words from `from` on; bounded, so that trying every word as the start of something stays linear. */
export function wordsOf(line: string, limit: number, from = 0): Word[] {
  const words: Word[] = []
  let at = skipBlanks(line, from)
  while (at < line.length && words.length < limit) {
    let end = at + 1
    while (end < line.length && !isBlank(line.charCodeAt(end))) end++
    words.push({ text: line.slice(at, end), start: at, end })
    at = skipBlanks(line, end)
  }
  return words
}

/** Without the blanks at its end. `trimEnd` takes away what can be a name's, such as U+00A0. */
export function trimBlanksEnd(text: string): string {
  let end = text.length
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(0, end)
}

function skipBlanks(line: string, from: number): number {
  let at = from
  while (at < line.length && isBlank(line.charCodeAt(at))) at++
  return at
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}

/** Text in columns: how wide it is, how to shorten it and how to break it. */

import { printable } from '../../base/printable.ts'

/** Foreign text made printable like `printable` does, but whole, and with its line ends and tabs. */
export function visible(text: string): string {
  // In pieces, as `printable` cuts at 500 characters: an invisible one becomes ten at most.
  return text.replaceAll('\r\n', '\n').replace(/[^\n\t]{1,50}/gu, printable)
}

/** Like `visible`, in one line. */
export function inOneLine(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim())
}

/** Chinese, Japanese, Korean and pictures take two columns each. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const combining = /\p{M}/u

export function columnsOf(text: string): number {
  return [...text].reduce((sum, char) => sum + columnsOfChar(char), 0)
}

function columnsOfChar(char: string): number {
  if (combining.test(char)) return 0
  return wide.test(char) ? 2 : 1
}

/** `text` with its middle left out where it is too wide: `ftp.a-very-lo…example.org`. */
export function fitted(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  const head = begin([...text], Math.ceil((columns - 1) / 2))
  const tail = begin([...text].reverse(), Math.floor((columns - 1) / 2))
  return `${head.join('')}…${tail.reverse().join('')}`
}

function begin(chars: readonly string[], columns: number): string[] {
  const taken: string[] = []
  let width = 0
  for (const char of chars) {
    width += columnsOfChar(char)
    if (width > columns) break
    taken.push(char)
  }
  return taken
}

/** Lines of at most `columns`, broken at blanks, and within a word only where it is wider than a line and not one to be kept `whole`. */
export function wrapped(text: string, columns: number, whole = never): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((one) => (whole.test(one) ? [one] : pieces(one, columns)))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (columnsOf(longer) > columns) {
      if (line !== '') lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

/** Matches nothing. */
const never = /(?!)/

function pieces(word: string, columns: number): readonly string[] {
  const found: string[] = []
  const most = Math.max(columns, 2) // the widest character
  let rest = [...word]
  while (columnsOf(rest.join('')) > most) {
    const piece = begin(rest, most)
    found.push(piece.join(''))
    rest = rest.slice(piece.length)
  }
  return [...found, rest.join('')]
}

export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

export function paddedBefore(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + text
}

/** `text` amid `fill`: `--- opens ---`. */
export function centered(text: string, columns: number, fill = ' '): string {
  const free = Math.max(0, columns - columnsOf(text))
  const before = Math.floor(free / 2)
  return fill.repeat(before) + text + fill.repeat(free - before)
}

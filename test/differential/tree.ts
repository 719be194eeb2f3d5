/** The tree that every client looks at: names that have gone wrong somewhere, every kind of contents, times near and far. */

import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { someBytes } from '../support/streams.ts'

export interface Planted {
  readonly name: string
  /** None of a folder. */
  readonly bytes: Buffer | undefined
  /** Milliseconds since 1970. */
  readonly modified: number
}

export const oddNames: readonly string[] = [
  'plain.txt',
  'two words.txt',
  'two  blanks.txt',
  ' leading blank',
  'trailing blank ',
  '.hidden',
  '-leading-dash',
  '--help',
  `it's "quoted".txt`,
  'Grüße aus Köln.txt',
  'e\u0301 decomposed.txt',
  '日本語.txt',
  'ship 🚢.txt',
  '#1.txt',
  '100%.txt',
  '%41.txt',
  'a&b;c.txt',
  'star*.txt',
  'what?.txt',
  '[brackets].txt',
  '{braces,too}.txt',
  'arrow -> name',
  'back\\slash.txt',
  '~tilde',
  '$HOME',
  'type=file;size=1; facts',
  '3 Jan 2021 date',
  '12:30 time',
  `${'long '.repeat(50)}name`, // 254 bytes; 255 are the end
]

export const contents: Readonly<Record<string, Buffer>> = {
  empty: Buffer.alloc(0),
  'one byte': Buffer.from('x'),
  'lines CR LF.txt': Buffer.from('one\r\ntwo\r\n\r\nfour\r\n'),
  'lines LF.txt': Buffer.from('one\ntwo\n\nfour, \r and \t and no end'),
  '300 KB.bin': someBytes(300_000),
  '5 MB.bin': someBytes(5_000_000),
}

const folderNames = ['folder', 'folder with  blanks', '.folder', 'Ordner ü', '[folder]', '-folder']

const day = 86_400_000

/** Makes it in `folder`, without the names in `unkept`, and says what it has made. */
export function plant(folder: string, unkept: readonly string[] = []): readonly Planted[] {
  const files = [
    ...oddNames.filter((name) => !unkept.includes(name)).map((name) => [name, Buffer.from(`I am ${name}`)] as const),
    ...Object.entries(contents),
  ]
  const planted = [
    ...files.map(([name, bytes], index) => ({ name, bytes, modified: timeOf(index) })),
    ...folderNames.map((name, index) => ({ name, bytes: undefined, modified: timeOf(files.length + index) })),
  ]
  for (const { name, bytes, modified } of planted) {
    const place = join(folder, name)
    if (bytes) writeFileSync(place, bytes)
    else mkdirSync(place)
    utimesSync(place, modified / 1000, modified / 1000)
  }
  return planted
}

/** Whole seconds, every one another: from this minute back over the half-year at which listings begin to say the year. */
function timeOf(index: number): number {
  return Math.floor((Date.now() - index * 9.37 * day) / 1000) * 1000
}

/** How far a transfer is, on one line of a terminal. Elsewhere nothing is shown: a log file has no use for it. */

import type { Io } from './io.ts'

export interface Progress {
  /** Bytes moved so far, in all files. */
  moved(bytes: number): void
  fileDone(): void
  /** Clears the line, so that something else can be printed. It comes back with the next change. */
  clear(): void
}

const minimumMs = 100 // more often can't be read, and slows down the terminal
const usualColumns = 80

export function createProgress(stderr: Io['stderr'], isWanted: boolean, now: () => number = () => performance.now()): Progress {
  if (!isWanted || stderr.isTTY !== true) return { moved: () => {}, fileDone: () => {}, clear: () => {} }
  const start = now()
  let bytes = 0
  let files = 0
  let shownAt = -Infinity
  const show = () => {
    if (now() - shownAt < minimumMs) return
    shownAt = now()
    const perSecond = bytes / Math.max(0.001, (shownAt - start) / 1000)
    const line = `${describeFiles(files)}, ${describeBytes(bytes)}, ${describeBytes(perSecond)}/s`
    stderr.write(`\r\u001b[K${line.slice(0, (stderr.columns ?? usualColumns) - 1)}`)
  }
  return {
    moved: (total) => {
      bytes = total
      show()
    },
    fileDone: () => {
      files++
      show()
    },
    clear: () => {
      if (shownAt !== -Infinity) stderr.write('\r\u001b[K')
      shownAt = -Infinity
    },
  }
}

export function describeFiles(files: number): string {
  return files === 1 ? '1 file' : `${files} files`
}

/** `999 bytes`, `1.2 kB`, `34 MB`: thousands, as networks count. */
export function describeBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} bytes`
  const units = ['kB', 'MB', 'GB', 'TB'] as const
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power - 1]}`
}

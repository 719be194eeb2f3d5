/** How far a sync has come, on one line of a terminal. Elsewhere nothing is shown: a log file has no use for it. */

import { printable } from '../../base/printable.ts'
import type { SyncPhase, SyncProgress } from '../../sync/progress.ts'
import { Rate } from '../../sync/rate.ts'
import type { Io } from '../io.ts'
import { describeBytes } from '../progress.ts'

export interface SyncProgressLine {
  readonly update: (progress: SyncProgress) => void
  /** Clears the line, so that something else can be printed. It comes back with the next change. */
  readonly clear: () => void
}

const minimumMs = 100 // more often can't be read, and slows down the terminal
const usualColumns = 80

const phases: Readonly<Record<SyncPhase, string>> = {
  scanning: 'Looking at both sides',
  comparing: 'Comparing',
  applying: 'Syncing',
  undoing: 'Taking back',
}

export function createSyncProgress(stderr: Io['stderr'], isWanted: boolean, now: () => number = () => performance.now()): SyncProgressLine {
  if (!isWanted || stderr.isTTY !== true) return { update: () => {}, clear: () => {} }
  const rate = new Rate()
  let shownAt = -Infinity
  return {
    update: (progress) => {
      rate.update(progress.bytes, now())
      if (now() - shownAt < minimumMs) return
      shownAt = now()
      stderr.write(`\r\u001b[K${progressText(progress, rate).slice(0, (stderr.columns ?? usualColumns) - 1)}`)
    },
    clear: () => {
      if (shownAt !== -Infinity) stderr.write('\r\u001b[K')
      shownAt = -Infinity
    },
  }
}

/** `Syncing: 3 of 12, 1.2 MB of 3.4 MB, 1.2 MB/s, about 2 s left, css/site.css` */
function progressText({ phase, items, totalItems, bytes, totalBytes, path }: SyncProgress, rate: Rate): string {
  const speed = rate.bytesPerSecond
  const left = totalBytes === undefined ? undefined : rate.secondsLeft(totalBytes - bytes)
  const parts = [
    totalItems === undefined ? `${items}` : `${items} of ${totalItems}`,
    ...(bytes > 0 ? [totalBytes === undefined ? describeBytes(bytes) : `${describeBytes(bytes)} of ${describeBytes(totalBytes)}`] : []),
    ...(speed !== undefined && speed > 0 ? [`${describeBytes(speed)}/s`] : []),
    ...(left !== undefined && left > 0 ? [`about ${Math.ceil(left)} s left`] : []),
    ...(path === undefined || path === '' ? [] : [printable(path)]),
  ]
  return `${phases[phase]}: ${parts.join(', ')}`
}

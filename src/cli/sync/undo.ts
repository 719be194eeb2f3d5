/** `portside sync … --undo`: what the last sync has replaced or deleted comes back, and what it has made goes. */

import { printable } from '../../base/printable.ts'
import type { UndoSummary } from '../../sync/preview.ts'
import type { UndoOutcome } from '../../sync/undo.ts'
import { done, interrupted, refused } from '../commands/context.ts'
import { toJson } from '../messages.ts'
import type { SyncJob } from './job.ts'
import { count, timeWords } from './words.ts'

export async function undoSync(job: SyncJob): Promise<number> {
  const { json, dryRun } = job.run
  const { stdout } = job.context.io
  const last = await job.synchronizer.undoable()
  if (!last || dryRun) {
    stdout.write(json ? toJson({ last: last ?? null, outcome: null }) : `${last ? prospect(last) : 'There is nothing to undo.'}\n`)
    return done
  }
  const outcome = await job.synchronizer.undo(job.work)
  job.progress.clear()
  const { restored, left } = outcome
  if (json) stdout.write(toJson({ last, outcome }))
  else stdout.write(`${leftText(left)}Taken back: ${changesOf(restored, last)}.\n`)
  if (job.context.signal.aborted) return interrupted
  return left.length === 0 ? done : refused
}

function prospect(last: UndoSummary): string {
  const tooBig = last.notKept > 0 ? ` ${last.notKept} more can't be taken back: what was there was too big for --keep-undo.` : ''
  return `Would take back ${changesOf(last.items - last.notKept, last)}.${tooBig}`
}

function leftText(left: UndoOutcome['left']): string {
  return left.map(({ path, why }) => `  ${printable(path)}: ${printable(why)}\n`).join('')
}

function changesOf(number: number, { at }: UndoSummary): string {
  return `${count(number, 'change')} of the sync of ${timeWords(at)}`
}

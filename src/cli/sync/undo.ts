/** `portside sync … --undo`: what the last sync has replaced or deleted comes back. */

import { printable } from '../../base/printable.ts'
import { done, interrupted, refused } from '../commands/context.ts'
import { toJson } from '../messages.ts'
import type { SyncJob } from './job.ts'
import { count } from './words.ts'

export async function undoSync(job: SyncJob): Promise<number> {
  const { json, dryRun } = job.run
  const { stdout } = job.context.io
  const last = await job.synchronizer.undoable()
  if (!last || dryRun) {
    const words = last
      ? `Would bring back ${count(last.items, 'file')} as before ${new Date(last.at).toISOString()}.`
      : 'There is nothing to undo.'
    const tooBig = last && last.notKept > 0 ? ` ${count(last.notKept, 'file')} more can't come back: too big for --keep-undo.` : ''
    stdout.write(json ? toJson({ last: last ?? null, outcome: null }) : `${words}${tooBig}\n`)
    return done
  }
  const outcome = await job.synchronizer.undo(job.work)
  job.progress.clear()
  const { restored, left } = outcome
  if (json) stdout.write(toJson({ last, outcome }))
  else stdout.write(`${left.map(({ path, why }) => `  ${printable(path)}: ${printable(why)}\n`).join('')}Brought back ${restored}.\n`)
  if (job.context.signal.aborted) return interrupted
  return left.length === 0 ? done : refused
}

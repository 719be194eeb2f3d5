/**
 * Puts a sync behind itself: remembers what was agreed on, files what can be undone, removes what was left lying about. It is the
 * same after a sync that came to its end and after one that crashed, and may itself be interrupted at any moment.
 */

import type { OperationOptions } from '../files/fileSystem.ts'
import type { Hands } from './hands.ts'
import type { JournalledRun } from './journalledRun.ts'
import { removeMark } from './serverMark.ts'
import { sweep } from './sweep.ts'

/** What of it is for two folders, whatever is done with them. */
export type Desk = Pick<Hands, 'pair' | 'memory' | 'undo' | 'bases' | 'log'>

/** `runs` are what the journal says, which is empty afterwards. Throws if that has to be done again. */
export async function settle(desk: Desk, runs: readonly JournalledRun[], asking: OperationOptions): Promise<void> {
  const { pair, memory, log } = desk
  await memory.save()
  for (const run of runs) await fileUndo(desk, run)
  await keepFewerBases(desk)
  await sweep(
    pair,
    runs.flatMap(({ temporaries }) => temporaries),
    asking,
    log,
  )
  if (runs.some(({ hasMark }) => hasMark)) await removeMark(pair.remote, asking, log)
  await memory.journal.clear()
}

async function fileUndo({ undo }: Desk, run: JournalledRun): Promise<void> {
  const { undoes } = run.start
  if (undoes === '') await undo.file(run)
  else if (run.isEnded) await undo.drop(undoes)
}

async function keepFewerBases({ memory, bases }: Desk): Promise<void> {
  if ((await bases.bytes()) <= bases.maxBytes) return
  const needed = new Set<string>()
  for (const entry of memory.agreed().entries.values()) if (entry.kind === 'file') needed.add(entry.sha256)
  await bases.shrink((sha256) => needed.has(sha256))
}

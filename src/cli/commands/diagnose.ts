/** `portside diagnose URL`: which ways of transferring work, what is in the way of the others, and what to change. */

import { diagnose } from '../../diagnosis/diagnose.ts'
import type { Diagnosis } from '../../diagnosis/diagnosis.ts'
import { reportText } from '../../diagnosis/drawing/reportText.ts'
import type { Step } from '../../diagnosis/observations.ts'
import type { PoolOptions } from '../../ftp/pool.ts'
import type { RemoteCommand } from '../arguments.ts'
import type { Io } from '../io.ts'
import { toJson } from '../messages.ts'
import { placeOf } from '../place.ts'
import { done, failed, type CommandContext } from './context.ts'

/** The status is `done` if files can be transferred in the mode that was asked for. */
export async function diagnoseCommand(
  { json }: RemoteCommand,
  connection: PoolOptions,
  { io, signal }: Omit<CommandContext, 'remote'>,
): Promise<number> {
  const progress = createStepProgress(io.stderr, !json)
  try {
    const diagnosis = await diagnose({ connection, place: placeOf(io), signal, onStep: progress.note })
    progress.clear()
    io.stdout.write(json ? toJson(plainDiagnosis(diagnosis)) : reportText(diagnosis))
    return transfers(diagnosis) ? done : failed
  } finally {
    progress.clear()
  }
}

function transfers({ passive, active, observations }: Diagnosis): boolean {
  const { mode } = observations.settings
  return (mode !== 'active' && passive.works === true) || (mode !== 'passive' && active.works === true)
}

function plainDiagnosis({ observations, ...conclusions }: Diagnosis): object {
  const { steps, dialogue, ...rest } = observations
  return { ...conclusions, steps, observations: rest, dialogue }
}

interface StepProgress {
  readonly note: (step: Step) => void
  clear(): void
}

/** One line of a terminal, for the step that was taken last. */
function createStepProgress(stderr: Io['stderr'], isWanted: boolean): StepProgress {
  if (!isWanted || stderr.isTTY !== true) return { note: () => {}, clear: () => {} }
  const clear = () => void stderr.write('\r\u001b[K')
  return { note: ({ id, status }) => void stderr.write(`\r\u001b[KDiagnosing: ${id} ${status}`), clear }
}

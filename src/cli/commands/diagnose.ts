/** `portside diagnose URL`: which ways of transferring work, what is in the way of the others, and what to change. */

import { given } from '../../base/given.ts'
import { diagnose } from '../../diagnosis/diagnose.ts'
import type { Diagnosis } from '../../diagnosis/diagnosis.ts'
import { reportText } from '../../diagnosis/drawing/reportText.ts'
import { stepNames } from '../../diagnosis/drawing/reportWords.ts'
import type { StepListener } from '../../diagnosis/notebook.ts'
import type { PoolOptions } from '../../ftp/pool.ts'
import { promptsWithin } from '../../ftp/prompts.ts'
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
    const onLineOfItsOwn = <T>(ask: () => Promise<T>): Promise<T> => {
      progress.clear()
      return ask()
    }
    const prompts = promptsWithin(onLineOfItsOwn, connection.prompts)
    const diagnosis = await diagnose({ connection: { ...connection, prompts }, place: placeOf(io), signal, onStep: progress.note })
    progress.clear()
    io.stdout.write(json ? toJson(plainDiagnosis(diagnosis)) : reportText(diagnosis, columnsOf(io)))
    return transfers(diagnosis) ? done : failed
  } finally {
    progress.clear()
  }
}

/** Of the terminal that reads it, if one does. */
function columnsOf({ stdout }: Io): { readonly columns?: number } {
  return given({ columns: stdout.columns })
}

function transfers({ passive, active, observations }: Diagnosis): boolean {
  const { mode } = observations.settings
  return (mode !== 'active' && passive.works === true) || (mode !== 'passive' && active.works === true)
}

function plainDiagnosis({ observations, ...conclusions }: Diagnosis): object {
  const { steps, dialogue, ...rest } = observations
  return rounded({ ...conclusions, steps, observations: rest, dialogue })
}

/** Times to a tenth of a millisecond: more of them is noise. */
function rounded(value: object): object {
  const round = (_: string, part: unknown) => (typeof part === 'number' ? Math.round(part * 10) / 10 : part)
  return JSON.parse(JSON.stringify(value, round)) as object
}

interface StepProgress {
  readonly note: StepListener
  clear(): void
}

/** One line of a terminal, for the step under way. */
function createStepProgress(stderr: Io['stderr'], isWanted: boolean): StepProgress {
  if (!isWanted || stderr.isTTY !== true) return { note: () => {}, clear: () => {} }
  const clear = () => void stderr.write('\r\u001b[K')
  const note: StepListener = (_, next) => {
    if (next) stderr.write(`\r\u001b[KDiagnosing: ${stepNames[next]}…`)
  }
  return { note, clear }
}

/** The words of a command line, told apart: options with their values, and the rest. */

import { parseArgs } from 'node:util'
import { options, UsageProblem } from './options.ts'

export function parseWords(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true })
  } catch (error) {
    // Node's own sentence names the option; what follows the first one is advice about `--`.
    throw new UsageProblem(error instanceof Error ? `${error.message.split(/\.\s/)[0] ?? ''}.`.replace(/\.\.$/, '.') : String(error))
  }
}

export type Values = ReturnType<typeof parseWords>['values']

/** One line from the terminal, not shown. */

import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { onAbort, withResolvers } from '../base/abort.ts'
import type { Io } from './io.ts'

/** Undefined without a terminal, for Ctrl+D, and for Ctrl+C, for which `interrupt` is called. */
export async function askSecret(
  io: Pick<Io, 'stdin' | 'stderr'>,
  question: string,
  interrupt: () => void,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (io.stdin.isTTY !== true) return undefined
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: io.stdin, output: nowhere, terminal: true })
  const { promise, resolve, reject } = withResolvers<string | undefined>()
  const listening = onAbort(signal, reject)
  lines.once('line', resolve).once('close', () => resolve(undefined)) // Ctrl+D
  lines.once('SIGINT', () => {
    interrupt()
    resolve(undefined)
  })
  io.stderr.write(question)
  try {
    return await promise
  } finally {
    listening.dispose()
    lines.close()
    io.stderr.write('\n')
  }
}

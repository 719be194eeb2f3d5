/**
 * Programs that stay with this process: each ends when its standard input does, and that end comes however this process dies,
 * by SIGKILL too. So nothing has to be remembered to be cleaned up.
 */

import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { Socket } from 'node:net'
import { withDeadline } from '../../src/base/abort.ts'

export interface Attached {
  readonly pid: number
  /** The first line of its output: it is ready, and may say with what. */
  readonly firstLine: string
  /** Waits until it is gone. Twice is fine. */
  stop(): Promise<void>
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

/** What programs in the laboratory get of this process's environment: where programs are, and a plain locale. */
export const environment: Readonly<Record<string, string>> = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' }

const readyMs = 10_000
const endMs = 5000

/** Resolves with its first line. Rejects with what it complained about if it ends before, or says nothing in 10 s. */
export async function startAttached([program, ...args]: readonly [string, ...string[]]): Promise<Attached> {
  const child = spawn(program, args, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => {}) // it has ended: `exit` tells
  const exited = once(child, 'exit')
  exited.catch(() => {}) // it could not be started: the first line does not come
  try {
    const firstLine = await withDeadline(readFirstLine(child), readyMs, () => new Error('it said nothing'))
    letGo(child)
    return { pid: child.pid ?? 0, firstLine, stop: () => stop(child, exited) }
  } catch (error) {
    child.kill('SIGKILL')
    throw new Error(`"${[program, ...args].join(' ')}" did not come up: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

async function readFirstLine(child: Child): Promise<string> {
  let complaint = ''
  let text = ''
  child.stderr.on('data', (data) => (complaint += String(data)))
  child.stdout.on('data', (data) => (text += String(data)))
  const ended = once(child, 'close').then(() => Promise.reject(new Error(complaint)))
  ended.catch(() => {}) // nobody may be waiting any more
  while (!text.includes('\n')) await Promise.race([once(child.stdout, 'data'), ended])
  return text.slice(0, text.indexOf('\n'))
}

/** One that a test forgot must not keep the run from ending. */
function letGo(child: Child): void {
  child.unref()
  for (const pipe of [child.stdin, child.stdout, child.stderr]) if (pipe instanceof Socket) pipe.unref()
}

async function stop(child: Child, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.ref()
  child.stdin.end()
  const deaf = () => new Error(`Process ${child.pid ?? 0} went on for ${endMs} ms after the end of its input`)
  await withDeadline(exited, endMs, deaf).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
}

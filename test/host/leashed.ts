/** Processes that end with this one: started behind `leash.mjs`, each in a process group of its own. */

import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import type { Readable, Writable } from 'node:stream'

const leash = fileURLToPath(new URL('leash.mjs', import.meta.url))
const stopMs = 6000 // the leash itself gives three seconds between SIGTERM and SIGKILL

export interface Leashed {
  /** Also the id of the process group. */
  readonly pid: number
  /** Resolves at the end of the process. */
  readonly ended: Promise<void>
  /** What it has written so far, both streams, the last 100,000 characters. */
  output(): string
  /** Resolves when the output holds `text`; throws, with the output, if the process ends or `withinMs` pass first. */
  saying(text: string, withinMs: number): Promise<void>
  /** Ends the whole group; resolves when it is gone. */
  stop(): Promise<void>
}

export interface LeashOptions {
  readonly env?: NodeJS.ProcessEnv
  /** A folder to remove at the end, whatever the end is. */
  readonly temporary?: string
}

export function startLeashed(command: string, args: readonly string[], { env, temporary = '' }: LeashOptions = {}): Leashed {
  const child = spawn(process.execPath, [leash, temporary, command, ...args], { env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  const pid = child.pid
  if (pid === undefined) throw new Error(`${command} could not be started`)
  const output = collect(child)
  const ended = once(child, 'exit').then(() => {})
  return {
    pid,
    ended,
    output,
    saying: (text, withinMs) => waitForText(child, output, text, withinMs),
    stop: () => stopGroup(child, pid, ended),
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

function collect(child: Child): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (data: string) => (text = (text + data).slice(-100_000)))
  }
  return () => text
}

async function waitForText(child: Child, output: () => string, text: string, withinMs: number): Promise<void> {
  const found = new AbortController()
  const check = () => {
    if (output().includes(text)) found.abort()
  }
  child.stdout.on('data', check)
  const end = () => found.abort()
  child.once('exit', end)
  try {
    check()
    await delay(withinMs, undefined, { signal: found.signal }).catch(() => {}) // the abort is the good end of the wait
  } finally {
    child.stdout.off('data', check)
    child.off('exit', end)
  }
  if (!output().includes(text)) throw new Error(`It never said "${text}":\n${output()}`)
}

async function stopGroup(child: Child, pid: number, ended: Promise<void>): Promise<void> {
  child.stdin.end()
  const late = setTimeout(() => killGroup(pid), stopMs)
  await ended
  clearTimeout(late)
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // the group has ended meanwhile
  }
}

/**
 * A server's processes: started as a group of their own, ended as one, and never left behind.
 *
 * Servers fork for every session, so the end of the first process is not the end. And a test run can end without a word
 * (SIGKILL, a time limit): a guard in the group waits for the end of a pipe from this process, which comes however it dies.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export interface ServerProcess {
  /** False once the first process has ended, by itself or killed. */
  isRunning(): boolean
  /** Kills the whole group and waits until it is gone. Twice is fine. */
  kill(): Promise<void>
}

/** Detached twice, so that the guard is nobody's child: servers count theirs. The server itself must not hold the pipe. */
const guarded = `( { read -r _; rm -rf -- "$PWD"; kill -s KILL -- "-$$"; } <&3 & )
exec "$@" 3<&-`

/** Runs `command` in `folder`, which goes away with it if this process dies. Its output is in `output.log` there. */
export function startProcess(command: readonly string[], folder: string): ServerProcess {
  const output = openSync(join(folder, 'output.log'), 'a')
  const child = spawn('/bin/sh', ['-c', guarded, 'sh', ...command], {
    cwd: folder,
    detached: true,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', PWD: folder },
    stdio: ['ignore', output, output, 'pipe'],
  })
  closeSync(output)
  child.unref() // a server that a test forgot must not keep the run from ending
  const pipe = child.stdio[3]
  if (pipe instanceof Socket) pipe.unref()
  const exited = once(child, 'exit')
  exited.catch(() => {}) // without /bin/sh there is no process: isRunning() says so
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null
  return {
    isRunning,
    kill: async () => {
      if (child.pid === undefined) return
      child.ref()
      killGroup(child.pid)
      if (isRunning()) await exited
      await untilGone(child.pid)
    },
  }
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'ENOENT')
}

/** The sessions are not our children, so their end is no event here. They die at once; only a hung disk makes this long. */
async function untilGone(group: number): Promise<void> {
  const deadline = Date.now() + 5000
  while (hasMembers(group)) {
    if (Date.now() > deadline) throw new Error(`Process group ${group} is still there 5 s after SIGKILL`)
    await delay(5)
  }
}

/** Not by signal 0: that finds zombies too, and in a container nobody may be there to reap them. */
function hasMembers(group: number): boolean {
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && isLivingMember(name, group))
}

function isLivingMember(pid: string, group: number): boolean {
  try {
    // "pid (name) state parent group …", and the name may hold anything.
    const [state, , memberOf] = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')
    return memberOf === String(group) && state !== 'Z' && state !== 'X'
  } catch (error) {
    if (isGone(error)) return false
    throw error
  }
}

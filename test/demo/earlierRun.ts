/**
 * Ends what is left of an earlier `npm start`, so that its ports are free: a demo still running in another terminal, or an
 * editor whose demo was killed. Processes are known by their own command line and folder, as /proc tells (Linux).
 */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { hosts } from '../host/install.mjs'
import { root } from '../setup.mjs'

const start = join(root, 'test/demo/start.mjs')
const politeMs = 8000 // an editor gets three seconds of this to end by itself
const pollMs = 50

type Wanted = (command: readonly string[], pid: string) => boolean

export async function endEarlierRun(home: string): Promise<void> {
  const end = async (wanted: Wanted) => {
    const left = () => findProcesses(wanted)
    if (left().length === 0) return
    console.log('Ending what an earlier start has left running')
    signalAll(left(), 'SIGTERM')
    for (const since = Date.now(); left().length > 0 && Date.now() - since < politeMs;) await delay(pollMs)
    signalAll(left(), 'SIGKILL')
  }
  await end(isDemo) // takes its editor down with it
  await end((command) => isEditor(command, home))
}

function isDemo(command: readonly string[], pid: string): boolean {
  const folder = readlinkSync(`/proc/${pid}/cwd`)
  return command.some((word) => resolve(folder, word) === start)
}

function isEditor(command: readonly string[], home: string): boolean {
  return command.includes(hosts.newest.entry) && command.some((word) => word.startsWith(home))
}

function findProcesses(wanted: Wanted): number[] {
  return processIds()
    .filter((pid) => Number(pid) !== process.pid && matches(pid, wanted))
    .map(Number)
}

function matches(pid: string, wanted: Wanted): boolean {
  try {
    return wanted(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'), pid)
  } catch {
    return false // it has ended meanwhile, or is another user's
  }
}

function processIds(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return [] // no /proc here
  }
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch {
      // it has ended meanwhile
    }
  }
}

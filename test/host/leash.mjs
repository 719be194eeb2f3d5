/**
 * Runs a command that must not outlive whoever started it: `node leash.mjs folder command arguments…`
 *
 * To be started in a process group of its own (`detached`) and with a pipe as its standard input. The pipe closes when the
 * starter ends, even by SIGKILL; then, or on a signal, or when the command itself ends, the whole group is taken down. The
 * folder, if it is not empty text, was temporary and is removed.
 */

import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'

const graceMs = 3000

const [temporary, command, ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })

child.once('exit', finish)
child.once('error', (error) => {
  console.error(`${command} could not be started: ${error.message}`)
  finish()
})
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, takeDown)
process.stdin.resume()
process.stdin.once('close', takeDown)

let ending = false

function takeDown() {
  if (ending) return
  ending = true
  process.kill(-process.pid, 'SIGTERM')
  setTimeout(finish, graceMs)
}

function finish() {
  try {
    if (temporary) rmSync(temporary, { recursive: true, force: true, maxRetries: 3 })
  } finally {
    process.kill(-process.pid, 'SIGKILL') // this process is one of the group
  }
}

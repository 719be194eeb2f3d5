/**
 * What must be there before anything else can run: a Node that is new enough, and the npm packages of package-lock.json.
 *
 * Plain JavaScript on Node's own modules, because it runs before anything is installed.
 */

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The oldest Node the tests run on: mocha loads its reporter with `require` of an ES module, new in 20.19. */
const oldestNode = [20, 19]

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return
  throw new Error(`Portside needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org.`)
}

/** Installs the npm packages unless exactly those of package-lock.json are there. */
export async function installPackages(progress = console.log) {
  if (packagesAreCurrent()) return
  progress('Installing the npm packages')
  // No package that is needed on Linux has an install script that matters: esbuild's own binary is a package of its own.
  await runQuietly('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root, timeoutMs: 600_000 })
}

/** Compares with the record npm leaves in node_modules at the end of an install: a broken-off install has none. */
function packagesAreCurrent() {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const installed = readPackages(join(root, 'node_modules/.package-lock.json'))
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || installed[path]?.version === version || (optional && !installed[path]),
  )
}

function readPackages(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages
  } catch (error) {
    if (error.code === 'ENOENT') return {}
    throw error
  }
}

/**
 * Calls `stop` when the npm that runs this script is gone. npm runs scripts in a shell, and a SIGTERM for npm ends the two of
 * them without ever reaching the script.
 */
export function whenNpmIsGone(stop) {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const watching = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watching)
    stop()
  }, 300)
  watching.unref()
}

/** Runs a command to its end. Its output is kept back, and is part of the error when it fails. */
export async function runQuietly(command, args, { cwd = root, env = process.env, timeoutMs = 300_000 } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, killSignal: 'SIGKILL' })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
  const result = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(signal ? `ended by ${signal}` : code))
  })
  if (result !== 0) throw new Error(`"${command} ${args.join(' ')}" failed in ${cwd} (${result}):\n${shortened(output)}`)
  return output
}

/** Start and end: npm names the error first and apt-get last. */
function shortened(output, half = 2000) {
  return output.length <= 2 * half ? output : `${output.slice(0, half)}\n…\n${output.slice(-half)}`
}

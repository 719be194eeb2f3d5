/** Finds the browser that shows the editor in tests, or installs Debian's where this process may. */

import { existsSync } from 'node:fs'
import { runQuietly } from '../setup.mjs'

const debianChromium = '/usr/bin/chromium'
const aptGet = ['-o', 'DPkg::Lock::Timeout=120', '-q']

/** The path of a Chromium. The variable CHROMIUM names another one than Debian's. */
export async function installBrowser(progress = console.log) {
  const chosen = process.env.CHROMIUM
  if (chosen) return existing(chosen)
  if (existsSync(debianChromium)) return debianChromium
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw missing(debianChromium)
  progress('Installing the chromium package')
  // Once more on failure: a mirror in the middle of an update gives 404 for a minute.
  await installPackage().catch(installPackage)
  return existing(debianChromium)
}

async function installPackage() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await runQuietly('apt-get', [...aptGet, 'update'], { env })
  await runQuietly('apt-get', [...aptGet, 'install', '-y', '--no-install-recommends', 'chromium'], { env, timeoutMs: 600_000 })
}

function existing(path) {
  if (existsSync(path)) return path
  throw missing(path)
}

function missing(path) {
  return new Error(
    `Chromium is missing (looked at ${path}). Install it with "sudo apt-get update && sudo apt-get install -y chromium", ` +
      'or set CHROMIUM to the path of a Chromium or Chrome.',
  )
}

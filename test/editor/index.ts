/** Runs every `*.test.cjs` next to this bundle with mocha, inside the extension host. VS Code calls `run`. */

import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const testMs = 30_000

/** From the bundle's folder, which is `out/editor`. */
const reporter = join(__dirname, '../../test/countingReporter.mjs')

export async function run(): Promise<void> {
  // mocha is an ES module and this bundle isn't.
  const { default: Mocha } = await import('mocha')
  const mocha = new Mocha({ reporter, timeout: testMs, color: false, forbidOnly: true })
  for (const name of readdirSync(__dirname)) {
    if (name.endsWith('.test.cjs')) mocha.addFile(join(__dirname, name))
  }
  const failures = await new Promise<number>((resolve) => void mocha.run(resolve))
  if (failures > 0) throw new Error(`${failures} of the tests in the editor failed`)
}

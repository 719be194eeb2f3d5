/**
 * A program that is killed in the middle of a sync, for real: what the next one makes of it is what would have come of it anyway,
 * no bytes are lost, and nothing is left lying about.
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { inParallel } from '../../src/files/parallel.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts'
import { carryOut, faultsIn, keptIn, prepare, textsOf } from './crashScene.ts'
import '../support/unhandledRejections.ts'

const run = promisify(execFile)
const childMs = 20_000

describe('A sync that is killed', function () {
  this.timeout(300_000)
  let place: TemporaryFolder
  let program: string

  before(async () => {
    place = await temporaryFolder()
    program = join(place.native, 'child.mjs')
    // Plain JavaScript starts in a tenth of the time.
    const entry = join(import.meta.dirname, 'crashChild.ts')
    await build({ entryPoints: [entry], outfile: program, bundle: true, platform: 'node', format: 'esm', banner: { js: requireBanner } })
    await prepare(join(place.native, 'scene'))
  })
  after(() => place.remove())

  const copyOfScene = async (name: string) => {
    const folder = join(place.native, name)
    await cp(join(place.native, 'scene'), folder, { recursive: true, preserveTimestamps: true })
    return folder
  }
  const start = (folder: string, step: number) => run(execPath, [program, folder, String(step)], { timeout: childMs })

  it('is gone on with, and comes to the same, wherever it was killed', async () => {
    const whole = await copyOfScene('whole')
    const steps = Number((await start(whole, 0)).stdout)
    assert.deepEqual(await faultsIn(whole), [])
    const before = await textsOf(join(place.native, 'scene'))
    assert.ok(steps > 100)
    const moments = Array.from({ length: steps }, (_, index) => index + 1)
    await inParallel(moments, 2, async (step) => {
      const folder = await copyOfScene(`step ${step}`)
      const child = start(folder, step)
      await assert.rejects(child, (error) => (error as { signal?: string }).signal === 'SIGKILL')
      await carryOut(folder)
      assert.deepEqual(await faultsIn(folder), [], `killed before step ${step} of ${steps}`)
      const now = new Set([...(await textsOf(folder)), ...(await keptIn(folder))])
      assert.deepEqual(
        [...before].filter((text) => !now.has(text)),
        [],
        `killed before step ${step} of ${steps}`,
      )
      await rm(folder, { recursive: true })
    })
  })
})

/** What is bundled of CommonJS wants it. */
const requireBanner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)"

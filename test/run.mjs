/**
 * `npm test`: every check and every suite, one after the other. `node test/run.mjs unit lint` runs only the steps named.
 *
 * A step that breaks counts as one failure and the rest still runs. The last line is always `N passed, N failed`.
 */

import { Buffer } from 'node:buffer'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { installBrowser } from './host/browser.mjs'
import { installHost } from './host/install.mjs'
import { checkNode, installPackages, root, whenNpmIsGone } from './setup.mjs'
import { checkPackage, packageExtension } from './vsix.mjs'

/** No step takes this long, unless it hangs. */
const stepMs = 600_000

/** A single test; a busy machine is slow. */
const testMs = 10_000

/** Between SIGTERM and SIGKILL. */
const graceMs = 8000

/** Suites on real servers wait more than they work: more of them at once than most machines have processors. */
const filesAtOnce = 4

const interrupted = new AbortController()

/** A check passes or fails as a whole; a suite counts its tests. */
const steps = [
  check('typecheck', () => runTool('typescript/bin/tsc', '--noEmit')),
  check('lint', () => runTool('eslint/bin/eslint.js', '.')),
  check('format', () => runTool('prettier/bin/prettier.cjs', '--check', '.')),
  check('knip', () => runTool('knip/bin/knip.js')),
  suite('unit', () => runMocha('test/{*,!(contract|differential|editor|flows|host|network)/**/*}.test.ts')),
  suite('contract', () => runOnServers('test/contract')),
  suite('differential', () => runOnServers('test/differential')),
  suite('network', () => runOnServers('test/network')),
  check('package', async () => {
    console.log(await packageExtension())
    checkPackage()
  }),
  suite('editor', async () => {
    await prepareEditor()
    return runCounted(['test/editor/runEditorTests.mjs'])
  }),
  suite('oldest', async () => {
    await installHost('oldest')
    await installBrowser()
    return runCounted(['test/editor/runEditorTests.mjs'], { env: { PORTSIDE_EDITOR: 'oldest' } })
  }),
  suite('flows', async () => {
    await prepareEditor()
    return runMocha('test/flows/**/*.test.ts')
  }),
]

function check(name, run) {
  const counted = async () => {
    await run()
    return { passed: 1, failed: 0 }
  }
  return { name, run: counted }
}

function suite(name, run) {
  return { name, run }
}

/** Every test file of `folder` in a process of its own; what each has to say is shown when it has ended. */
async function runOnServers(folder) {
  const { installServers } = await import('./servers/install.mjs')
  await installServers()
  const waiting = readdirSync(join(root, folder)).filter((name) => name.endsWith('.test.ts'))
  const total = { passed: 0, failed: 0 }
  const takeFiles = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) add(total, await runAside(`${folder}/${name}`))
  }
  await Promise.all(Array.from({ length: filesAtOnce }, takeFiles))
  return total
}

async function runAside(file) {
  const output = []
  try {
    return await runMocha(file, output)
  } catch (error) {
    output.push(Buffer.from(`${error.message}\n`))
    return { passed: 0, failed: 1 }
  } finally {
    process.stdout.write(Buffer.concat(output))
  }
}

function add(total, { passed, failed }) {
  total.passed += passed
  total.failed += failed
}

async function prepareEditor() {
  await installHost()
  await installBrowser()
}

function runTool(script, ...args) {
  return runNode([join(root, 'node_modules', script), ...args])
}

/** `output`, if given, gets what would be shown. */
function runMocha(pattern, output) {
  // Without it nobody hears of a promise that rejects unheard.
  const watching = ['--require', join(root, 'test/support/unhandledRejections.ts')]
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js')
  const reporter = ['--reporter', join(root, 'test/countingReporter.mjs')]
  const args = ['--import', 'tsx', mocha, ...watching, '--forbid-only', '--timeout', String(testMs), ...reporter, pattern]
  return runCounted(args, { output })
}

/** A suite leaves its counts in a file. Ending badly without a failed test counts as one: a crash, or a hang at the end. */
async function runCounted(args, { env = {}, output } = {}) {
  const countsFile = join(root, `out/counts-${randomUUID()}.json`)
  const error = await runNode(args, { env: { PORTSIDE_COUNTS: countsFile, ...env }, output }).then(
    () => undefined,
    (reason) => reason,
  )
  const counts = readCounts(countsFile)
  rmSync(countsFile, { force: true })
  if (!counts) throw error ?? new Error('no counts were written')
  if (!error) return counts
  console.error(error.message)
  return { ...counts, failed: Math.max(counts.failed, 1) }
}

function readCounts(countsFile) {
  try {
    return JSON.parse(readFileSync(countsFile, 'utf8'))
  } catch {
    return undefined // the suite never came to its end
  }
}

/** Runs Node in a process group of its own, so that a hanging step is ended with everything it has started. */
async function runNode(args, { env = {}, output } = {}) {
  const shown = output ? 'pipe' : 'inherit'
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', shown, shown],
    detached: true,
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk))
  let killing
  const end = () => {
    signalGroup(child.pid, 'SIGTERM') // browsers and editors close in their own way
    killing = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMs)
  }
  const limit = AbortSignal.any([interrupted.signal, AbortSignal.timeout(stepMs)])
  limit.addEventListener('abort', end)
  const result = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? code))
  })
  limit.removeEventListener('abort', end)
  clearTimeout(killing)
  signalGroup(child.pid, 'SIGKILL') // what the step itself has left running
  if (result !== 0) throw new Error(`"node ${args.join(' ')}" ended with ${result}`)
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch {
    // nothing of it is left, as it should be
  }
}

function interrupt() {
  interrupted.abort(new Error('Interrupted'))
}

async function runStep({ name, run }) {
  const start = Date.now()
  console.log(`\n── ${name}`)
  const counts = await run().catch((error) => {
    console.error(error.message)
    return { passed: 0, failed: 1 }
  })
  console.log(`── ${name}: ${counts.passed} passed, ${counts.failed} failed, ${((Date.now() - start) / 1000).toFixed(1)} s`)
  return counts
}

function chosenSteps(names) {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name))
  if (unknown.length > 0) throw new Error(`There is no step ${unknown.join(', ')}; there are ${steps.map(({ name }) => name).join(', ')}.`)
  return names.length === 0 ? steps : steps.filter(({ name }) => names.includes(name))
}

async function main() {
  const total = { passed: 0, failed: 0 }
  try {
    checkNode()
    const chosen = chosenSteps(process.argv.slice(2))
    await installPackages()
    mkdirSync(join(root, 'out'), { recursive: true })
    for (const step of chosen) {
      interrupted.signal.throwIfAborted()
      add(total, await runStep(step))
    }
  } catch (error) {
    console.error(error.message)
    total.failed += 1
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed > 0 ? 1 : 0
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, interrupt)
whenNpmIsGone(interrupt)
await main()

/**
 * One run of a test suite inside code-server's extension host.
 *
 * The suite is named in the address the browser opens; the editor then hands mocha's output and the exit code to two
 * functions of the page, `codeAutomationLog` and `codeAutomationExit`, which are ours.
 */

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { withResolvers } from '../../src/base/abort.ts'
import { toDisposable, type Disposable } from '../../src/base/disposable.ts'
import { root } from '../setup.mjs'
import { launchBrowser, startEditor, type EditorHost } from './editorHost.ts'

const runMs = 180_000

/** Exit codes, as far as they are ours: the suite's own are 0 and 1. */
const usageError = 2
const timedOut = 124

interface TestRun {
  readonly extension: string
  readonly suite: string
  readonly folder: string | undefined
}

export async function main(args: readonly string[]): Promise<number> {
  const run = parseRun(args)
  if (!run) {
    console.error('This stands in for VS Code in test runs only: --extensionDevelopmentPath=… --extensionTestsPath=… [folder]')
    return usageError
  }
  const version = process.env['PORTSIDE_EDITOR'] === 'oldest' ? 'oldest' : 'newest'
  // Without the smoke test driver VS Code 1.139 ignores the suite in the address, and nothing would ever run; 1.100 has none.
  const driver = version === 'newest' ? ['--vscode-option', 'enable-smoke-test-driver'] : []
  const editor = await startEditor({ version, args: ['--disable-workspace-trust', ...driver] })
  try {
    return await runSuite(editor, run)
  } finally {
    await editor.stop()
  }
}

function parseRun(args: readonly string[]): TestRun | undefined {
  // Not strict: a desktop VS Code is given many more flags, which mean nothing here.
  const { values, positionals } = parseArgs({ args: [...args], strict: false })
  const { extensionDevelopmentPath: extension, extensionTestsPath: suite } = values
  if (typeof extension !== 'string' || typeof suite !== 'string') return undefined
  return { extension, suite, folder: positionals[0] }
}

async function runSuite(editor: EditorHost, run: TestRun): Promise<number> {
  const browser = await launchBrowser()
  const { promise: exitCode, resolve: exit, reject: fail } = withResolvers<number>()
  const late = setTimeout(() => exit(timedOut), runMs)
  const leaving = whenAsked(() => exit(1))
  void editor.ended.then(() => fail(new Error(`The editor ended during the test run:\n${editor.log()}`)))
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await listen(page, exit)
    await page.goto(suiteUrl(editor, run))
    const code = await exitCode
    if (code === timedOut) await reportTimeout(page, editor)
    return code
  } finally {
    clearTimeout(late)
    exitCode.catch(() => {}) // the editor is stopped after this, which is no failure
    leaving.dispose()
    await browser.close()
  }
}

/** Calls `leave` when somebody asks this process to end, or whoever started it is gone. */
function whenAsked(leave: () => void): Disposable {
  process.once('SIGINT', leave).once('SIGTERM', leave)
  process.stdin.resume().once('end', leave) // the starter holds the other end of this pipe
  return toDisposable(() => {
    process.off('SIGINT', leave).off('SIGTERM', leave)
    process.stdin.destroy()
  })
}

/** Prints what the suite prints, and hands on its exit code. */
async function listen(page: Page, exit: (code: number) => void): Promise<void> {
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    if (isEditorNoise(args.join(' '))) return
    if (type === 'error') console.error(...args)
    else console.log(...args)
  })
  await page.exposeFunction('codeAutomationExit', exit)
}

const noise = [
  // its connection, and services that aren't there
  /^(Resolv|Creating a socket|Updating additional|getaddrinfo|Timed out waiting for authentication provider|\[reconnection|\[Service|\[AgentHost|\[Account)/,
  // native modules that are not compiled for it (see install.mjs)
  /Could not locate the bindings file|Release\/watchdog|ripgrep\/bin\/rg/,
  // its own shutdown
  /^Canceled: /,
]

/** True for what the editor itself logs on the way. */
function isEditorNoise(line: string): boolean {
  return noise.some((pattern) => pattern.test(line))
}

function suiteUrl(editor: EditorHost, { extension, suite, folder }: TestRun): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${editor.port}${encodeURI(path)}`
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ['extensionTestsPath', remote(suite)],
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
  ]
  return `${editor.url(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`
}

async function reportTimeout(page: Page, editor: EditorHost): Promise<void> {
  const screenshot = join(root, 'out/editor-timeout.png')
  await mkdir(join(root, 'out'), { recursive: true })
  await page.screenshot({ path: screenshot, timeout: 10_000 })
  console.error(`The suite did not end within ${runMs / 1000} s; ${screenshot} shows the editor. Its server said:\n${editor.log()}`)
}

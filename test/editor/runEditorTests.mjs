/**
 * Bundles the tests of this folder and runs them inside VS Code, with the built extension of this project, or the one in the
 * folder given as the argument: `node test/editor/runEditorTests.mjs`
 *
 * Runs on code-server. With PORTSIDE_DESKTOP=1 it runs on a desktop VS Code, which @vscode/test-electron downloads.
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { runTests } from '@vscode/test-electron'
import { build } from 'esbuild'
import { extension } from '../../esbuild.config.mjs'
import { root } from '../setup.mjs'

const bundles = join(root, 'out/editor')

process.once('SIGTERM', () => {}) // the editor gets the signal too; what follows cleans up
await bundleTests()
const home = mkdtempSync(join(tmpdir(), 'portside-suite-'))
mkdirSync(join(home, 'workspace'))
try {
  await runTests({
    // Left out, the desktop VS Code is downloaded.
    ...(process.env.PORTSIDE_DESKTOP ? {} : { vscodeExecutablePath: join(root, 'test/host/code') }),
    cachePath: join(root, '.cache/desktop'),
    extensionDevelopmentPath: resolve(process.argv[2] ?? root),
    extensionTestsPath: join(bundles, 'index.cjs'),
    launchArgs: [join(home, 'workspace'), `--user-data-dir=${join(home, 'data')}`, `--extensions-dir=${join(home, 'extensions')}`],
  })
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(home, { recursive: true, force: true })
}

/** One bundle per test file, as the editor's extension host knows no TypeScript. */
async function bundleTests() {
  rmSync(bundles, { recursive: true, force: true })
  await build({
    absWorkingDir: root,
    entryPoints: ['test/editor/index.ts', 'test/editor/*.test.ts'],
    outdir: bundles,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    alias: extension.alias,
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
  })
}

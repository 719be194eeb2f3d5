/**
 * Builds what is shipped: `dist/extension.cjs`, which VS Code loads, and `dist/cli.js`, the command `portside`.
 *
 * `--dev` leaves the code readable and adds source maps; `--watch` keeps building, and implies it.
 */

import { chmodSync, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, context } from 'esbuild'

const root = dirname(fileURLToPath(import.meta.url))
const watching = process.argv.includes('--watch')
const dev = watching || process.argv.includes('--dev')

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: !dev,
  sourcemap: dev ? 'linked' : false,
  legalComments: 'none',
  logLevel: 'info',
}

const extension = {
  ...shared,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.cjs',
  format: 'cjs',
  external: ['vscode'],
}

// CommonJS libraries in an ES module still call `require` for Node's own modules.
const cliBanner = `#!/usr/bin/env node
import { createRequire as portsideCreateRequire } from 'node:module'
const require = portsideCreateRequire(import.meta.url)`

const cli = {
  ...shared,
  entryPoints: ['src/cli.ts'],
  outfile: 'dist/cli.js',
  format: 'esm',
  banner: { js: cliBanner },
  plugins: [{ name: 'executable', setup: (bundle) => bundle.onEnd(makeExecutable) }],
}

function makeExecutable({ errors }) {
  if (errors.length === 0) chmodSync(join(root, 'dist/cli.js'), 0o755)
}

async function run(options) {
  const [source] = options.entryPoints
  if (!existsSync(join(root, source))) throw new Error(`${source} is missing, so ${options.outfile} can't be built`)
  if (watching) await (await context(options)).watch()
  else await build(options)
}

const results = await Promise.allSettled([extension, cli].map(run))
for (const { reason } of results.filter(({ status }) => status === 'rejected')) {
  // esbuild has printed its own errors already
  if (!reason.errors) console.error(reason.message)
  process.exitCode = 1
}

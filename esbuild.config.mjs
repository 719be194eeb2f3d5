/**
 * Builds what is shipped: `dist/extension.cjs`, which VS Code loads, `dist/cli.js`, the command `portside`, and
 * `dist/charsets.cjs`, which both load for a site that isn't UTF-8.
 *
 * `--dev` leaves the code readable and adds source maps; `--watch` keeps building, and implies it.
 */

import { chmodSync, existsSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
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

const charsetsSource = 'src/ftp/iconv.ts'

/** The tables are bigger than all the rest, and few sites need them: they stay out of the bundles. */
const charsetsApart = {
  name: 'charsets apart',
  setup: (bundle) =>
    bundle.onResolve({ filter: /\/iconv\.ts$/ }, ({ resolveDir, path }) =>
      resolve(resolveDir, path) === join(root, charsetsSource) ? { path: './charsets.cjs', external: true } : undefined,
    ),
}

export const charsets = { ...shared, entryPoints: [charsetsSource], outfile: 'dist/charsets.cjs', format: 'cjs' }

export const extension = {
  ...shared,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.cjs',
  format: 'cjs',
  external: ['vscode'],
  supported: { 'dynamic-import': false }, // makes it `require`
  plugins: [charsetsApart],
}

// CommonJS libraries in an ES module still call `require` for Node's own modules.
const cliBanner = `#!/usr/bin/env node
import { createRequire as portsideCreateRequire } from 'node:module'
const require = portsideCreateRequire(import.meta.url)`

export const cli = {
  ...shared,
  entryPoints: ['src/cli.ts'],
  outfile: 'dist/cli.js',
  format: 'esm',
  banner: { js: cliBanner },
  plugins: [charsetsApart, { name: 'executable', setup: (bundle) => bundle.onEnd(makeExecutable) }],
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

async function buildAll() {
  const results = await Promise.allSettled([charsets, extension, cli].map(run))
  for (const { reason } of results.filter(({ status }) => status === 'rejected')) {
    // esbuild has printed its own errors already
    if (!reason.errors) console.error(reason.message)
    process.exitCode = 1
  }
}

// A test takes the options only.
if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await buildAll()

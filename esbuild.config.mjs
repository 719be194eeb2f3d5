/**
 * Builds what is shipped: `dist/extension.cjs`, which VS Code loads, `dist/cli.js`, the command `portside`, and
 * `dist/charsets.cjs`, which both load for a site that isn't UTF-8. `dist/licenses.txt` names the libraries that are in them.
 *
 * `--dev` leaves the code readable and adds source maps; `--watch` keeps building, and implies it.
 */

import { chmodSync, existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
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
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' }, // its main file asks for its parts in a way that no bundler sees
  legalComments: 'none', // the licences are in a file of their own
  metafile: true,
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
  if (watching) return void (await (await context(options)).watch())
  const { metafile } = await build(options)
  return librariesIn(metafile)
}

/** The folders of the packages whose code is in a bundle. */
function librariesIn({ inputs }) {
  return Object.keys(inputs).flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [])
}

/** Their licences want to be passed on with the code. */
function writeLicenses(libraries) {
  const texts = [...new Set(libraries)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry))
    if (!file) throw new Error(`${folder} has no licence to pass on`)
    return `${name} ${version} (${license})\n\n${readFileSync(join(root, folder, file), 'utf8').trim()}\n`
  })
  writeFileSync(join(root, 'dist/licenses.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`))
}

async function buildAll() {
  const results = await Promise.allSettled([charsets, extension, cli].map(run))
  for (const { reason } of results.filter(({ status }) => status === 'rejected')) {
    // esbuild has printed its own errors already
    if (!reason.errors) console.error(reason.message)
    process.exitCode = 1
  }
  if (!watching) writeLicenses(results.flatMap(({ value }) => value ?? []))
}

// A test takes the options only.
if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await buildAll()

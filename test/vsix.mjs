/** The packaged extension, `dist/portside.vsix`. */

import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root, runQuietly } from './setup.mjs'

export const vsix = join(root, 'dist/portside.vsix')

/** Everything that can change what is in the package. */
const sources = ['src', 'media', 'l10n', 'package.json', 'package-lock.json', 'package.nls.json', 'esbuild.config.mjs', '.vscodeignore']
const prose = ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE']

/** Builds and packages; resolves with what the tools have said. */
export async function packageExtension() {
  const built = await runQuietly(process.execPath, ['esbuild.config.mjs'])
  const packager = join(root, 'node_modules/@vscode/vsce/vsce')
  return built + (await runQuietly(process.execPath, [packager, 'package', '--no-dependencies', '-o', vsix]))
}

/** True if nothing has changed since the package was made. */
export function packageIsCurrent() {
  if (!existsSync(vsix)) return false
  const { mtimeMs } = statSync(vsix)
  return [...sources, ...prose].every((name) => newest(join(root, name)) < mtimeMs)
}

/** When `path`, or anything in it, was last changed. A folder's own time tells of a file that is gone. */
function newest(path) {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (!stat) return 0
  const inside = stat.isDirectory() ? readdirSync(path).map((name) => newest(join(path, name))) : []
  return Math.max(stat.mtimeMs, ...inside)
}

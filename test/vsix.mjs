/** The packaged extension, `dist/portside.vsix`. */

import { Buffer } from 'node:buffer'
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root, runQuietly } from './setup.mjs'

export const vsix = join(root, 'dist/portside.vsix')

/** What it may weigh: it is downloaded at every install and update. */
const maxVsixBytes = 500_000

/** Its code. The command line, which holds much of the same, is npm's to ship. */
const extension = 'dist/extension.cjs'
const bundles = [extension, 'dist/cli.js']
/** The tables of the charsets, which a bundle loads when a site needs them. */
const charsets = 'dist/charsets.cjs'

/** Of the libraries in it. */
const licenses = 'dist/licenses.txt'

/** A message of iconv-lite: where it is, the tables are. */
const charsetsMark = 'Encoding not recognized'

/** Everything that can change what is in the package. */
const sources = ['src', 'media', 'l10n', 'package.json', 'package-lock.json', 'package.nls.json', 'esbuild.config.mjs', '.vscodeignore']
const prose = ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE']

/** Builds and packages; resolves with what the tools have said. */
export async function packageExtension() {
  const built = await runQuietly(process.execPath, ['esbuild.config.mjs'])
  const packager = join(root, 'node_modules/@vscode/vsce/vsce')
  return built + (await runQuietly(process.execPath, [packager, 'package', '--no-dependencies', '-o', vsix]))
}

/** Throws if the package is too big, lacks code or has any that shouldn't be there, or has charsets where they don't belong. */
export function checkPackage() {
  const { size } = statSync(vsix)
  if (size > maxVsixBytes) throw new Error(`${vsix} has ${size} bytes; ${maxVsixBytes} are allowed`)
  const code = namesInZip(readFileSync(vsix)).filter((name) => name.startsWith('extension/dist/'))
  const expected = [extension, charsets, licenses].map((name) => `extension/${name}`)
  if (code.sort().join() !== expected.sort().join()) throw new Error(`the package holds ${code.join(', ')}, not ${expected.join(', ')}`)
  for (const name of bundles) {
    const text = readFileSync(join(root, name), 'utf8')
    if (text.includes(charsetsMark)) throw new Error(`${name} holds the tables of charsets, which belong into ${charsets}`)
    if (!/(?:require|import)\("\.\/charsets\.cjs"\)/.test(text)) throw new Error(`${name} never loads ${charsets}`)
  }
  if (!readFileSync(join(root, charsets), 'utf8').includes(charsetsMark)) throw new Error(`${charsets} holds no charsets`)
  for (const name of ['iconv-lite', 'ignore', 'jsonc-parser', 'minimatch', 'node-diff3', 'socks', 'valibot'])
    if (!readFileSync(join(root, licenses), 'utf8').includes(`${name} `)) throw new Error(`${licenses} doesn't name ${name}`)
}

/** From the directory at the end of the file: each entry has its name's length at 28 and its name at 46. */
function namesInZip(zip) {
  const names = []
  const signature = Buffer.from('PK\x01\x02')
  for (let at = zip.indexOf(signature); at >= 0; at = zip.indexOf(signature, at + 46)) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)))
  }
  return names
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

/** How the bundles come by the charsets: a chunk beside them, loaded when a site needs it. Built as what is shipped is, but small. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build, type BuildOptions } from 'esbuild'
import { temporaryFolder, type TemporaryFolder } from './support/temporaryFolder.ts'

type Options = BuildOptions & { readonly outfile: string }

const run = promisify(execFile)
const configUrl = new URL('../esbuild.config.mjs', import.meta.url).href

/** The bundle of the file that loads charsets, with a script that prints what each reads the byte FF as. */
const script = (load: string, charsets: readonly string[]): string => `
  const read = ({ loadCharset }) => Promise.all(${JSON.stringify(charsets)}.map(async (name) => (await loadCharset(name)).decode(Buffer.of(0xff))))
  ${load}.then(read).then((texts) => console.log(JSON.stringify(texts)))`

describe('the bundles', () => {
  let place: TemporaryFolder
  let config: Readonly<Record<'charsets' | 'extension' | 'cli', Options>>

  before(async () => {
    place = await temporaryFolder()
    config = (await import(configUrl)) as typeof config
  })
  after(() => place.remove())

  async function bundle(options: Options): Promise<string> {
    const outfile = join(place.native, basename(options.outfile))
    await build({ ...options, outfile, logLevel: 'warning' })
    return outfile
  }

  /** Without the plugin that makes the command executable where it is shipped. */
  function loader({ plugins = [], ...options }: Options): Options {
    return { ...options, entryPoints: ['src/ftp/charset.ts'], plugins: plugins.filter(({ name }) => name === 'charsets apart') }
  }

  async function decodeWith(file: string, charsets: readonly string[]): Promise<unknown> {
    const load = file.endsWith('.cjs')
      ? `Promise.resolve().then(() => require(${JSON.stringify(file)}))`
      : `import(${JSON.stringify(pathToFileURL(file).href)})`
    const { stdout } = await run(process.execPath, ['--eval', script(load, charsets)], { timeout: 8000 })
    return JSON.parse(stdout)
  }

  for (const name of ['extension', 'cli'] as const) {
    it(`load the charsets from a chunk of their own: ${name}`, async () => {
      const [file, chunk] = [await bundle(loader(config[name])), await bundle(config.charsets)]
      assert.deepEqual(await decodeWith(file, ['windows-1251', 'KOI8-R']), ['я', 'Ъ'])
      const [main, tables] = await Promise.all([file, chunk].map((path) => readFile(path, 'utf8')))
      // An editor may load an extension where `import()` doesn't work.
      assert.match(main ?? '', name === 'extension' ? /require\("\.\/charsets\.cjs"\)/ : /import\("\.\/charsets\.cjs"\)/)
      assert.ok(
        (main?.length ?? 0) < 50_000 && (tables?.length ?? 0) > 300_000,
        `${main?.length ?? 0} and ${tables?.length ?? 0} characters`,
      )
    })

    it(`do without the chunk for UTF-8: ${name}`, async () => {
      const file = await bundle(loader(config[name]))
      await rm(join(place.native, 'charsets.cjs'), { force: true })
      assert.deepEqual(await decodeWith(file, ['utf-8']), ['\udcff'])
      await assert.rejects(decodeWith(file, ['windows-1251']), /charsets\.cjs/)
    })
  }
})

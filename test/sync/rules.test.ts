import assert from 'node:assert/strict'
import { symlink, writeFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { FileError, isFileError } from '../../src/files/fileError.ts'
import { LocalFileSystem } from '../../src/files/localFileSystem.ts'
import { RulesError } from '../../src/sync/glob.ts'
import { parentOf } from '../../src/sync/relativePath.ts'
import { Rules } from '../../src/sync/rules.ts'
import type { RuleSettings } from '../../src/sync/settings.ts'
import type { Replica } from '../../src/sync/side.ts'
import { MemoryFileSystem } from '../support/memoryFileSystem.ts'
import { writeBytes } from '../support/streams.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'
import { WatchedFileSystem } from '../support/watchedFileSystem.ts'
import { root, treeOf } from './trees.ts'
import '../support/unhandledRejections.ts'

const nothing: RuleSettings = { include: [], exclude: [], gitignore: false }
const empty: Replica = { files: new MemoryFileSystem(), root: '/' }

/** The rule for a path; one that ends with a slash is a folder. */
async function ruleFor(
  path: string,
  settings: Partial<RuleSettings>,
  local: Replica = empty,
  foldsCase = false,
): Promise<string | undefined> {
  return await ask(new Rules({ ...nothing, ...settings }, { local, foldsCase }), path)
}

async function ask(rules: Rules, written: string): Promise<string | undefined> {
  const path = written.replace(/\/$/, '')
  await rules.prepare(parentOf(path))
  return rules.leftOut(path, written.endsWith('/'))
}

describe('The default rules', () => {
  for (const [path, rule] of [
    ['.git/', '.git'],
    ['a/.git', '.git'],
    ['a/b/node_modules/', 'node_modules'],
    ['.DS_Store', '.DS_Store'],
    ['.ENV', '.env'],
    ['.env.local', '.env.*'],
    ['certs/site.PEM', '*.pem'],
    ['id_rsa', 'id_rsa*'],
    ['keys/id_ed25519.pub', 'id_ed25519*'],
    ['.vscode/', '.vscode'],
    ['sftp-config.json', 'sftp-config.json'],
    ['.portsideignore', '.portsideignore'],
    ['.index.php.swp', '*.swp'],
    ['config.php~', '*~'],
  ] as const) {
    it(`leave out ${path}`, async () => assert.equal(await ruleFor(path, {}), `default: ${rule}`))
  }

  for (const path of ['index.php', '.htaccess', '.gitignore', '.environment', 'git/', 'keys/', 'monkey', '.well-known/'])
    it(`let ${path} through`, async () => assert.equal(await ruleFor(path, {}), undefined))

  it('leave out all that is in a folder they leave out', async () => {
    assert.equal(await ruleFor('a/node_modules/x/y/index.js', {}), 'default: node_modules')
  })

  it('are not overruled by an include', async () => {
    assert.equal(await ruleFor('.env', { include: ['**', '.env'] }), 'default: .env')
  })

  it('can be switched off, but for our own temporary files', async () => {
    assert.equal(await ruleFor('.env', { withoutDefaults: true }), undefined)
    for (const path of ['.portside-0123456789ab.part', 'a/portside-0123456789ab.old', '.portside-0123456789abcdef.part'])
      assert.equal(await ruleFor(path, { withoutDefaults: true }), 'temporary file')
    assert.equal(await ruleFor('portside-notes.old', { withoutDefaults: true }), undefined)
  })
})

describe('The patterns of a person', () => {
  it('leave out what an exclude matches, and all that is in it', async () => {
    assert.equal(await ruleFor('js/a.map', { exclude: ['*.txt', '**/*.map'] }), 'exclude: **/*.map')
    assert.equal(await ruleFor('css/a/b.css', { exclude: ['css/'] }), 'exclude: css/')
    assert.equal(await ruleFor('css', { exclude: ['css/'] }), undefined)
  })

  it('let only through what an include matches, and the folders on the way', async () => {
    const settings = { include: ['*.php', 'public/', '/docs/**/*.md'] }
    for (const path of ['a.php', 'deep/in/a.php', 'public/', 'public/img/a.png', 'deep/', 'docs/a/b.md'])
      assert.equal(await ruleFor(path, settings), undefined, path)
    for (const path of ['a.png', 'deep/a.md', 'public']) assert.equal(await ruleFor(path, settings), 'not in include', path)
    assert.equal(await ruleFor('a/', { include: ['b/*.php'] }), 'not in include')
  })

  it('tell folders that are only passed through from those that are meant', async () => {
    const rules = new Rules({ ...nothing, include: ['*.php', 'public/'] }, { local: empty })
    for (const folder of ['', 'deep', 'public']) await rules.prepare(folder)
    assert.equal(rules.isIncluded('deep', true), false)
    assert.equal(rules.isIncluded('public', true), true)
    assert.equal(rules.isIncluded('public/a', true), true)
    assert.equal(rules.isIncluded('deep/a.php', false), true)
  })

  it('hold in any case of their letters where a side takes cases for the same', async () => {
    assert.equal(await ruleFor('Build/', { exclude: ['build'] }), undefined)
    assert.equal(await ruleFor('Build/', { exclude: ['build'] }, empty, true), 'exclude: build')
  })

  it('that can not be used are all named', () => {
    const make = () => new Rules({ ...nothing, include: ['!x'], exclude: ['ok', ''] }, { local: empty })
    assert.throws(make, (error) => error instanceof RulesError && error.problems.map(({ list }) => list).join() === 'include,exclude')
  })
})

describe('Ignore files', () => {
  it('count below their folder, the deepest last, and negation works', async () => {
    const local = await treeOf({
      '.gitignore': 'dist/\n*.log\n/only-root\na/b\n',
      'app/.gitignore': '!keep.log\ndist2\n/here\n!dist/\n',
    })
    const expected = {
      'dist/': '.gitignore: dist/',
      'x/dist/': '.gitignore: dist/',
      dist: undefined,
      'only-root': '.gitignore: /only-root',
      'x/only-root': undefined,
      'a/b': '.gitignore: a/b',
      'x/a/b': undefined,
      'app/x.log': '.gitignore: *.log',
      'app/deep/keep.log': undefined,
      'keep.log': '.gitignore: *.log',
      'app/deep/dist2': 'app/.gitignore: dist2',
      dist2: undefined,
      'app/here': 'app/.gitignore: /here',
      'app/deep/here': undefined,
      'app/dist/': undefined,
      'app/dist/main.js': undefined,
    }
    const rules = new Rules({ ...nothing, gitignore: true }, { local })
    for (const [path, rule] of Object.entries(expected)) assert.equal(await ask(rules, path), rule, path)
  })

  it("can't bring back what is below a folder that is left out", async () => {
    const local = await treeOf({ '.gitignore': 'dist/\n!dist/keep.js\n', 'dist/.gitignore': '!*\n' })
    assert.equal(await ruleFor('dist/keep.js', { gitignore: true }, local), '.gitignore: dist/')
  })

  it('of our own bring back what Git leaves out', async () => {
    const local = await treeOf({ '.gitignore': '/dist/\n', '.portsideignore': '!/dist/\n*.map\n' })
    assert.equal(await ruleFor('dist/main.js', { gitignore: true }, local), undefined)
    assert.equal(await ruleFor('dist/main.map', { gitignore: true }, local), '.portsideignore: *.map')
  })

  it('of Git count only where that is wanted', async () => {
    const local = await treeOf({ '.gitignore': '*.a\n', '.portsideignore': '*.b\n' })
    assert.equal(await ruleFor('x.a', {}, local), undefined)
    assert.equal(await ruleFor('x.b', {}, local), '.portsideignore: *.b')
  })

  it('bring back nothing that the other rules leave out', async () => {
    const local = await treeOf({ '.portsideignore': '!.env\n!*.map\n' })
    assert.equal(await ruleFor('.env', {}, local), 'default: .env')
    assert.equal(await ruleFor('a.map', { exclude: ['*.map'] }, local), 'exclude: *.map')
  })

  it('hold in folders whose names look like patterns', async () => {
    const local = await treeOf({ '[x] *?\\!/.portsideignore': 'a\n' })
    assert.equal(await ruleFor('[x] *?\\!/a', {}, local), '[x] *?\\!/.portsideignore: a')
    assert.equal(await ruleFor('x y!/a', {}, local), undefined)
  })

  it('say nothing of the folder they lie in, and nothing at all in empty lines', async () => {
    const local = await treeOf({ 'a/.portsideignore': '!\n#\n/\n//\n   \n', 'b/.portsideignore': '*\n' })
    for (const path of ['a/', 'a/x', 'a/x/', 'a/x/y/', 'b/']) assert.equal(await ruleFor(path, {}, local), undefined, path)
    assert.equal(await ruleFor('b/x', {}, local), 'b/.portsideignore: *')
  })

  it('may begin with a byte order mark and end lines as Windows does', async () => {
    const local = await treeOf({ '.portsideignore': '\ufeffa.txt\r\nb.txt\r\n', 'x/.portsideignore': '\ufeffc.txt\r\nd.txt' })
    for (const path of ['a.txt', 'b.txt', 'x/c.txt', 'x/d.txt'])
      assert.match((await ruleFor(path, {}, local)) ?? '', /portsideignore/, path)
  })

  it('are not read in folders that are left out, nor where this computer has none', async () => {
    const { files } = await treeOf({ 'node_modules/x/.portsideignore': '*\n', file: 'a file here, a folder there' })
    const watched = new WatchedFileSystem(files)
    await ruleFor('node_modules/x/y', {}, { files: watched, root })
    await ruleFor('file/x', {}, { files: watched, root })
    await ruleFor('only/there/x', {}, { files: watched, root })
    assert.ok(!watched.calls.some((call) => call.includes('node_modules')), watched.calls.join())
  })

  it('that may be there or not are an error', async () => {
    const { files } = await treeOf({})
    const watched = new WatchedFileSystem(files)
    watched.fail('examine', new FileError('noPermission', root, 'No.'))
    await assert.rejects(ruleFor('x', {}, { files: watched, root }), (error) => isFileError(error, 'noPermission'))
  })

  it('are none where this computer has a file, or a link that leads nowhere, in the place of a folder', async () => {
    const folder = await temporaryFolder()
    try {
      await writeFile(join(folder.native, 'file'), '')
      await symlink('nowhere', join(folder.native, 'link'))
      const local = { files: new LocalFileSystem({ root: folder.path }), root: folder.path }
      for (const path of ['file/a/b/c', 'link/a/b/c']) assert.equal(await ruleFor(path, {}, local), undefined, path)
    } finally {
      await folder.remove()
    }
  })

  it('are read once, however many ask', async () => {
    const { files } = await treeOf({ 'a/.portsideignore': 'x\n' })
    const watched = new WatchedFileSystem(files)
    const rules = new Rules(nothing, { local: { files: watched, root } })
    await Promise.all([rules.prepare('a'), rules.prepare('a'), rules.prepare('')])
    await rules.prepare('a')
    assert.deepEqual(
      watched.calls.filter((call) => call.startsWith('read')),
      ['read /root/a/.portsideignore'],
    )
  })

  for (const [what, text] of [
    ['is too long', 'a\n'.repeat(33_000)],
    ['has a line that would take too long', 'a/**/b/**/c/**/d\n'],
    ['has a line that is too long', `${'a'.repeat(1025)}\n`],
  ] as const) {
    it(`that ${what} is an error, and no rule that is passed over`, async () => {
      const local = await treeOf({ 'a/.portsideignore': text })
      await assert.rejects(
        ruleFor('a/x', {}, local),
        (error) => isFileError(error, 'unsupported') && error.path === '/root/a/.portsideignore',
      )
      assert.equal(await ruleFor('b', {}, local), undefined)
    })
  }

  it('that is not UTF-8 is an error', async () => {
    const { files } = await treeOf({})
    await writeBytes(files, '/root/.portsideignore', Buffer.from('\ufeffsecret.txt\n', 'utf16le'))
    await assert.rejects(ruleFor('x', {}, { files, root }), (error) => isFileError(error, 'unsupported'))
  })

  it('that can not be read is an error, of which nothing can be said until then', async () => {
    const folder = await temporaryFolder()
    try {
      await mkdir(join(folder.native, 'a'))
      await writeFile(join(folder.native, '.portsideignore'), 'x\n')
      await symlink('/dev/zero', join(folder.native, 'a', '.portsideignore'))
      const rules = new Rules(nothing, { local: { files: new LocalFileSystem(), root: folder.path } })
      assert.equal(await ask(rules, 'x'), '.portsideignore: x')
      await assert.rejects(ask(rules, 'a/y'), (error) => isFileError(error))
      assert.throws(() => rules.leftOut('a/y', false))
    } finally {
      await folder.remove()
    }
  })

  it('never throw but for what is said above, whatever is in them', async () => {
    const token = fc.constantFrom(...'*?[]!#/\\ ab{}()+$^.|-é'.split(''), '**', '\\ ', '[!', '\n', '\r\n')
    const text = fc.array(token, { maxLength: 40 }).map((tokens) => tokens.join(''))
    await fc.assert(
      fc.asyncProperty(text, text, async (above, inside) => {
        const local = await treeOf({ '.portsideignore': above, 'a/.portsideignore': inside })
        const rules = new Rules({ ...nothing, withoutDefaults: true }, { local })
        for (const path of ['a/', 'a/b', 'a/b/a']) {
          const error: unknown = await ask(rules, path).catch((failure: unknown) => failure)
          assert.ok(!(error instanceof Error) || isFileError(error, 'unsupported'), String(error))
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('The fingerprint of rules', () => {
  const fingerprintOf = async (settings: Partial<RuleSettings>, contents: Readonly<Record<string, string>> = {}, foldsCase = false) => {
    const rules = new Rules({ ...nothing, ...settings }, { local: await treeOf(contents), foldsCase })
    for (const folder of ['', 'a']) await rules.prepare(folder)
    return rules.fingerprint
  }

  it('is the same for the same', async () => {
    const make = () => fingerprintOf({ exclude: ['x'] }, { 'a/.portsideignore': 'y', '.portsideignore': 'z' })
    assert.equal(await make(), await make())
  })

  it('is another as soon as anything that decides is', async () => {
    const all = await Promise.all([
      fingerprintOf({}),
      fingerprintOf({ exclude: ['x'] }),
      fingerprintOf({ include: ['x'] }),
      fingerprintOf({ gitignore: true }),
      fingerprintOf({ withoutDefaults: true }),
      fingerprintOf({}, {}, true),
      fingerprintOf({}, { '.portsideignore': 'x' }),
      fingerprintOf({}, { '.portsideignore': 'y' }),
      fingerprintOf({}, { 'a/.portsideignore': 'x' }),
    ])
    assert.equal(new Set(all).size, all.length)
  })
})

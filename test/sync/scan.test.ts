import assert from 'node:assert/strict'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Entry } from '../../src/base/entry.ts'
import { FileError, isFileError } from '../../src/files/fileError.ts'
import type { FileSystem, ListOptions, Listing } from '../../src/files/fileSystem.ts'
import { LocalFileSystem } from '../../src/files/localFileSystem.ts'
import { maxDepth } from '../../src/files/tree.ts'
import { Rules } from '../../src/sync/rules.ts'
import { scan, type ScanOptions } from '../../src/sync/scan.ts'
import type { RuleSettings } from '../../src/sync/settings.ts'
import type { Replica } from '../../src/sync/side.ts'
import type { Snapshot } from '../../src/sync/snapshot.ts'
import type { SyncProgress } from '../../src/sync/progress.ts'
import { ftpPlace, refusing } from '../files/ftpPlace.ts'
import { MemoryFileSystem } from '../support/memoryFileSystem.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'
import { WatchedFileSystem } from '../support/watchedFileSystem.ts'
import { root, treeOf } from './trees.ts'
import '../support/unhandledRejections.ts'

const nothing: RuleSettings = { include: [], exclude: [], gitignore: true }
const noRules: Replica = { files: new MemoryFileSystem(), root: '/' }

function scanned(
  replica: Replica,
  options: ScanOptions & { readonly rules?: Partial<RuleSettings> } = {},
  local = replica,
): Promise<Snapshot> {
  return scan(replica, new Rules({ ...nothing, ...options.rules }, { local }), options)
}

/** Each with its type, folders by a slash. */
function found({ entries }: Snapshot): readonly string[] {
  const ends: Readonly<Record<Entry['type'], string>> = { file: '', folder: '/', link: '@', other: '?' }
  return [...entries].map(([path, { type }]) => path + ends[type]).sort()
}

/** `files` with other listings for some folders. */
function listing(files: FileSystem, change: (path: string, listing: Listing) => Listing): FileSystem {
  const list = async (path: string, options?: ListOptions) => change(path, await files.list(path, options))
  return new Proxy(files, {
    get(target, key) {
      if (key === 'list') return list
      const member: unknown = Reflect.get(target, key)
      return typeof member === 'function' ? (member.bind(target) as unknown) : member
    },
  })
}

function failing(files: FileSystem, isFailing: (path: string) => boolean, reason: FileError['reason']): FileSystem {
  return listing(files, (path, answer) => {
    if (isFailing(path)) throw new FileError(reason, path, 'No.')
    return answer
  })
}

describe('A scan', () => {
  it('finds every file and folder, with what is known of each', async () => {
    const replica = await treeOf({ 'a.txt': 'abc', 'b/c/d.txt': 'de', 'b/empty/': '' })
    const snapshot = await scanned(replica)
    assert.deepEqual(found(snapshot), ['a.txt', 'b/', 'b/c/', 'b/c/d.txt', 'b/empty/'])
    assert.equal(snapshot.entries.get('b/c/d.txt')?.size, 2)
    assert.deepEqual([snapshot.gaps.size, snapshot.unusable.length, snapshot.leftOut.size, snapshot.foldsCase], [0, 0, 0, false])
  })

  it('finds exactly what is there, in any tree', async () => {
    const name = fc.constantFrom('a', 'b', 'c.txt', 'é', 'x y')
    const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'))
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(path, { maxLength: 25 }), fc.integer({ min: 1, max: 6 }), async (paths, concurrency) => {
        const files = paths.filter((one) => !paths.some((other) => other.startsWith(`${one}/`)))
        const replica = await treeOf(Object.fromEntries(files.map((one) => [one, one])))
        const folders = files.flatMap((one) => one.split('/').map((_, index, names) => names.slice(0, index).join('/')))
        const all = [...files, ...new Set(folders.filter((one) => one !== '').map((one) => `${one}/`))]
        assert.deepEqual(found(await scanned(replica, { concurrency })), all.sort())
      }),
      { numRuns: 100 },
    )
  })

  it('tells links, and follows none', async () => {
    const folder = await temporaryFolder()
    try {
      await mkdir(join(folder.native, 'real'))
      await writeFile(join(folder.native, 'real', 'a.txt'), 'x')
      await symlink('real', join(folder.native, 'link'))
      await symlink('.', join(folder.native, 'loop'))
      const snapshot = await scanned({ files: new LocalFileSystem({ root: folder.path }), root: folder.path })
      assert.deepEqual(found(snapshot), ['link@', 'loop@', 'real/', 'real/a.txt'])
    } finally {
      await folder.remove()
    }
  })

  it('does not go into what is left out, and counts it by its rule', async () => {
    const { files } = await treeOf({ 'node_modules/x/y.js': '', 'a.map': '', 'b/b.map': '', 'b/dist/z': '', 'b/.gitignore': 'dist\n' })
    const watched = new WatchedFileSystem(files)
    const snapshot = await scanned({ files: watched, root }, { rules: { exclude: ['*.map'] } })
    assert.deepEqual(found(snapshot), ['b/', 'b/.gitignore'])
    assert.deepEqual([...snapshot.leftOut].sort(), [
      ['b/.gitignore: dist', 1],
      ['default: node_modules', 1],
      ['exclude: *.map', 2],
    ])
    assert.ok(!watched.calls.some((call) => call.includes('node_modules')))
  })

  it('asks afresh, for exact types, and as work that waits for whoever is browsing', async () => {
    const { files } = await treeOf({ 'a/b': '' })
    const asked: (ListOptions | undefined)[] = []
    const list = (path: string, options?: ListOptions) => (asked.push(options), files.list(path, options))
    await scanned({ files: Object.assign(Object.create(files) as FileSystem, { list }), root })
    assert.deepEqual(asked, [
      { fresh: true, exactTypes: true, priority: 'transfer' },
      { fresh: true, exactTypes: true, priority: 'transfer' },
    ])
  })

  it('lists no more folders at once than it may', async () => {
    const { files } = await treeOf(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}/a`, ''])))
    let now = 0
    let most = 0
    const list = async (path: string, options?: ListOptions) => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setImmediate(resolve))
      now--
      return await files.list(path, options)
    }
    await scanned({ files: Object.assign(Object.create(files) as FileSystem, { list }), root }, { concurrency: 3 }, noRules)
    assert.equal(most, 3)
  })

  it('tells how far it is', async () => {
    const seen: SyncProgress[] = []
    await scanned(await treeOf({ 'a/b': '', c: '' }), { onProgress: (progress) => seen.push(progress) })
    assert.deepEqual(seen, [
      { phase: 'scanning', items: 2, bytes: 0, path: '' },
      { phase: 'scanning', items: 3, bytes: 0, path: 'a' },
    ])
  })
})

describe('What a scan can not find out', () => {
  it('is a gap with the reason, and the rest goes on', async () => {
    const { files } = await treeOf({ 'a/x': '', 'closed/y': '', 'b/z': '' })
    const snapshot = await scanned({ files: failing(files, (path) => path.endsWith('/closed'), 'noPermission'), root })
    assert.deepEqual(found(snapshot), ['a/', 'a/x', 'b/', 'b/z', 'closed/'])
    assert.deepEqual([...snapshot.gaps.keys()], ['closed'])
    assert.ok(isFileError(snapshot.gaps.get('closed'), 'noPermission'))
  })

  it('is a gap where a listing is not complete, also that of the root', async () => {
    const { files } = await treeOf({ 'a/x': '', b: '' })
    const incomplete = listing(files, (_, { entries }) => ({ entries, complete: false }))
    const snapshot = await scanned({ files: incomplete, root })
    assert.deepEqual(found(snapshot), ['a/', 'a/x', 'b'])
    assert.deepEqual([...snapshot.gaps.keys()], ['', 'a'])
  })

  it('is a gap where a name is listed twice', async () => {
    const { files } = await treeOf({ 'a/x': '' })
    const twice = listing(files, (path, { entries }) => ({
      entries: path === '/root/a' ? [...entries, { name: 'x', type: 'folder' }] : entries,
      complete: true,
    }))
    const snapshot = await scanned({ files: twice, root })
    assert.deepEqual(found(snapshot), ['a/', 'a/x'])
    assert.deepEqual([...snapshot.gaps.keys()], ['a'])
  })

  it('is a gap where an ignore file can not be read, on either side', async () => {
    const local = await treeOf({ 'a/.gitignore': 'a/**/b/**/c/**/d', 'a/secret': '', b: '' })
    const remote = await treeOf({ 'a/secret': '', b: '' })
    for (const replica of [local, remote]) {
      const snapshot = await scanned(replica, {}, local)
      assert.deepEqual(found(snapshot), ['a/', 'b'])
      assert.deepEqual([...snapshot.gaps.keys()], ['a'])
    }
  })

  it('is a gap where folders lie too deep', async () => {
    const replica = await treeOf({ [`${'d/'.repeat(maxDepth + 1)}x`]: '' })
    const snapshot = await scanned(replica)
    assert.deepEqual(
      [...snapshot.gaps.keys()].map((path) => path.split('/').length),
      [maxDepth],
    )
    assert.equal(snapshot.entries.size, maxDepth)
  })

  it('is nothing where a folder has gone meanwhile', async () => {
    const { files } = await treeOf({ 'a/x': '', 'gone/y': '' })
    const snapshot = await scanned({ files: failing(files, (path) => path.endsWith('/gone'), 'notFound'), root })
    assert.deepEqual(found(snapshot), ['a/', 'a/x'])
    assert.equal(snapshot.gaps.size, 0)
  })

  it('ends it where that is the root', async () => {
    for (const reason of ['notFound', 'noPermission', 'unavailable'] as const) {
      const { files } = await treeOf({})
      await assert.rejects(scanned({ files: failing(files, () => true, reason), root }), (error) => isFileError(error, reason))
    }
  })

  it('ends it where nothing can be reached any more, instead of trying every folder', async () => {
    const { files } = await treeOf(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}/a`, ''])))
    const watched = new WatchedFileSystem(failing(files, (path) => path !== root, 'unavailable'))
    await assert.rejects(scanned({ files: watched, root }, {}, noRules), (error) => isFileError(error, 'unavailable'))
    assert.ok(watched.calls.filter((call) => call.startsWith('list')).length < 15)
  })

  it('ends it where it is cancelled, with the reason of that', async () => {
    const { files } = await treeOf({ 'a/b': '', 'c/d': '' })
    const controller = new AbortController()
    const reason = new Error('enough')
    const cancelling = listing(files, (path, answer) => {
      if (path === '/root/a') controller.abort(reason)
      return answer
    })
    await assert.rejects(scanned({ files: cancelling, root }, { signal: controller.signal }), (error) => error === reason)
  })
})

describe('Names that can not be used', () => {
  it('are told, and never taken for files', async () => {
    const { files } = await treeOf({ ok: '' })
    const names = ['..', 'a/b', 'line\nend', 'caf\udce9', '']
    const odd: readonly Entry[] = [
      ...names.map((name) => ({ name, type: 'file' }) as const),
      { name: 'half', type: 'folder', unusable: 'Half of it.' },
    ]
    const snapshot = await scanned({ files: listing(files, (_, { entries }) => ({ entries: [...entries, ...odd], complete: true })), root })
    assert.deepEqual(found(snapshot), ['ok'])
    assert.deepEqual(
      snapshot.unusable.map(({ path }) => path),
      ['..', 'a/b', 'line\\u{a}end', 'caf\\xE9', '', 'half'],
    )
    assert.ok(snapshot.unusable.every(({ error }) => isFileError(error, 'badName')))
  })
})

describe('A scan of a part', () => {
  const contents = { 'a/b/c.txt': 'abc', 'a/b/d.txt': '', 'a/e/f.txt': '', 'g.txt': '', 'h/i/j.txt': '' }

  it('finds what was asked for, and the folders above it', async () => {
    const replica = await treeOf(contents)
    const snapshot = await scanned(replica, { scope: ['a/b/c.txt', 'h', 'h/i', 'not/there', 'a/gone'] })
    assert.deepEqual(found(snapshot), ['a/', 'a/b/', 'a/b/c.txt', 'h/', 'h/i/', 'h/i/j.txt'])
    assert.equal(snapshot.entries.get('a/b/c.txt')?.size, 3)
  })

  it('lists no other folders', async () => {
    const { files } = await treeOf(contents)
    const watched = new WatchedFileSystem(files)
    await scanned({ files: watched, root }, { scope: ['a/b/c.txt', 'h/i'] }, noRules)
    assert.deepEqual(
      watched.calls.filter((call) => call.startsWith('list')),
      ['list /root/h/i'],
    )
  })

  it('finds all if the root is among what was asked for', async () => {
    assert.equal((await scanned(await treeOf(contents), { scope: ['a', ''] })).entries.size, 10)
  })

  it('goes through no link', async () => {
    const replica = await treeOf({ 'a/b.txt': '' })
    replica.files.link('/root/a', '/root/link')
    assert.deepEqual(found(await scanned(replica, { scope: ['link/b.txt'] })), ['link@'])
  })

  it('leaves out what the rules do', async () => {
    const replica = await treeOf({ 'node_modules/x/y': '', 'a/.gitignore': 'z\n', 'a/z': '' })
    const snapshot = await scanned(replica, { scope: ['node_modules/x', 'a/z'] })
    assert.deepEqual(found(snapshot), ['a/'])
    assert.deepEqual([...snapshot.leftOut.keys()].sort(), ['a/.gitignore: z', 'default: node_modules'])
  })

  it('says nothing where the root is missing, or is no folder', async () => {
    const { files } = await treeOf({ file: '' })
    await assert.rejects(scanned({ files, root: '/root/gone' }, { scope: ['x'] }), (error) => isFileError(error, 'notFound'))
    const flat = Object.assign(Object.create(files) as FileSystem, { foldsCase: async () => false })
    await assert.rejects(scanned({ files: flat, root: '/root/file' }, { scope: ['x'] }), (error) => isFileError(error, 'notAFolder'))
  })

  it('refuses paths that lead out', async () => {
    for (const path of ['../x', 'a/../../x', '/etc', 'a//b'])
      await assert.rejects(scanned(await treeOf({}), { scope: [path] }), (error) => isFileError(error, 'badName'))
  })
})

describe('A scan of an FTP server', () => {
  it('finds what is there, and takes a folder that is refused for a gap', async () => {
    const place = await ftpPlace({ handlers: { CWD: refusing('550 No.', /closed/), MLSD: refusing('550 No.', /closed/) } })
    try {
      for (const folder of ['www', 'www/css', 'www/closed']) await mkdir(place.native(folder))
      for (const file of ['www/index.html', 'www/css/site.css', 'www/closed/x', 'www/.portside-0123456789ab.part'])
        await place.put(file, 'abc')
      await symlink('css', place.native('www/link'))
      const replica = { files: place.files, root: '/www' }
      const snapshot = await scanned(replica, {}, noRules)
      assert.deepEqual(found(snapshot), ['closed/', 'css/', 'css/site.css', 'index.html', 'link@'])
      assert.deepEqual([...snapshot.gaps.keys()], ['closed'])
      assert.equal(snapshot.entries.get('css/site.css')?.size, 3)
      const part = await scanned(replica, { scope: ['css/site.css', 'css/other.css', 'new/file.txt'] }, noRules)
      assert.deepEqual(found(part), ['css/', 'css/site.css'])
    } finally {
      await place.tearDown()
    }
  })
})

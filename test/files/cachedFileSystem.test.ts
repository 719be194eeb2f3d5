import assert from 'node:assert/strict'
import { CachedFileSystem } from '../../src/files/cachedFileSystem.ts'
import type { FileChange } from '../../src/files/fileSystem.ts'
import { FileError, isFileError } from '../../src/files/fileError.ts'
import { MemoryFileSystem } from '../support/memoryFileSystem.ts'
import { readText, writeBytes } from '../support/streams.ts'
import { WatchedFileSystem } from '../support/watchedFileSystem.ts'
import { describeFileSystem } from './contract.ts'

describeFileSystem('CachedFileSystem', async () => {
  const memory = new MemoryFileSystem()
  await memory.createFolder('/home')
  return {
    files: new CachedFileSystem(memory),
    root: '/home',
    keepsTimes: true,
    modeOf: async (path) => memory.modeOf(path),
    link: async (target, path) => memory.link(target, path),
    tearDown: async () => {},
  }
})

const ttlMs = 1000
const reason = new Error('no longer wanted')
const isReason = (error: unknown) => error === reason
const isNotFound = (error: unknown) => isFileError(error, 'notFound')

describe('CachedFileSystem', () => {
  let now: number
  /** What is really there, and can be changed behind the back of all. */
  let memory: MemoryFileSystem
  let inner: WatchedFileSystem
  let files: CachedFileSystem
  let events: FileChange[]

  beforeEach(async () => {
    now = 5_000_000
    memory = new MemoryFileSystem()
    for (const folder of ['/www', '/www/images', '/other']) await memory.createFolder(folder)
    await writeBytes(memory, '/www/page.html', 'hello')
    inner = new WatchedFileSystem(memory)
    files = new CachedFileSystem(inner, { ttlMs, now: () => now })
    events = []
    files.onDidChange((changes) => events.push(...changes))
  })

  const namesIn = async (folder: string) => (await files.list(folder)).entries.map(({ name }) => name).sort()
  /** What `work` asked the inner file system. */
  const callsOf = async (work: () => Promise<unknown>) => {
    const before = inner.calls.length
    await work()
    return inner.calls.slice(before)
  }

  describe('one listing', () => {
    beforeEach(() => files.list('/www'))

    it('answers every stat and every further listing', async () => {
      const calls = await callsOf(async () => {
        const stat = await files.stat('/www/page.html')
        assert.deepEqual([stat.type, stat.size, stat.isLink], ['file', 5, false])
        assert.equal((await files.stat('/www/images')).type, 'folder')
        assert.deepEqual(await namesIn('/www'), ['images', 'page.html'])
      })
      assert.deepEqual(calls, [])
    })

    it('answers that something is not there, however deep', async () => {
      const calls = await callsOf(async () => {
        for (const probe of ['.git', '.vscode/settings.json', 'node_modules/a/package.json', 'page.html/x']) {
          await assert.rejects(files.stat(`/www/${probe}`), isNotFound)
        }
      })
      assert.deepEqual(calls, [])
    })

    it('does not answer for the folders in it', async () => {
      assert.deepEqual(await callsOf(() => assert.rejects(files.stat('/www/images/ship.png'), isNotFound)), ['list /www/images'])
      assert.deepEqual(await callsOf(() => assert.rejects(files.stat('/www/images/.git'), isNotFound)), [])
    })

    it('is believed for its time and no longer', async () => {
      now += ttlMs
      assert.deepEqual(await callsOf(() => files.stat('/www/page.html')), [])
      now += 1
      assert.deepEqual(await callsOf(() => files.stat('/www/page.html')), ['list /www'])
      assert.deepEqual(await callsOf(() => files.list('/www')), [])
    })

    it('is asked for again when it has to be fresh', async () => {
      await writeBytes(memory, '/www/page.html', 'longer')
      assert.equal((await files.stat('/www/page.html')).size, 5)
      assert.deepEqual(await callsOf(async () => assert.equal((await files.stat('/www/page.html', { fresh: true })).size, 6)), [
        'list /www',
      ])
      assert.deepEqual(await callsOf(() => files.list('/www', { fresh: true })), ['list /www'])
    })

    it('is forgotten on demand, with all below and nothing beside it', async () => {
      await files.list('/www/images')
      await files.list('/other')
      files.invalidate('/www')
      assert.deepEqual(await callsOf(() => Promise.all(['/www', '/www/images', '/other'].map((path) => files.list(path)))), [
        'list /www',
        'list /www/images',
      ])
      files.invalidate()
      assert.deepEqual(await callsOf(() => files.list('/other')), ['list /other'])
    })
  })

  it('is not believed by those who look closer', async () => {
    await files.list('/www')
    await writeBytes(memory, '/www/page.html', 'hello, world')
    await memory.deleteFolder('/www/images')
    const calls = await callsOf(async () => {
      const [page, images] = await files.examine(['/www/page.html', '/www/images'])
      assert.deepEqual([page?.size, images], [12, undefined])
      assert.deepEqual(
        await files.digest('/www/page.html', { algorithm: 'CRC32' }),
        await memory.digest('/www/page.html', { algorithm: 'CRC32' }),
      )
      assert.equal(await files.foldsCase('/www'), false)
    })
    assert.deepEqual(calls, ['examine /www/page.html /www/images', 'digest /www/page.html', 'foldsCase /www'])
  })

  it('asks nothing about the root', async () => {
    assert.deepEqual(await callsOf(async () => assert.deepEqual(await files.stat('/'), { type: 'folder', isLink: false })), [])
  })

  it('asks with one listing for a stat in a folder that was not looked into', async () => {
    assert.deepEqual(await callsOf(() => files.stat('/www/page.html')), ['list /www'])
    assert.deepEqual(await callsOf(() => files.stat('/www/images')), [])
  })

  describe('a listing under way', () => {
    it('is joined by all who want it, and by the stats in it', async () => {
      const release = inner.hold('list')
      const all = [files.list('/www'), files.list('/www'), files.stat('/www/page.html'), files.stat('/www/images')]
      release()
      await Promise.all(all)
      assert.deepEqual(inner.calls, ['list /www'])
    })

    it('is not joined by one who wants it fresh, and is not remembered', async () => {
      const release = inner.hold('list')
      const early = files.list('/www')
      await writeBytes(memory, '/www/new', '')
      const fresh = files.list('/www', { fresh: true })
      const joining = files.list('/www')
      release()
      assert.equal((await early).entries.length, 2)
      assert.equal((await fresh).entries.length, 3)
      assert.equal((await joining).entries.length, 3)
      assert.equal((await files.list('/www')).entries.length, 3)
      assert.deepEqual(inner.calls, ['list /www', 'list /www'])
    })

    it('goes on when one of those who want it gives up', async () => {
      const release = inner.hold('list')
      const abort = new AbortController()
      const quitter = files.list('/www', { signal: abort.signal })
      const other = files.list('/www', { signal: new AbortController().signal })
      abort.abort(reason)
      await assert.rejects(quitter, isReason)
      assert.equal(inner.signals[0]?.aborted, false)
      release()
      assert.equal((await other).entries.length, 2)
      assert.deepEqual(await callsOf(() => files.list('/www')), [])
    })

    it('is cancelled when the last gives up, and not remembered', async () => {
      inner.hold('list')
      const aborts = [new AbortController(), new AbortController()]
      const all = aborts.map(({ signal }) => files.list('/www', { signal }))
      for (const abort of aborts) abort.abort(reason)
      for (const one of all) await assert.rejects(one, isReason)
      assert.equal(inner.signals[0]?.aborted, true)
      inner.hold('list')()
      assert.deepEqual(await callsOf(() => files.list('/www')), ['list /www'])
    })

    it('is not remembered when it was invalidated', async () => {
      const release = inner.hold('list')
      const early = files.list('/www')
      files.invalidate('/www')
      release()
      await early
      assert.deepEqual(await callsOf(() => files.list('/www')), ['list /www'])
    })

    it('is not remembered after an own change', async () => {
      const release = inner.hold('list')
      const early = files.list('/www')
      await writeBytes(files, '/www/new', '')
      release()
      assert.equal((await early).entries.length, 2, 'it was made before')
      assert.deepEqual(await namesIn('/www'), ['images', 'new', 'page.html'])
      assert.deepEqual(inner.calls, ['list /www', 'write /www/new', 'list /www'])
    })

    it('is corrected when it ends before the own change does', async () => {
      const release = inner.hold('write')
      const early = files.list('/www')
      const writing = writeBytes(files, '/www/new', '12345')
      await early
      release()
      await writing
      assert.deepEqual(await callsOf(async () => assert.equal((await files.stat('/www/new')).size, 5)), [])
    })

    it('is not given to those who hear of an own change', async () => {
      const release = inner.hold('list')
      const early = files.list('/www')
      const heard = new Promise<readonly string[]>((resolve) => files.onDidChange(() => resolve(namesIn('/www'))))
      await writeBytes(files, '/www/new', '')
      release()
      assert.deepEqual(await heard, ['images', 'new', 'page.html'])
      await early
    })

    it('is not remembered after an own change failed: it may have been done all the same', async () => {
      const release = inner.hold('list')
      const early = files.list('/www')
      inner.fail('write', new FileError('unavailable', '/www/new', 'The connection broke.'))
      await assert.rejects(writeBytes(files, '/www/new', ''), (error) => isFileError(error, 'unavailable'))
      release()
      await early
      assert.deepEqual(await namesIn('/www'), ['images', 'new', 'page.html'])
    })
  })

  describe('an own change', () => {
    beforeEach(async () => {
      await files.list('/www')
      await files.list('/other')
    })

    /** Nothing is asked, and what is answered is true. */
    const assertPatched = async (...folders: readonly string[]) => {
      for (const folder of folders) {
        const calls = await callsOf(async () => {
          const known = await files.list(folder)
          const truth = await memory.list(folder)
          assert.deepEqual(
            new Map(known.entries.map((entry) => [entry.name, entry])),
            new Map(truth.entries.map((entry) => [entry.name, entry])),
          )
        })
        assert.deepEqual(calls, [])
      }
    }

    it('enters a written file', async () => {
      await writeBytes(files, '/www/page.html', 'longer than before')
      await writeBytes(files, '/www/new.html', 'new')
      await assertPatched('/www')
      assert.deepEqual(events, [
        { type: 'changed', path: '/www/page.html' },
        { type: 'created', path: '/www/new.html' },
      ])
    })

    it('enters a new folder', async () => {
      await files.createFolder('/www/css')
      await assertPatched('/www')
      assert.deepEqual(events, [{ type: 'created', path: '/www/css' }])
    })

    it('removes a deleted file', async () => {
      await files.deleteFile('/www/page.html')
      await assertPatched('/www')
      assert.deepEqual(events, [{ type: 'deleted', path: '/www/page.html' }])
      assert.deepEqual(await callsOf(() => assert.rejects(files.stat('/www/page.html'), isNotFound)), [])
    })

    it('removes a deleted folder, with what was known of it', async () => {
      await files.list('/www/images')
      await files.deleteFolder('/www/images')
      await assertPatched('/www')
      assert.deepEqual(events, [{ type: 'deleted', path: '/www/images' }])
      await memory.createFolder('/www/images')
      assert.deepEqual(await callsOf(() => files.list('/www/images')), ['list /www/images'])
    })

    it('moves a renamed file', async () => {
      await files.rename('/www/page.html', '/other/index.html')
      await assertPatched('/www', '/other')
      assert.deepEqual(events, [
        { type: 'deleted', path: '/www/page.html' },
        { type: 'created', path: '/other/index.html' },
      ])
    })

    it('forgets what was known below a renamed folder', async () => {
      await files.list('/www/images')
      await files.rename('/www/images', '/other/images')
      await assertPatched('/www', '/other')
      assert.deepEqual(await callsOf(() => assert.rejects(files.list('/www/images'), isNotFound)), ['list /www/images'])
      assert.deepEqual(await callsOf(() => files.list('/other/images')), ['list /other/images'])
    })

    it('asks again where a file was moved from a folder that was not looked into', async () => {
      await writeBytes(memory, '/www/images/ship.png', 'ship')
      await files.rename('/www/images/ship.png', '/other/ship.png')
      assert.deepEqual(await callsOf(async () => assert.equal((await files.stat('/other/ship.png')).size, 4)), ['list /other'])
    })

    it('keeps no older fact of a file that was replaced', async () => {
      const write = inner.write.bind(inner)
      inner.write = async (path, source, options) => {
        await write(path, source, options)
        return { type: 'file', isLink: false, size: 3 } // a server without MDTM
      }
      await writeBytes(files, '/www/page.html', 'new')
      const { size, modified } = await files.stat('/www/page.html')
      assert.deepEqual([size, modified], [3, undefined])
      events.length = 0
      await files.list('/www', { fresh: true })
      assert.deepEqual(events, [], 'to learn the time of an own change is no change')
    })

    it('is told once it is entered', async () => {
      const seen: unknown[] = []
      files.onDidChange(([change]) => seen.push(change && files.stat(change.path).then(({ size }) => size)))
      const calls = await callsOf(() => writeBytes(files, '/www/page.html', 'seven b'))
      assert.deepEqual([await Promise.all(seen), calls], [[7], ['write /www/page.html']])
    })

    it('is no difference to the next listing', async () => {
      await writeBytes(files, '/www/new.html', 'new')
      await files.createFolder('/www/css')
      await files.deleteFile('/www/page.html')
      await files.rename('/www/images', '/other/images')
      events.length = 0
      await files.list('/www', { fresh: true })
      await files.list('/other', { fresh: true })
      assert.deepEqual(events, [])
    })

    for (const [what, operation, work] of [
      ['write', 'write', () => writeBytes(files, '/www/page.html', 'new')],
      ['createFolder', 'createFolder', () => files.createFolder('/www/css')],
      ['deleteFile', 'deleteFile', () => files.deleteFile('/www/page.html')],
      ['deleteFolder', 'deleteFolder', () => files.deleteFolder('/www/images')],
      ['rename', 'rename', () => files.rename('/www/page.html', '/other/page.html')],
    ] as const) {
      it(`that fails is not entered, and ${what} makes the folders around it unknown`, async () => {
        inner.fail(operation, reason)
        await assert.rejects(work(), isReason)
        inner.fail(operation)
        assert.deepEqual(events, [])
        assert.deepEqual(await callsOf(() => files.list('/www')), ['list /www'])
        assert.deepEqual(await callsOf(() => files.list('/other')), what === 'rename' ? ['list /other'] : [])
      })
    }
  })

  describe('a refresh', () => {
    it('tells the differences, and nothing where there are none', async () => {
      await files.list('/www')
      await files.list('/www', { fresh: true })
      assert.deepEqual(events, [])
      await writeBytes(memory, '/www/page.html', 'longer')
      await writeBytes(memory, '/www/new', '')
      await memory.deleteFolder('/www/images')
      await files.list('/www', { fresh: true })
      assert.deepEqual(
        new Set(events),
        new Set([
          { type: 'changed', path: '/www/page.html' },
          { type: 'created', path: '/www/new' },
          { type: 'deleted', path: '/www/images' },
        ]),
      )
    })

    it('tells nothing of a folder seen for the first time', async () => {
      await files.list('/www')
      assert.deepEqual(events, [])
    })

    it('tells the differences also when it came because the time was over', async () => {
      await files.list('/www')
      await memory.deleteFile('/www/page.html')
      now += ttlMs + 1
      await assert.rejects(files.stat('/www/page.html'), isNotFound)
      assert.deepEqual(events, [{ type: 'deleted', path: '/www/page.html' }])
    })
  })

  describe('an incomplete listing', () => {
    beforeEach(() => inner.unreadable.add('page.html'))

    it('makes nothing absent: it is looked for', async () => {
      assert.equal((await files.list('/www')).complete, false)
      assert.deepEqual(await callsOf(async () => assert.equal((await files.stat('/www/page.html')).size, 5)), ['stat /www/page.html'])
    })

    it('lets the inner file system say what is absent', async () => {
      await files.list('/www')
      await assert.rejects(files.stat('/www/missing'), isNotFound)
      assert.equal(inner.calls.at(-1), 'stat /www/missing')
    })

    it('tells nothing of a deletion', async () => {
      inner.unreadable.clear()
      await files.list('/www')
      inner.unreadable.add('page.html')
      await memory.deleteFolder('/www/images')
      await files.list('/www', { fresh: true })
      assert.deepEqual(events, [])
    })

    it('is kept as one', async () => {
      await files.list('/www')
      assert.equal((await files.list('/www')).complete, false)
      assert.deepEqual(inner.calls, ['list /www'])
    })
  })

  it('keeps a link that was never listed for a link when it is written through', async () => {
    memory.link('page.html', '/www/link.html')
    inner.write = async (path, source, options) => ({ ...(await memory.write(path, source, options)), isLink: true })
    await writeBytes(files, '/www/link.html', 'new')
    const { entries } = await files.list('/www')
    assert.equal(entries.find(({ name }) => name === 'link.html')?.type, 'link')
  })

  describe('a failed listing', () => {
    for (const failure of ['unavailable', 'noPermission', 'unsupported', 'incomplete'] as const) {
      it(`is no empty one, nor its folder absent: ${failure}`, async () => {
        inner.fail('list', new FileError(failure, '/www', 'No.'))
        await assert.rejects(files.list('/www'), (error) => isFileError(error, failure))
        await assert.rejects(files.stat('/www/page.html'), (error) => isFileError(error, failure))
        inner.fail('list')
        assert.deepEqual(await namesIn('/www'), ['images', 'page.html'])
        assert.deepEqual(events, [])
      })
    }

    it('says that all in a missing folder is missing, for a while', async () => {
      const calls = await callsOf(async () => {
        for (const probe of ['page.html', '.git', 'deep/package.json']) await assert.rejects(files.stat(`/missing/${probe}`), isNotFound)
      })
      assert.deepEqual(calls, ['list /missing'])
      await memory.createFolder('/missing')
      await writeBytes(memory, '/missing/page.html', '')
      now += ttlMs + 1
      assert.equal((await files.stat('/missing/page.html')).size, 0)
    })

    const news: Readonly<Record<string, () => Promise<unknown> | void>> = {
      'the folder is listed': () => files.list('/missing'),
      'the folder around it is listed': () => files.list('/'),
      'one looks afresh': () => files.stat('/missing/page.html', { fresh: true }),
      'all is forgotten': () => files.invalidate('/'),
    }
    for (const [what, happens] of Object.entries(news)) {
      it(`does not say so any more when ${what}`, async () => {
        await assert.rejects(files.stat('/missing/page.html'), isNotFound)
        await memory.createFolder('/missing')
        await writeBytes(memory, '/missing/page.html', '')
        await happens()
        assert.equal((await files.stat('/missing/page.html')).size, 0)
      })
    }

    it('does not say so any more when the folder is made, or another becomes it', async () => {
      for (const path of ['/missing/page.html', '/moved/x', '/moved/deep/x']) await assert.rejects(files.stat(path), isNotFound)
      await files.createFolder('/missing')
      await writeBytes(files, '/missing/page.html', 'hello')
      await files.rename('/missing', '/moved')
      assert.equal((await files.stat('/moved/page.html')).size, 5)
    })

    it('that began before the folder was made says nothing about it', async () => {
      const proceed = inner.hold('list')
      const early = files.stat('/missing/page.html')
      await files.createFolder('/missing')
      await writeBytes(files, '/missing/page.html', 'hello')
      proceed()
      await early.catch(() => {}) // it may have looked before or after
      assert.equal((await files.stat('/missing/page.html')).size, 5)
    })

    it('makes an older listing of the folder worthless', async () => {
      await files.list('/other')
      await memory.deleteFolder('/other')
      await assert.rejects(files.list('/other', { fresh: true }), isNotFound)
      await assert.rejects(files.list('/other'), isNotFound)
    })

    it('leaves what is known when it was only cancelled', async () => {
      await files.list('/www')
      inner.hold('list')
      const abort = new AbortController()
      const fresh = files.list('/www', { fresh: true, signal: abort.signal })
      abort.abort(reason)
      await assert.rejects(fresh, isReason)
      assert.deepEqual(await callsOf(() => files.list('/www')), [])
    })
  })

  describe('a link', () => {
    beforeEach(async () => {
      memory.link('page.html', '/www/link')
      await files.list('/www')
    })

    it('is followed once', async () => {
      const calls = await callsOf(async () => {
        for (const _ of [1, 2]) assert.deepEqual([(await files.stat('/www/link')).size, (await files.stat('/www/link')).isLink], [5, true])
      })
      assert.deepEqual(calls, ['stat /www/link'])
      assert.deepEqual(await callsOf(() => files.stat('/www/link', { fresh: true })), ['list /www', 'stat /www/link'])
    })

    it('is followed again after it was written through', async () => {
      await files.stat('/www/link')
      await writeBytes(files, '/www/link', 'longer than before')
      assert.equal((await files.stat('/www/link')).size, 18)
      const link = (await files.list('/www')).entries.find(({ name }) => name === 'link')
      assert.equal(link?.type, 'link')
      assert.equal(await readText(files, '/www/link'), 'longer than before')
    })

    it('is followed again after what it leads to was written', async () => {
      await files.stat('/www/link')
      await writeBytes(files, '/www/page.html', 'longer than before')
      assert.equal((await files.stat('/www/link')).size, 18)
    })

    it('is not remembered as it was before an own change', async () => {
      const release = inner.hold('stat')
      const early = files.stat('/www/link')
      await new Promise((resolve) => setImmediate(resolve)) // the stat has been asked
      await writeBytes(files, '/www/link', 'longer than before')
      release()
      assert.equal((await early).size, 5)
      assert.equal((await files.stat('/www/link')).size, 18)
    })
  })

  it('tells nobody after its end', async () => {
    await files.list('/www')
    files.dispose()
    files.dispose()
    await writeBytes(files, '/www/new', '')
    assert.deepEqual(events, [])
  })
})

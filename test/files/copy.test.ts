import assert from 'node:assert/strict'
import fc from 'fast-check'
import { symlink } from 'node:fs/promises'
import { Readable, type Writable } from 'node:stream'
import type { Entry, Timestamp } from '../../src/base/entry.ts'
import { copyFile, copyTree, makeFolders, type CopyEvent } from '../../src/files/copy.ts'
import { FileError, isFileError } from '../../src/files/fileError.ts'
import type { FileStat, Listing, TransferOptions, WriteOptions } from '../../src/files/fileSystem.ts'
import { LocalFileSystem } from '../../src/files/localFileSystem.ts'
import { toNative } from '../../src/files/localPath.ts'
import { MemoryFileSystem } from '../support/memoryFileSystem.ts'
import { readBytes, readText, someBytes, writeBytes } from '../support/streams.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

describe('copyFile', () => {
  let from: MemoryFileSystem
  let to: MemoryFileSystem

  beforeEach(() => {
    from = new MemoryFileSystem()
    to = new MemoryFileSystem()
  })

  it('copies the bytes and the time, and tells the progress', async () => {
    const modified: Timestamp = { ms: Date.UTC(2020, 1, 2), precision: 'second' }
    await writeBytes(from, '/a', someBytes(300_000), { modified })
    const progress: number[] = []
    assert.equal(await copyFile(from, '/a', to, '/b', { onProgress: (bytes) => progress.push(bytes) }), 300_000)
    assert.ok((await readBytes(to, '/b')).equals(someBytes(300_000)))
    assert.deepEqual((await to.stat('/b')).modified, modified)
    assert.equal(progress.at(-1), 300_000)
  })

  it('copies between memory and disk in both directions', async () => {
    const folder = await temporaryFolder()
    try {
      const disk = new LocalFileSystem()
      await writeBytes(from, '/a', someBytes(5_000_000))
      await copyFile(from, '/a', disk, `${folder.path}/a`)
      await copyFile(disk, `${folder.path}/a`, to, '/a')
      assert.ok((await readBytes(to, '/a')).equals(someBytes(5_000_000)))
    } finally {
      await folder.remove()
    }
  })

  it('copies an empty file', async () => {
    await writeBytes(from, '/a', '')
    assert.equal(await copyFile(from, '/a', to, '/b'), 0)
    assert.equal((await to.stat('/b')).size, 0)
  })

  it('refuses a taken name when it must not overwrite', async () => {
    await writeBytes(from, '/a', 'new')
    await writeBytes(to, '/a', 'old')
    await assert.rejects(copyFile(from, '/a', to, '/a', { overwrite: false }), (error) => isFileError(error, 'exists'))
    assert.equal(await readText(to, '/a'), 'old')
  })

  it('fails with the reason of the end that failed first: the source', async () => {
    await writeBytes(to, '/a', 'old')
    await assert.rejects(copyFile(from, '/missing', to, '/a'), (error) => isFileError(error, 'notFound'))
    assert.equal(await readText(to, '/a'), 'old')
  })

  it('fails with the reason of the end that failed first: the destination', async () => {
    await writeBytes(from, '/a', someBytes(5_000_000))
    await to.createFolder('/a')
    await assert.rejects(copyFile(from, '/a', to, '/a'), (error) => isFileError(error, 'isAFolder'))
  })

  it('does not take a source for whole that fails after its last byte', async () => {
    class CutShort extends MemoryFileSystem {
      override async read(path: string, destination: Writable, options?: TransferOptions): Promise<number> {
        await super.read(path, destination, options)
        throw new FileError('incomplete', path, 'The server said 426 in the end.')
      }
    }
    const cutShort = new CutShort()
    await writeBytes(cutShort, '/a', 'half')
    await writeBytes(to, '/a', 'old')
    await assert.rejects(copyFile(cutShort, '/a', to, '/a'), (error) => isFileError(error, 'incomplete'))
    assert.equal(await readText(to, '/a'), 'old')
  })

  it('does not read further than the destination keeps up', async () => {
    class Slow extends MemoryFileSystem {
      override async write(path: string, source: Readable, options?: WriteOptions): Promise<FileStat> {
        for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
        assert.ok(source.readableLength <= 3 * 1024 * 1024, `${source.readableLength} bytes were waiting`)
        return super.write(path, source, options)
      }
    }
    const folder = await temporaryFolder()
    try {
      const disk = new LocalFileSystem()
      await writeBytes(disk, `${folder.path}/a`, Buffer.alloc(20_000_000))
      assert.equal(await copyFile(disk, `${folder.path}/a`, new Slow(), '/a'), 20_000_000)
    } finally {
      await folder.remove()
    }
  })

  it('copies within a place that does one thing at a time, as a server with a single connection', async () => {
    let isBusy = false
    const alone = async <T>(work: () => Promise<T>): Promise<T> => {
      assert.ok(!isBusy, 'reading and writing at once')
      isBusy = true
      return work().finally(() => (isBusy = false))
    }
    class OneAtATime extends MemoryFileSystem {
      override read(path: string, destination: Writable, options?: TransferOptions): Promise<number> {
        return alone(() => super.read(path, destination, options))
      }
      override write(path: string, source: Readable, options?: WriteOptions): Promise<FileStat> {
        return alone(() => super.write(path, source, options))
      }
    }
    const files = new OneAtATime()
    await writeBytes(files, '/a', Buffer.alloc(3_000_000, 'x'))
    assert.equal(await copyFile(files, '/a', files, '/b'), 3_000_000)
    assert.equal((await files.stat('/b')).size, 3_000_000)
  })

  it('ends both ends when aborted', async () => {
    const reason = new Error('no longer wanted')
    const abort = new AbortController()
    const ended: string[] = []
    class Endless extends MemoryFileSystem {
      override async read(_path: string, destination: Writable, options?: TransferOptions): Promise<number> {
        destination.write('the first block')
        const signal = await aborted(options)
        ended.push('read')
        throw signal.reason
      }
      override async write(_path: string, source: Readable, options?: WriteOptions): Promise<FileStat> {
        source.once('data', () => abort.abort(reason))
        const signal = await aborted(options)
        ended.push('write')
        throw signal.reason
      }
    }
    const endless = new Endless()
    await MemoryFileSystem.prototype.write.call(endless, '/a', Readable.from(['x']))
    await assert.rejects(copyFile(endless, '/a', new Endless(), '/b', { signal: abort.signal }), (error) => error === reason)
    assert.deepEqual(ended.sort(), ['read', 'write'])
  })
})

describe('copyTree', () => {
  let from: MemoryFileSystem
  let to: MemoryFileSystem

  beforeEach(async () => {
    from = new MemoryFileSystem()
    to = new MemoryFileSystem()
    await from.createFolder('/site')
    await from.createFolder('/site/images')
    await from.createFolder('/site/empty')
    await writeBytes(from, '/site/index.html', 'index')
    await writeBytes(from, '/site/images/ship.png', 'ship')
  })

  it('copies files and folders, making the folders above', async () => {
    const result = await copyTree(from, '/site', to, '/var/www')
    assert.deepEqual(result, { files: 2, bytes: 9, failed: [] })
    assert.equal(await readText(to, '/var/www/index.html'), 'index')
    assert.equal(await readText(to, '/var/www/images/ship.png'), 'ship')
    assert.equal((await to.stat('/var/www/empty')).type, 'folder')
  })

  it('copies over what is there and leaves the rest', async () => {
    await copyTree(from, '/site', to, '/site')
    await writeBytes(to, '/site/other.html', 'other')
    await writeBytes(from, '/site/index.html', 'second')
    assert.deepEqual((await copyTree(from, '/site', to, '/site')).failed, [])
    assert.equal(await readText(to, '/site/index.html'), 'second')
    assert.equal(await readText(to, '/site/other.html'), 'other')
  })

  it('tells each file and the bytes in all', async () => {
    const events: CopyEvent[] = []
    const progress: number[] = []
    await copyTree(from, '/site', to, '/site', { onFile: (event) => events.push(event), onProgress: (bytes) => progress.push(bytes) })
    assert.deepEqual(events.map((event) => [event.kind, event.path]).sort(), [
      ['copied', '/site/images/ship.png'],
      ['copied', '/site/index.html'],
    ])
    assert.equal(progress.at(-1), 9)
  })

  it('has no more files under way than asked for', async () => {
    let now = 0
    let most = 0
    class Counting extends MemoryFileSystem {
      override async write(path: string, source: Readable, options?: WriteOptions): Promise<FileStat> {
        most = Math.max(most, ++now)
        await new Promise(setImmediate)
        try {
          return await super.write(path, source, options)
        } finally {
          now--
        }
      }
    }
    for (let index = 0; index < 30; index++) await writeBytes(from, `/site/${index}`, 'x')
    for (const concurrency of [1, 3]) {
      most = 0
      assert.equal((await copyTree(from, '/site', new Counting(), '/site', { concurrency })).files, 32)
      assert.equal(most, concurrency)
    }
  })

  it('goes on after a file that fails, and reports it', async () => {
    await to.createFolder('/site')
    await to.createFolder('/site/index.html')
    const { files, failed } = await copyTree(from, '/site', to, '/site')
    assert.equal(files, 1)
    assert.deepEqual(
      failed.map(({ path, error }) => [path, isFileError(error) && error.reason]),
      [['/site/index.html', 'isAFolder']],
    )
  })

  it('leaves out a folder that can not be listed or made, and reports it', async () => {
    class Locked extends MemoryFileSystem {
      override async list(path: string): Promise<Listing> {
        if (path === '/site/images') throw new FileError('noPermission', path, 'Not yours.')
        return super.list(path)
      }
    }
    const locked = new Locked()
    await copyTree(from, '/site', locked, '/site')
    await to.createFolder('/site')
    await writeBytes(to, '/site/empty', 'a file in the way')
    const { files, failed } = await copyTree(locked, '/site', to, '/site')
    assert.equal(files, 1)
    assert.deepEqual(failed.map(({ path }) => path).sort(), ['/site/empty', '/site/images'])
  })

  it('fails as a whole when the folder itself is missing', async () => {
    await assert.rejects(copyTree(from, '/missing', to, '/site'), (error) => isFileError(error, 'notFound'))
    await assert.rejects(to.stat('/site'), (error) => isFileError(error, 'notFound'))
  })

  it('copies links to files as files, and does not follow links to folders', async () => {
    from.link('index.html', '/site/start.html')
    from.link('..', '/site/images/loop')
    from.link('missing', '/site/dangling')
    const { files, failed } = await copyTree(from, '/site', to, '/site')
    assert.equal(files, 3)
    assert.equal(await readText(to, '/site/start.html'), 'index')
    assert.deepEqual(failed.map(({ path }) => path).sort(), ['/site/dangling', '/site/images/loop'])
    await assert.rejects(to.stat('/site/images/loop'), (error) => isFileError(error, 'notFound'))
  })

  it('never writes a name that is not plainly one', async () => {
    const names = ['../escaped', '..', '.', '', '/etc/escaped', 'a/b', 'nul\0', 'line\r\nDELE x', 'esc\u001b[2J']
    const entries: Entry[] = names.map((name) => ({ name, type: 'file', size: 1 }))
    entries.push({ name: '..', type: 'folder' }, { name: 'caf\ufffd', type: 'file', unusable: 'The name is not valid UTF-8.' })
    const { failed, files } = await copyTree(listingOf(entries), '/', to, '/home/site')
    assert.equal(files, 0)
    assert.equal(failed.length, entries.length)
    assert.ok(failed.every(({ error }) => isFileError(error, 'badName')))
    assert.deepEqual((await to.list('/home/site')).entries, [])
    assert.deepEqual(
      (await to.list('/home')).entries.map((entry) => entry.name),
      ['site'],
    )
  })

  it('writes nothing outside of a local folder, whatever the names', async () => {
    const folder = await temporaryFolder()
    try {
      const disk = new LocalFileSystem()
      const root = `${folder.path}/site`
      const part = fc.constantFrom('..', '.', '/', '\\', 'x', 'C:', '\0', '\n', ' ', '~', '%2e', '\u202e')
      const name = fc.oneof(
        fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')),
        fc.string({ unit: 'binary', maxLength: 20 }),
      )
      const entry = fc.record({ name, type: fc.constantFrom('file', 'link', 'other' as const) })
      const copied = fc.asyncProperty(fc.array(entry, { maxLength: 10 }), async (entries) => {
        const { files, failed } = await copyTree(listingOf(entries), '/', disk, root)
        assert.equal(files + failed.length, entries.length)
        assert.deepEqual(
          (await disk.list(folder.path)).entries.map((found) => found.name),
          ['site'],
        )
      })
      await fc.assert(copied, { numRuns: 100 })
    } finally {
      await folder.remove()
    }
  }).timeout(20_000)

  it('reports a listing that is not complete, and copies what it has', async () => {
    class Partly extends MemoryFileSystem {
      override async list(path: string): Promise<Listing> {
        return { ...(await super.list(path)), complete: path !== '/site/images' }
      }
    }
    const partly = new Partly()
    await copyTree(from, '/site', partly, '/site')
    const { files, failed } = await copyTree(partly, '/site', to, '/site')
    assert.equal(files, 2)
    assert.deepEqual(
      failed.map(({ path, error }) => [path, isFileError(error) && error.reason]),
      [['/site/images', 'incomplete']],
    )
  })

  it('ends in a tree without end', async () => {
    const endless = listingOf([{ name: 'deeper', type: 'folder' }])
    const { failed } = await copyTree(endless, '/', to, '/site')
    assert.equal(failed.length, 1)
  })

  it('gives up when the place is gone, rather than try each of a thousand files', async () => {
    let tried = 0
    class Gone extends MemoryFileSystem {
      override async write(path: string, source: Readable): Promise<FileStat> {
        tried++
        source.destroy()
        throw new FileError('unavailable', path, 'The server does not answer.')
      }
    }
    for (let index = 0; index < 1000; index++) await writeBytes(from, `/site/${index}`, 'x')
    await assert.rejects(copyTree(from, '/site', new Gone(), '/site'), (error) => isFileError(error, 'unavailable'))
    assert.ok(tried < 20, `${tried} files were tried`)
  })

  it('stops when a person leaves the server, whatever signal it was given', async () => {
    const left = new DOMException('The connection was closed.', 'AbortError')
    for (let file = 0; file < 50; file++) await writeBytes(from, `/site/${file}`, 'x')
    let writes = 0
    to.write = async () => {
      writes++
      throw left
    }
    await assert.rejects(copyTree(from, '/site', to, '/site'), (error) => error === left)
    assert.ok(writes <= 4, `${writes} were begun`)
  })

  it('stops when aborted, after all under way has ended', async () => {
    const reason = new Error('no longer wanted')
    const abort = new AbortController()
    for (let index = 0; index < 100; index++) await writeBytes(from, `/site/${index}`, 'x')
    let now = 0
    class Watched extends MemoryFileSystem {
      override async write(path: string, source: Readable, options?: WriteOptions): Promise<FileStat> {
        now++
        try {
          return await super.write(path, source, options)
        } finally {
          await new Promise(setImmediate) // as a place does that removes its temporary file
          now--
        }
      }
    }
    const onFile = () => abort.abort(reason)
    await assert.rejects(copyTree(from, '/site', new Watched(), '/site', { signal: abort.signal, onFile }), (error) => error === reason)
    assert.equal(now, 0, 'nothing should be under way any more')
  })

  it('does not write out of a local folder through a link in it', async () => {
    const folder = await temporaryFolder()
    try {
      await makeFolders(new LocalFileSystem(), `${folder.path}/site`)
      await makeFolders(new LocalFileSystem(), `${folder.path}/private`)
      await symlink('../private', toNative(`${folder.path}/site/images`))
      const disk = new LocalFileSystem({ root: `${folder.path}/site` })
      const { files, failed } = await copyTree(from, '/site', disk, `${folder.path}/site`)
      assert.equal(files, 1)
      assert.deepEqual(
        failed.map(({ path, error }) => [path, isFileError(error) && error.reason]),
        [['/site/images/ship.png', 'noPermission']],
      )
      assert.deepEqual((await new LocalFileSystem().list(`${folder.path}/private`)).entries, [])
    } finally {
      await folder.remove()
    }
  })
})

/** A place where every folder lists the same, and every file is "x". */
function listingOf(entries: readonly Entry[]): MemoryFileSystem {
  class Same extends MemoryFileSystem {
    override async list(): Promise<Listing> {
      return { entries, complete: true }
    }
    override async stat(): Promise<FileStat> {
      return { type: 'file', isLink: true }
    }
    override async read(_path: string, destination: Writable): Promise<number> {
      destination.end('x')
      return 1
    }
  }
  return new Same()
}

async function aborted(options: TransferOptions | undefined): Promise<AbortSignal> {
  const signal = options?.signal
  assert.ok(signal, 'a signal should be passed on')
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  return signal
}

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { chmod, readdir, readFile, readlink, stat, symlink, writeFile, mkdir, appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { isFileError } from '../../src/files/fileError.ts'
import { LocalFileSystem } from '../../src/files/localFileSystem.ts'
import { toNative } from '../../src/files/localPath.ts'
import { modeOnDisk } from '../support/modeOnDisk.ts'
import { readText, someBytes, writeBytes } from '../support/streams.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts'
import { describeFileSystem } from './contract.ts'

describeFileSystem('LocalFileSystem', async () => {
  const folder = await temporaryFolder()
  return {
    files: new LocalFileSystem(),
    root: folder.path,
    keepsTimes: true,
    modeOf: (path) => modeOnDisk(toNative(path)),
    link: (target, path) => symlink(target, toNative(path)),
    tearDown: () => folder.remove(),
  }
})

describeFileSystem('LocalFileSystem confined to a folder', async () => {
  const folder = await temporaryFolder()
  const root = `${folder.path}/confined`
  await mkdir(toNative(root))
  const files = new LocalFileSystem({ root })
  const stat = files.stat.bind(files)
  files.stat = (path, options) => (path === '/' ? new LocalFileSystem().stat(path, options) : stat(path, options))
  return {
    files,
    root,
    keepsTimes: true,
    modeOf: (path) => modeOnDisk(toNative(path)),
    link: (target, path) => symlink(target, toNative(path)),
    tearDown: () => folder.remove(),
  }
})

describe('LocalFileSystem on a disk', () => {
  let folder: TemporaryFolder
  const files = new LocalFileSystem()
  const native = (...names: string[]) => join(folder.native, ...names)
  const at = (name: string) => `${folder.path}/${name}`

  beforeEach(async () => {
    folder = await temporaryFolder()
  })
  afterEach(() => folder.remove())

  it('keeps the mode of a file it replaces', async () => {
    await writeFile(native('script.sh'), 'old')
    await chmod(native('script.sh'), 0o751)
    await writeBytes(files, at('script.sh'), 'new')
    assert.equal((await stat(native('script.sh'))).mode & 0o777, 0o751)
  })

  it('makes the file that a link points to when it is not there yet', async () => {
    await symlink('later.txt', native('link'))
    await writeBytes(files, at('link'), 'hello')
    assert.equal(await readFile(native('later.txt'), 'utf8'), 'hello')
    assert.equal(await readlink(native('link')), 'later.txt')
  })

  it('describes a link to nowhere, and one to itself', async () => {
    await symlink('missing', native('dangling'))
    await symlink('loop', native('loop'))
    assert.deepEqual([(await files.stat(at('dangling'))).type, (await files.stat(at('loop'))).type], ['other', 'other'])
    await assert.rejects(readText(files, at('loop')), (error) => isFileError(error, 'notFound'))
  })

  it('marks a name that is not UTF-8 as unusable', async () => {
    await writeFile(Buffer.concat([Buffer.from(`${folder.native}/caf`), Buffer.from([0xe9])]), 'x')
    const { entries, complete } = await files.list(folder.path)
    assert.equal(complete, true)
    assert.deepEqual(
      entries.map((entry) => [entry.name, entry.unusable !== undefined]),
      [['caf\ufffd', true]],
    )
  })

  it('does not take a file that grows while it is read for whole', async () => {
    await writeFile(native('log'), someBytes(3_000_000))
    let ended = false
    let grown: Promise<void> | undefined
    const destination = new Writable({
      write(_chunk, _encoding, done) {
        grown ??= appendFile(native('log'), 'one more line')
        grown.then(() => done(), done)
      },
      final(done) {
        ended = true
        done()
      },
    })
    await assert.rejects(files.read(at('log'), destination), (error) => isFileError(error, 'incomplete'))
    assert.equal(ended, false, 'the destination should not have been ended')
  })

  it('gives no digest of a file that changes while it is read', async () => {
    await writeFile(native('log'), someBytes(20_000_000))
    let isDone = false as boolean // or the compiler takes it for false for ever
    const digest = files.digest(at('log')).finally(() => (isDone = true))
    digest.catch(() => {}) // it is waited for below
    while (!isDone) await appendFile(native('log'), 'one more line')
    await assert.rejects(digest, (error) => isFileError(error, 'incomplete'))
  })

  it('gives the digest that is asked for, and stops when it is not wanted any more', async () => {
    await writeFile(native('page.html'), 'hello')
    assert.deepEqual(await files.digest(at('page.html'), { algorithm: 'CRC32' }), { algorithm: 'CRC32', hex: '3610a686' })
    assert.equal((await files.digest(at('page.html'))).algorithm, 'SHA-256')
    await writeFile(native('big'), someBytes(20_000_000))
    const reason = new Error('no longer wanted')
    const abort = new AbortController()
    const digest = files.digest(at('big'), { signal: abort.signal })
    setImmediate(() => abort.abort(reason))
    await assert.rejects(digest, (error) => error === reason)
  })

  it('gives no digest of a folder', async () => {
    await assert.rejects(files.digest(folder.path), (error) => isFileError(error, 'isAFolder'))
  })

  it('names its temporary file before it is there, and makes none when that fails', async () => {
    const named: string[] = []
    const onTemporary = async (path: string) => {
      named.push(path)
      assert.deepEqual(await readdir(folder.native), [])
      throw new Error('the journal is full')
    }
    await assert.rejects(writeBytes(files, at('page.html'), 'hello', { onTemporary }), /the journal is full/)
    assert.equal(named.length, 1)
    assert.deepEqual(await readdir(folder.native), [])
  })

  it('is the temporary file that was named', async () => {
    let named = ''
    const seen: string[][] = []
    const onProgress = () => void seen.push(readdirSync(folder.native))
    await writeBytes(files, at('page.html'), 'hello', { onProgress, onTemporary: async (path) => void (named = path) })
    assert.deepEqual(seen, [[named.slice(folder.path.length + 1)]])
  })

  it('writes and makes folders where a mode can not be given', async () => {
    await writeBytes(files, at('page.html'), 'hello', { mode: '99999999999' })
    assert.equal(await readFile(native('page.html'), 'utf8'), 'hello')
  })

  it('refuses to read what is no file', async () => {
    await assert.rejects(readText(files, '/dev/null'), (error) => isFileError(error, 'unsupported'))
  })

  it('refuses names with NUL', async () => {
    await assert.rejects(files.stat(at('a\0b')), (error) => isFileError(error, 'badName'))
  })

  it('says what it tried, on what, and why it failed', async () => {
    await assert.rejects(files.list(at('missing')), { message: `Could not list ${at('missing')}: it is not there (ENOENT).` })
  })

  describe('confined to a folder', () => {
    let confined: LocalFileSystem

    beforeEach(async () => {
      await mkdir(native('site'))
      await mkdir(native('private'))
      await writeFile(native('private', 'key'), 'secret')
      confined = new LocalFileSystem({ root: at('site') })
    })

    it('does not write through a link to a folder outside', async () => {
      await symlink('../private', native('site', 'images'))
      await assert.rejects(writeBytes(confined, at('site/images/new'), 'x'), (error) => isFileError(error, 'noPermission'))
      await assert.rejects(confined.createFolder(at('site/images/new')), (error) => isFileError(error, 'noPermission'))
      await assert.rejects(confined.deleteFile(at('site/images/key')), (error) => isFileError(error, 'noPermission'))
      await assert.rejects(confined.list(at('site/images')), (error) => isFileError(error, 'noPermission'))
      assert.deepEqual(await readdir(native('private')), ['key'])
    })

    it('does not read or write through a link to a file outside', async () => {
      await symlink('../private/key', native('site', 'page.html'))
      await symlink('../private/new', native('site', 'new.html'))
      await assert.rejects(readText(confined, at('site/page.html')), (error) => isFileError(error, 'noPermission'))
      await assert.rejects(writeBytes(confined, at('site/page.html'), 'x'), (error) => isFileError(error, 'noPermission'))
      await assert.rejects(writeBytes(confined, at('site/new.html'), 'x'), (error) => isFileError(error, 'noPermission'))
      assert.equal(await readFile(native('private', 'key'), 'utf8'), 'secret')
      assert.deepEqual(await readdir(native('private')), ['key'])
    })

    it('does not look at what is outside', async () => {
      await symlink('../private', native('site', 'images'))
      await symlink('../private/key', native('site', 'page.html'))
      for (const path of ['private/key', 'site/images/key', 'site/../private/key'])
        await assert.rejects(confined.examine([at('site'), at(path)]), (error) => isFileError(error, 'noPermission'))
      for (const path of ['private/key', 'site/page.html'])
        await assert.rejects(confined.digest(at(path)), (error) => isFileError(error, 'noPermission'))
      await assert.rejects(confined.foldsCase(at('site/images')), (error) => isFileError(error, 'noPermission'))
      const [link] = await confined.examine([at('site/page.html')])
      assert.equal(link?.type, 'link', 'the link itself is inside')
    })

    it('does not touch what is beside the folder', async () => {
      await assert.rejects(readText(confined, at('private/key')), (error) => isFileError(error, 'noPermission'))
      await assert.rejects(writeBytes(confined, at('sites'), 'x'), (error) => isFileError(error, 'noPermission'))
      await assert.rejects(confined.rename(at('site/a'), at('private/a')), (error) => isFileError(error, 'noPermission'))
    })
  })
})

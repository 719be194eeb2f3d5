import assert from 'node:assert/strict'
import { symlink } from 'node:fs/promises'
import { contentsOf, deleteTree } from '../../src/files/deleteTree.ts'
import { FileError, isFileError } from '../../src/files/fileError.ts'
import type { Listing, ListOptions, OperationOptions } from '../../src/files/fileSystem.ts'
import { LocalFileSystem } from '../../src/files/localFileSystem.ts'
import { toNative } from '../../src/files/localPath.ts'
import { MemoryFileSystem } from '../support/memoryFileSystem.ts'
import { readText, writeBytes } from '../support/streams.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

/** Notes what is deleted, and lets a test answer for one folder. */
class WatchedFileSystem extends MemoryFileSystem {
  readonly deleted: string[] = []
  answer: (path: string, listing: Listing) => Listing = (_, listing) => listing
  allFresh = true

  override async list(path: string, options?: ListOptions): Promise<Listing> {
    if (options?.fresh !== true) this.allFresh = false
    return this.answer(path, await super.list(path, options))
  }

  override async deleteFile(path: string, options?: OperationOptions): Promise<void> {
    await super.deleteFile(path, options)
    this.deleted.push(path)
  }

  override async deleteFolder(path: string, options?: OperationOptions): Promise<void> {
    await super.deleteFolder(path, options)
    this.deleted.push(path)
  }
}

describe('deleteTree', () => {
  let files: WatchedFileSystem

  beforeEach(async () => {
    files = new WatchedFileSystem()
    for (const folder of ['/site', '/site/a', '/site/a/b', '/site/c', '/other']) await files.createFolder(folder)
    for (const file of ['/site/1', '/site/a/2', '/site/a/b/3', '/site/c/4', '/other/5']) await writeBytes(files, file, 'x')
  })

  it('deletes files, then folders bottom up, and nothing else', async () => {
    assert.deepEqual(await deleteTree(files, '/site'), { files: 4, folders: 4 })
    assert.deepEqual(files.deleted.slice(0, 4).sort(), ['/site/1', '/site/a/2', '/site/a/b/3', '/site/c/4'])
    assert.deepEqual(files.deleted.slice(4), ['/site/c', '/site/a/b', '/site/a', '/site'])
    assert.equal(await readText(files, '/other/5'), 'x')
  })

  it('says before what would go', async () => {
    const { files: inside, folders } = await contentsOf(files, '/site')
    assert.deepEqual([...inside].sort(), ['/site/1', '/site/a/2', '/site/a/b/3', '/site/c/4'])
    assert.deepEqual([...folders], ['/site', '/site/a', '/site/a/b', '/site/c'])
    assert.deepEqual(await contentsOf(files, '/site/1'), { files: ['/site/1'], folders: [] })
    assert.equal(files.allFresh, true)
    assert.deepEqual(files.deleted, [])
  })

  it('deletes what was confirmed: what has appeared since stays, and so does its folder', async () => {
    const contents = await contentsOf(files, '/site')
    await writeBytes(files, '/site/a/b/new', 'precious')
    await assert.rejects(deleteTree(files, '/site', { contents }), (error) => isFileError(error, 'notEmpty'))
    assert.equal(await readText(files, '/site/a/b/new'), 'precious')
    assert.ok(['/site/1', '/site/a/2', '/site/a/b/3', '/site/c/4'].every((path) => files.deleted.includes(path)))
    assert.ok(!files.deleted.includes('/site'))
  })

  it('deletes what was confirmed without asking again, and twice if need be', async () => {
    const contents = await contentsOf(files, '/site')
    await files.deleteFile('/site/1')
    files.answer = () => assert.fail('all is known')
    assert.deepEqual(await deleteTree(files, '/site', { contents }), { files: 4, folders: 4 })
    assert.deepEqual(await deleteTree(files, '/site', { contents }), { files: 4, folders: 4 })
  })

  it('asks for every folder afresh', async () => {
    await deleteTree(files, '/site')
    assert.equal(files.allFresh, true)
  })

  it('tells how far it is', async () => {
    const progress: string[] = []
    await deleteTree(files, '/site', { onProgress: (deleted, total) => progress.push(`${deleted}/${total}`) })
    assert.deepEqual(progress, ['1/8', '2/8', '3/8', '4/8', '5/8', '6/8', '7/8', '8/8'])
  })

  it('deletes a single file', async () => {
    assert.deepEqual(await deleteTree(files, '/site/1'), { files: 1, folders: 0 })
    assert.deepEqual(files.deleted, ['/site/1'])
  })

  for (const folder of ['/site', '/site/a', '/site/a/b', '/site/c']) {
    it(`deletes nothing when the listing of ${folder} is not complete`, async () => {
      files.answer = (path, listing) => ({ ...listing, complete: path !== folder })
      await assert.rejects(deleteTree(files, '/site'), (error) => isFileError(error, 'incomplete'))
      assert.deepEqual(files.deleted, [])
    })

    it(`deletes nothing when the listing of ${folder} fails`, async () => {
      files.answer = (path, listing) => {
        if (path === folder) throw new FileError('unavailable', path, 'The server does not answer.')
        return listing
      }
      await assert.rejects(deleteTree(files, '/site'), (error) => isFileError(error, 'unavailable'))
      assert.deepEqual(files.deleted, [])
    })
  }

  it('deletes nothing when a name can not be used', async () => {
    for (const entry of [
      { name: '..', type: 'folder' },
      { name: 'caf\ufffd', type: 'file', unusable: 'The name is not valid UTF-8.' },
    ] as const) {
      files.answer = (path, listing) => (path === '/site/c' ? { ...listing, entries: [...listing.entries, entry] } : listing)
      await assert.rejects(deleteTree(files, '/site'), (error) => isFileError(error, 'badName'))
    }
    assert.deepEqual(files.deleted, [])
  })

  it('deletes nothing in a tree without end', async () => {
    files.answer = () => ({ entries: [{ name: 'a', type: 'folder' }], complete: true })
    files.list = async () => ({ entries: [{ name: 'a', type: 'folder' }], complete: true })
    await assert.rejects(deleteTree(files, '/site'), (error) => isFileError(error, 'unsupported'))
    assert.deepEqual(files.deleted, [])
  })

  it('deletes nothing when aborted while listing', async () => {
    const abort = new AbortController()
    files.answer = (_, listing) => {
      abort.abort(new Error('no longer wanted'))
      return listing
    }
    await assert.rejects(deleteTree(files, '/site', { signal: abort.signal }), (error) => error === abort.signal.reason)
    assert.deepEqual(files.deleted, [])
  })

  it('removes links, and leaves what they point to', async () => {
    files.link('/other', '/site/link')
    files.link('/other/5', '/site/a/link')
    assert.deepEqual(await deleteTree(files, '/site'), { files: 6, folders: 4 })
    assert.equal(await readText(files, '/other/5'), 'x')
    files.link('/other', '/link')
    assert.deepEqual(await deleteTree(files, '/link'), { files: 1, folders: 0 })
    assert.equal(await readText(files, '/other/5'), 'x')
  })

  it('does not mind that a file was deleted by somebody else meanwhile', async () => {
    const deleteFile = files.deleteFile.bind(files)
    files.deleteFile = async (path, options) => {
      await deleteFile(path, options)
      if (path === '/site/1') throw new FileError('notFound', path, 'Gone.')
    }
    await deleteTree(files, '/site')
    await assert.rejects(files.stat('/site'), (error) => isFileError(error, 'notFound'))
  })

  it('stops at the first thing that can not be deleted', async () => {
    const deleteFile = files.deleteFile.bind(files)
    files.deleteFile = async (path, options) => {
      if (path === '/site/a/2') throw new FileError('noPermission', path, 'Not yours.')
      await deleteFile(path, options)
    }
    await assert.rejects(deleteTree(files, '/site'), (error) => isFileError(error, 'noPermission'))
    assert.equal(await readText(files, '/site/a/2'), 'x')
  })

  it('works on a disk, links and all', async () => {
    const folder = await temporaryFolder()
    try {
      const disk = new LocalFileSystem()
      for (const name of ['site', 'site/a', 'other']) await disk.createFolder(`${folder.path}/${name}`)
      for (const name of ['site/1', 'site/a/2', 'other/3']) await writeBytes(disk, `${folder.path}/${name}`, 'x')
      await symlink('../other', toNative(`${folder.path}/site/link`))
      await deleteTree(disk, `${folder.path}/site`)
      assert.deepEqual(
        (await disk.list(folder.path)).entries.map((entry) => entry.name),
        ['other'],
      )
      assert.equal(await readText(disk, `${folder.path}/other/3`), 'x')
    } finally {
      await folder.remove()
    }
  })
})

/** Folders that only look empty. */

import assert from 'node:assert/strict'
import { FileError } from '../../src/files/fileError.ts'
import { withClosedFolders } from '../../src/sync/emptied.ts'
import { MemoryFileSystem } from '../support/memoryFileSystem.ts'
import { writeBytes } from '../support/streams.ts'
import { WatchedFileSystem } from '../support/watchedFileSystem.ts'
import { agreedOn, snapshotOf } from './support.ts'
import '../support/unhandledRejections.ts'

describe('A folder that is listed as empty', () => {
  let inner: MemoryFileSystem
  let files: WatchedFileSystem
  const { entries: agreed } = agreedOn({ 'a/': '', 'a/one': '1', 'a/two': '2', 'b/': '', 'b/three': '3', top: 't' })

  beforeEach(async () => {
    inner = new MemoryFileSystem()
    files = new WatchedFileSystem(inner)
    for (const folder of ['/a', '/b']) await inner.createFolder(folder)
  })

  const gapsOf = async (listed: Record<string, string>) => [
    ...(await withClosedFolders({ files, root: '/' }, snapshotOf(listed), agreed, {})).gaps.keys(),
  ]

  it('is a gap if one of its files is there all the same', async () => {
    await writeBytes(inner, '/a/one', '1')
    assert.deepEqual(await gapsOf({ 'a/': '', 'b/': '', top: 't' }), ['a'])
  })

  it('is a gap if it can not be found out', async () => {
    files.fail('examine', new FileError('unavailable', '/a', 'gone'))
    assert.deepEqual(await gapsOf({ 'a/': '', 'b/': '', 'b/three': '3', top: 't' }), ['a'])
  })

  it('is empty otherwise, the root too', async () => {
    assert.deepEqual(await gapsOf({ 'a/': '', 'b/': '', top: 't' }), [])
    assert.deepEqual(await gapsOf({}), [])
  })

  it('costs a question only where it had files', async () => {
    await gapsOf({ 'a/': '', 'a/two': '2', 'b/': '', 'b/three': '3', 'c/': '', top: 't' })
    assert.deepEqual(files.calls, [])
    await gapsOf({ 'a/': '', 'b/': '', 'b/three': '3', top: 't' })
    assert.equal(files.calls.length, 1)
  })
})

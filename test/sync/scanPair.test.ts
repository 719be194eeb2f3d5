import assert from 'node:assert/strict'
import { FileError, isFileError } from '../../src/files/fileError.ts'
import type { FileSystem } from '../../src/files/fileSystem.ts'
import { scanPair } from '../../src/sync/scanPair.ts'
import type { RuleSettings } from '../../src/sync/settings.ts'
import type { SyncProgress } from '../../src/sync/progress.ts'
import type { Snapshot } from '../../src/sync/snapshot.ts'
import { WatchedFileSystem } from '../support/watchedFileSystem.ts'
import { root, treeOf } from './trees.ts'
import '../support/unhandledRejections.ts'

const nothing: RuleSettings = { include: [], exclude: [], gitignore: true }

function paths({ entries }: Snapshot): readonly string[] {
  return [...entries.keys()].sort()
}

function foldingCase(files: FileSystem): FileSystem {
  return Object.assign(Object.create(files) as FileSystem, { foldsCase: async () => true })
}

describe('A scan of both sides', () => {
  it('keeps both to the ignore files of this computer, and to none of the server', async () => {
    const local = await treeOf({ '.gitignore': '*.log\n', 'a/.gitignore': 'cache\n', 'a/x.log': '', 'a/cache/1': '' })
    const remote = await treeOf({ '.gitignore': '*\n', 'a/cache/2': '', 'a/b.log': '', 'a/c.txt': '', 'only/there.txt': '' })
    const found = await scanPair({ local, remote }, nothing)
    assert.deepEqual(paths(found.local), ['.gitignore', 'a', 'a/.gitignore'])
    assert.deepEqual(paths(found.remote), ['.gitignore', 'a', 'a/c.txt', 'only', 'only/there.txt'])
  })

  it('counts once what is left out on both', async () => {
    const local = await treeOf({ 'node_modules/x': '', 'a.map': '', 'b.map': '' })
    const remote = await treeOf({ 'node_modules/y': '', 'b.map': '', 'c.map': '' })
    const { leftOut } = await scanPair({ local, remote }, { ...nothing, exclude: ['*.map'] })
    assert.deepEqual([...leftOut].sort(), [
      ['default: node_modules', 1],
      ['exclude: *.map', 3],
    ])
  })

  it('does not wait with one side for the other', async () => {
    const local = new WatchedFileSystem((await treeOf({ 'a/b': '' })).files)
    const remote = new WatchedFileSystem((await treeOf({ 'a/b': '' })).files)
    const release = local.hold('list')
    const seen: SyncProgress[] = []
    const scanning = scanPair({ local: { files: local, root }, remote: { files: remote, root } }, nothing, {
      onProgress: (progress) => {
        seen.push(progress)
        if (progress.path === 'a') release()
      },
    })
    await scanning
    assert.deepEqual(remote.calls.filter((call) => call.startsWith('list')).length, 2)
    assert.equal(seen.at(-1)?.items, 4)
  })

  it('takes case for nothing in the rules of both where one side does, and says of each side what it does', async () => {
    const local = await treeOf({ 'Build/a': '' })
    const remote = await treeOf({ 'BUILD/a': '', c: '' })
    const pair = { local, remote: { files: foldingCase(remote.files), root } }
    const found = await scanPair(pair, { ...nothing, exclude: ['build'] })
    assert.deepEqual([paths(found.local), paths(found.remote)], [[], ['c']])
    assert.deepEqual([found.local.foldsCase, found.remote.foldsCase], [false, true])
  })

  it('forgets folders that lead to nothing included on either side, and keeps those that do on one', async () => {
    const local = await treeOf({ 'img/a.png': '', 'src/x.png': '', 'src/deep/a.php': '', 'meant/': '' })
    const remote = await treeOf({ 'img/b.png': '', 'src/y.png': '', 'there/b.php': '' })
    const found = await scanPair({ local, remote }, { ...nothing, include: ['*.php', '/meant/'] })
    assert.deepEqual(paths(found.local), ['meant', 'src', 'src/deep', 'src/deep/a.php'])
    assert.deepEqual(paths(found.remote), ['src', 'there', 'there/b.php'])
  })

  it('keeps folders of which it does not know where they lead', async () => {
    const local = await treeOf({ 'img/deep/a.png': '', 'other/b.png': '' })
    const remote = await treeOf({ 'img/deep/b.png': '' })
    const list: FileSystem['list'] = async (path, options) => {
      if (path === '/root/img/deep') throw new FileError('noPermission', path, 'No.')
      return await remote.files.list(path, options)
    }
    const pair = { local, remote: { files: Object.assign(Object.create(remote.files) as FileSystem, { list }), root } }
    const found = await scanPair(pair, { ...nothing, include: ['*.php'] })
    assert.deepEqual(
      [paths(found.local), paths(found.remote)],
      [
        ['img', 'img/deep'],
        ['img', 'img/deep'],
      ],
    )
  })

  it('keeps to a part on both sides', async () => {
    const local = await treeOf({ 'a/b/new.txt': '', 'c.txt': '' })
    const remote = await treeOf({ 'a/old.txt': '', 'c.txt': '' })
    const found = await scanPair({ local, remote }, nothing, { scope: ['a/b/new.txt'] })
    assert.deepEqual([paths(found.local), paths(found.remote)], [['a', 'a/b', 'a/b/new.txt'], ['a']])
  })

  it('ends on both sides as soon as one fails', async () => {
    const local = await treeOf({ 'a/b': '' })
    const { files } = await treeOf({ 'a/b': '' })
    const remote = new WatchedFileSystem(files)
    const slow = new WatchedFileSystem(local.files)
    slow.hold('list') // and never goes on by itself
    remote.fail('list', new FileError('unavailable', root, 'The server is gone.'))
    const scanning = scanPair({ local: { files: slow, root }, remote: { files: remote, root } }, nothing)
    await assert.rejects(scanning, (error) => isFileError(error, 'unavailable') && error.message === 'The server is gone.')
    assert.ok(slow.signals.every((signal) => signal?.aborted))
  })

  it('ends with the reason of whoever cancels it', async () => {
    const { files } = await treeOf({ 'a/b': '' })
    const slow = new WatchedFileSystem(files)
    slow.hold('list')
    const controller = new AbortController()
    const reason = new Error('enough')
    const scanning = scanPair({ local: { files, root }, remote: { files: slow, root } }, nothing, {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    })
    await assert.rejects(scanning, (error) => error === reason)
  })
})

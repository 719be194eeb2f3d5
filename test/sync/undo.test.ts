/** Taking back the last sync: all of it, and nothing that anybody has worked on since. */

import assert from 'node:assert/strict'
import { join } from '../../src/base/posixPath.ts'
import { FileError } from '../../src/files/fileError.ts'
import { writeBytes } from '../support/streams.ts'
import { root, TwoFolders } from './twoFolders.ts'
import '../support/unhandledRejections.ts'

describe('Undoing the last sync', () => {
  let folders: TwoFolders

  beforeEach(async () => {
    folders = await TwoFolders.make()
  })

  const agreeOn = async (files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) await folders.put('local', path, text)
    await folders.sync()
    folders.time += 10_000
  }
  const planOf = async () =>
    (await folders.start().preview()).plan.items
      .filter(({ reason }) => reason !== 'equal')
      .map(({ difference, decision, reason }) => `${difference.path} ${decision} ${reason}`)
  const kept = async () => (await folders.files.state.list('/memory/blobs')).entries.length

  it('brings back both sides as they were, and what was planned before', async () => {
    await agreeOn({ changed: 'old', gone: 'to be deleted', 'dir/inside': '1', 'dir/deep/er': '2' })
    await folders.put('local', 'changed', 'newer text')
    await folders.put('remote', 'made/there', 'new')
    for (const path of ['gone', 'dir/inside', 'dir/deep/er', 'dir/deep', 'dir']) await folders.remove('local', path)
    const before = { local: await folders.tree('local'), remote: await folders.tree('remote'), plan: await planOf() }
    const times = async () => (await folders.files.remote.examine([join(root, 'gone')]))[0]?.modified
    const time = await times()
    const { undoId } = await folders.sync()
    const summary = await folders.start().undoable()
    assert.deepEqual(summary && [summary.id, summary.items, summary.notKept], [undoId, 8, 0])
    assert.deepEqual(await folders.start().undo(), { restored: 8, left: [] })
    const after = { local: await folders.tree('local'), remote: await folders.tree('remote'), plan: await planOf() }
    assert.deepEqual(after, before)
    assert.deepEqual(await times(), time)
    assert.deepEqual(
      await folders
        .start()
        .preview()
        .then(({ findings }) => findings.filter(({ kind }) => kind === 'interrupted')),
      [],
    )
  })

  it('leaves what was planned before as it was, also on a server that keeps no times', async () => {
    const { remote } = folders.files
    const write = remote.write.bind(remote)
    remote.write = (path, source, options) => write(path, source, { overwrite: options?.overwrite ?? true })
    Object.assign(remote, { digest: async () => undefined })
    await agreeOn({ a: 'old' })
    await folders.put('local', 'a', 'new')
    await folders.sync()
    folders.time += 10_000
    await folders.start().undo()
    assert.deepEqual(await folders.tree('remote'), { a: 'old' })
    assert.deepEqual(await planOf(), ['a up changedHere'])
  })

  it('keeps what may have been replaced, where the answer was lost', async () => {
    await agreeOn({ a: 'old\0' })
    await folders.put('local', 'a', 'newer')
    const { remote } = folders.files
    const write = remote.write.bind(remote)
    remote.write = async (path, source, options) => {
      await write(path, source, options)
      throw new FileError('unavailable', path, 'lost')
    }
    await folders.sync()
    remote.write = write
    assert.deepEqual(await folders.tree('remote'), { a: 'newer' })
    await agreeOn({ b: 'a sync that tidies up' })
    assert.equal(await kept(), 1)
  })

  it('brings back a file that became a folder, and a folder that became a file', async () => {
    await agreeOn({ x: 'file', 'y/in': '1' })
    await folders.remove('local', 'x')
    await folders.put('local', 'x/inside', 'folder now')
    for (const path of ['y/in', 'y']) await folders.remove('local', path)
    await folders.put('local', 'y', 'file now')
    const before = { local: await folders.tree('local'), remote: await folders.tree('remote') }
    await folders.sync({ x: 'up', 'x/inside': 'up', y: 'up', 'y/in': 'up' })
    assert.deepEqual((await folders.start().undo()).left, [])
    assert.deepEqual({ local: await folders.tree('local'), remote: await folders.tree('remote') }, before)
  })

  it('brings back a conflict of which both were kept', async () => {
    for (const side of ['local', 'remote'] as const) await folders.put(side, 'a', side)
    await folders.sync({ a: 'keepBoth' })
    assert.deepEqual(await folders.start().undo(), { restored: 1, left: [] })
    assert.deepEqual([await folders.tree('local'), await folders.tree('remote')], [{ a: 'local' }, { a: 'remote' }])
    assert.deepEqual(await planOf(), ['a leave bothNew'])
  })

  it('leaves alone what was changed since, and says so', async () => {
    await agreeOn({ a: 'old', b: 'old' })
    for (const path of ['a', 'b']) await folders.put('local', path, 'newer')
    await folders.sync()
    await folders.put('remote', 'a', 'edited since')
    const { restored, left } = await folders.start().undo()
    assert.deepEqual([restored, left.map(({ path }) => path)], [1, ['a']])
    assert.deepEqual(await folders.tree('remote'), { a: 'edited since', b: 'old' })
  })

  it('does not delete, nor replace, the only copy of what was synced', async () => {
    await folders.put('local', 'a', 'now only there')
    await folders.sync()
    await folders.remove('local', 'a')
    const { restored, left } = await folders.start().undo()
    assert.deepEqual([restored, left.map(({ path }) => path)], [0, ['a']])
    assert.deepEqual(await folders.tree('remote'), { a: 'now only there' })
  })

  it('leaves a folder that something has been put into', async () => {
    await folders.put('local', 'd/a', '1')
    await folders.sync()
    await folders.put('remote', 'd/b', 'since')
    const { left } = await folders.start().undo()
    assert.deepEqual(
      left.map(({ path }) => path),
      ['d'],
    )
    assert.deepEqual(await folders.tree('remote'), { 'd/': '', 'd/b': 'since' })
  })

  it('takes back one sync after the other, each once', async () => {
    await agreeOn({ a: 'first' })
    for (const text of ['second', 'third one']) {
      await folders.put('local', text, text)
      await folders.sync()
    }
    for (const expected of [['a', 'second'], ['a'], [], []]) {
      await folders.start().undo()
      assert.deepEqual(Object.keys(await folders.tree('remote')), expected)
    }
    assert.equal(await folders.start().undoable(), undefined)
  })

  it('is of no more use once nothing is kept', async () => {
    await agreeOn({ a: 'old' })
    folders.settings = { ...folders.settings, undoBytes: 0 }
    await folders.put('local', 'a', 'newer')
    const { undoId } = await folders.sync()
    assert.equal(undoId, undefined)
    assert.equal(await folders.start().undoable(), undefined)
    assert.deepEqual(await folders.start().undo(), { restored: 0, left: [] })
  })

  it('does not keep a file that takes more than a quarter of the room, and says so', async () => {
    folders.settings = { ...folders.settings, undoBytes: 400 }
    await agreeOn({ big: 'x'.repeat(101), small: 'y'.repeat(100) })
    for (const path of ['big', 'small']) await folders.put('local', path, 'newer')
    await folders.sync()
    assert.equal((await folders.start().undoable())?.notKept, 1)
    const { restored, left } = await folders.start().undo()
    assert.deepEqual([restored, left.map(({ path }) => path)], [1, ['big']])
    assert.equal((await folders.tree('remote'))['big'], 'newer')
  })

  it('gives up the oldest sync for the newest where the room is used up', async () => {
    folders.settings = { ...folders.settings, undoBytes: 400 }
    await agreeOn({ a: '0'.repeat(90) })
    for (let round = 1; round <= 8; round++) {
      await folders.put('local', 'a', String(round).repeat(90))
      await folders.sync()
    }
    assert.ok((await kept()) <= 4)
    await folders.start().undo()
    assert.deepEqual(await folders.tree('remote'), { a: '7'.repeat(90) })
  })

  it('keeps fifty syncs, and no contents that none of them needs', async () => {
    await agreeOn({ a: '0' })
    for (let round = 1; round <= 53; round++) {
      await folders.put('local', 'a', `round ${round}`)
      await folders.sync()
    }
    assert.equal((await folders.files.state.list('/memory/undo')).entries.length, 50)
    assert.equal(await kept(), 50)
  })

  it('fetches from the server only what is not here already', async () => {
    await agreeOn({ text: 'known here', binary: 'b\0in' })
    for (const path of ['text', 'binary']) await folders.put('local', path, 'newer')
    const fetched: string[] = []
    folders.meet.remote = (operation, path) => {
      if (operation === 'read') fetched.push(path)
    }
    await folders.sync()
    assert.deepEqual(fetched, [join(root, 'binary')])
  })

  it('replaces nothing that could not be kept for a reason that may pass', async () => {
    await agreeOn({ binary: 'b\0in' })
    await folders.put('local', 'binary', 'newer')
    folders.meet.remote = (operation, path) => {
      if (operation === 'read') throw new FileError('incomplete', path, 'cut off')
    }
    const { items } = await folders.sync()
    assert.deepEqual(
      items.map(({ kind }) => kind),
      ['failed'],
    )
    assert.deepEqual(await folders.tree('remote'), { binary: 'b\0in' })
  })

  it('replaces nothing that holds other bytes than was agreed, though size and time are the same', async () => {
    await agreeOn({ a: 'b\0in' })
    const path = join(root, 'a')
    const { modified } = await folders.files.remote.stat(path)
    assert.ok(modified)
    await writeBytes(folders.files.remote, path, 'B\0IN', { modified })
    await folders.put('local', 'a', 'newer')
    const { items } = await folders.sync()
    assert.deepEqual(
      items.map(({ kind }) => kind),
      ['changedSincePreview'],
    )
    assert.deepEqual(await folders.tree('remote'), { a: 'B\0IN' })
  })

  it('is nothing for a list that was damaged', async () => {
    await agreeOn({ a: 'old' })
    const [list] = (await folders.files.state.list('/memory/undo')).entries
    await writeBytes(folders.files.state, `/memory/undo/${list?.name}`, 'nonsense')
    assert.equal(await folders.start().undoable(), undefined)
  })
})

/** Carrying out a plan: what it promises about each row, whatever happens meanwhile. */

import assert from 'node:assert/strict'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { FileError, type FileErrorReason } from '../../src/files/fileError.ts'
import type { FileSystem } from '../../src/files/fileSystem.ts'
import { noConsents } from '../../src/sync/consents.ts'
import type { SyncProgress } from '../../src/sync/progress.ts'
import { chosen, outcomesOf, progressInto, root, rowOf, TwoFolders, type Meeting } from './twoFolders.ts'
import '../support/unhandledRejections.ts'

/** Fails `operation` for paths that end in `end`, so many times. */
function failing(operation: keyof FileSystem, end: string, reason: FileErrorReason, times = Infinity): Meeting {
  let left = times
  return (met, path) => {
    if (met === operation && path.endsWith(end) && left-- > 0) throw new FileError(reason, path, `${reason} at ${path}`)
  }
}

describe('Carrying out a plan', () => {
  let folders: TwoFolders

  beforeEach(async () => {
    folders = await TwoFolders.make()
  })

  const agreeOn = async (files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) await folders.put('local', path, text)
    await folders.sync()
    folders.time += 10_000
  }

  it('moves what is new in both directions, with its time', async () => {
    await folders.put('local', 'css/site.css', 'body { }')
    await folders.put('remote', 'img/a.png', 'png')
    const outcome = await folders.sync()
    assert.deepEqual(outcomesOf(outcome), ['css done', 'css/site.css done', 'img done', 'img/a.png done'])
    await folders.assertTrees({ 'css/': '', 'css/site.css': 'body { }', 'img/': '', 'img/a.png': 'png' })
    const path = `${root}/css/site.css`
    assert.deepEqual((await folders.files.remote.stat(path)).modified, (await folders.files.local.stat(path)).modified)
  })

  it('finds nothing to do afterwards', async () => {
    await agreeOn({ 'a/b': 'text', 'empty/': '' })
    const { plan, findings } = await folders.start().preview()
    assert.deepEqual(
      plan.items.map(({ decision, reason }) => `${decision} ${reason}`),
      Array(3).fill('leave equal'),
    )
    assert.deepEqual(findings, [])
  })

  it('refuses to delete without the consent for that side', async () => {
    await agreeOn({ here: '1', there: '2' })
    await folders.remove('local', 'here')
    await folders.remove('remote', 'there')
    const outcome = await folders.sync({}, { consents: { ...noConsents, deleteLocal: true } })
    assert.deepEqual(outcomesOf(outcome), ['here refused', 'there done'])
    assert.deepEqual(await folders.tree('remote'), { here: '1' })
    assert.deepEqual(await folders.tree('local'), {})
  })

  it('refuses to replace what has changed since, or was never agreed on, without the consent for it', async () => {
    await agreeOn({ both: '1' })
    for (const side of ['local', 'remote'] as const) {
      await folders.put(side, 'both', `changed ${side}`)
      await folders.put(side, 'new', `new ${side}`)
    }
    const decisions = { both: 'up', new: 'down' } as const
    assert.deepEqual(outcomesOf(await folders.sync(decisions, { consents: noConsents })), ['both refused', 'new refused'])
    assert.deepEqual(outcomesOf(await folders.sync(decisions)), ['both done', 'new done'])
    await folders.assertTrees({ both: 'changed local', new: 'new remote' })
  })

  it('needs no consent for what only one side has changed', async () => {
    await agreeOn({ a: '1', b: '1' })
    await folders.put('local', 'a', 'newer')
    await folders.put('remote', 'b', 'newer')
    assert.deepEqual(outcomesOf(await folders.sync({}, { consents: noConsents })), ['a done', 'b done'])
  })

  describe('where something has changed since the preview', () => {
    const applied = async (change: () => Promise<void>, decisions = {}) => {
      const synchronizer = folders.start()
      const preview = await synchronizer.preview()
      await change()
      return outcomesOf(await synchronizer.apply(...chosen(preview, decisions)))
    }

    it('does not replace what the plan did not see', async () => {
      await agreeOn({ a: '1' })
      await folders.put('local', 'a', 'mine')
      assert.deepEqual(await applied(() => folders.put('remote', 'a', 'theirs')), ['a changedSincePreview'])
      assert.deepEqual(await folders.tree('remote'), { a: 'theirs' })
    })

    it('does not replace what has appeared', async () => {
      await folders.put('local', 'a', 'mine')
      assert.deepEqual(await applied(() => folders.put('remote', 'a', 'theirs')), ['a changedSincePreview'])
      assert.deepEqual(await folders.tree('remote'), { a: 'theirs' })
    })

    it('does not replace what appears between the last look and the writing', async () => {
      await folders.put('local', 'a', 'mine')
      folders.meet.remote = async (operation) => {
        if (operation === 'write') await folders.put('remote', 'a', 'theirs')
      }
      assert.deepEqual(outcomesOf(await folders.sync()), ['a changedSincePreview'])
      assert.deepEqual(await folders.tree('remote'), { a: 'theirs' })
    })

    it('does not delete what is another file now', async () => {
      await agreeOn({ a: '1' })
      await folders.remove('local', 'a')
      assert.deepEqual(await applied(() => folders.put('remote', 'a', 'theirs')), ['a changedSincePreview'])
      assert.deepEqual(await folders.tree('remote'), { a: 'theirs' })
    })

    it('does not delete what is back on the other side', async () => {
      await agreeOn({ a: '1' })
      await folders.remove('local', 'a')
      assert.deepEqual(await applied(() => folders.put('local', 'a', 'again')), ['a changedSincePreview'])
      assert.deepEqual(await folders.tree('remote'), { a: '1' })
    })

    it('does not upload what is another file now', async () => {
      await folders.put('local', 'a', 'planned')
      assert.deepEqual(await applied(() => folders.put('local', 'a', 'secret')), ['a changedSincePreview'])
      assert.deepEqual(await folders.tree('remote'), {})
    })

    it('does not delete a folder with something in it that the plan did not show', async () => {
      await agreeOn({ 'd/a': '1' })
      await folders.remove('local', 'd/a')
      await folders.remove('local', 'd')
      assert.deepEqual(await applied(() => folders.put('remote', 'd/b', 'new')), ['d changedSincePreview', 'd/a done'])
      assert.deepEqual(await folders.tree('remote'), { 'd/': '', 'd/b': 'new' })
    })

    it('does not write through a link that lies there now', async () => {
      await folders.put('remote', 'a', 'theirs')
      await folders.put('remote', 'd/b', 'theirs')
      await folders.put('local', 'd/')
      await folders.put('local', 'elsewhere/secret', 'untouched')
      const outcomes = await applied(async () => {
        folders.files.local.link(`${root}/elsewhere/secret`, `${root}/a`)
        await folders.remove('local', 'd')
        folders.files.local.link(`${root}/elsewhere`, `${root}/d`)
      })
      const about = outcomes.filter((text) => text.startsWith('a ') || text.startsWith('d/b'))
      assert.deepEqual(about, ['a changedSincePreview', 'd/b failed link'])
      const tree = await folders.tree('local')
      assert.deepEqual([tree['elsewhere/secret'], tree['elsewhere/b']], ['untouched', undefined])
    })

    it('takes a folder that somebody else has made for what was wanted', async () => {
      await folders.put('local', 'd/a', '1')
      assert.deepEqual(await applied(() => folders.put('remote', 'd/')), ['d done', 'd/a done'])
    })
  })

  it('makes a folder of a file and a file of a folder', async () => {
    await agreeOn({ x: 'file', 'y/inside/deep': '1', 'y/other': '2' })
    await folders.remove('local', 'x')
    await folders.put('local', 'x/inside', 'now a folder')
    for (const path of ['y/inside/deep', 'y/inside', 'y/other', 'y']) await folders.remove('local', path)
    await folders.put('local', 'y', 'now a file')
    const up = { x: 'up', 'x/inside': 'up', y: 'up', 'y/inside': 'up', 'y/inside/deep': 'up', 'y/other': 'up' } as const
    const outcomes = outcomesOf(await folders.sync(up))
    assert.deepEqual(
      outcomes.filter((text) => !text.endsWith(' done')),
      [],
    )
    await folders.assertTrees({ 'x/': '', 'x/inside': 'now a folder', y: 'now a file' })
    await folders.sync()
    assert.deepEqual(
      (await folders.start().preview()).plan.items.filter(({ decision }) => decision !== 'leave'),
      [],
    )
  })

  it('keeps both files of a conflict, on both sides', async () => {
    for (const side of ['local', 'remote'] as const) await folders.put(side, 'd/a.html', side)
    folders.time = Date.UTC(2026, 1, 3, 4, 5, 6)
    await folders.sync({ 'd/a.html': 'keepBoth' })
    await folders.assertTrees({ 'd/': '', 'd/a.html': 'remote', 'd/a.conflict-20260203-040506.html': 'local' })
    assert.deepEqual(
      (await folders.start().preview()).plan.items.filter(({ decision }) => decision !== 'leave'),
      [],
    )
  })

  it('takes the folder along that a file goes into, if only the file is chosen', async () => {
    await folders.put('local', 'new/deep/a', '1')
    const synchronizer = folders.start()
    const preview = await synchronizer.preview()
    const [, choice] = chosen(preview)
    await synchronizer.apply(preview, { ...choice, items: [rowOf(preview, 'new/deep/a')] })
    assert.deepEqual(await folders.tree('remote'), { 'new/': '', 'new/deep/': '', 'new/deep/a': '1' })
  })

  it('gives what it makes on the server the modes that are wanted, and nothing else', async () => {
    await agreeOn({ old: '1' })
    await folders.put('local', 'old', 'newer')
    await folders.put('local', 'd/new', '1')
    await folders.put('remote', 'e/down', '1')
    folders.settings = { ...folders.settings, fileMode: '640', folderMode: '750' }
    await folders.sync()
    const modes = (side: 'local' | 'remote') =>
      ['old', 'd', 'd/new', 'e', 'e/down'].map((path) => folders.files[side].modeOf(`${root}/${path}`))
    assert.deepEqual(modes('remote'), [undefined, '750', '640', undefined, undefined])
    assert.deepEqual(modes('local'), Array(5).fill(undefined))
  })

  describe('where a try fails', () => {
    it('tries again what could not be reached, after pauses that grow', async () => {
      await folders.put('local', 'a', '1')
      folders.meet = { remote: failing('write', '/a', 'unavailable', 2) }
      assert.deepEqual(outcomesOf(await folders.sync()), ['a done'])
      assert.deepEqual(folders.pauses, [500, 2000])
    })

    it('gives up after three tries', async () => {
      await folders.put('local', 'a', '1')
      folders.meet = { remote: failing('write', '/a', 'unavailable') }
      assert.deepEqual(outcomesOf(await folders.sync()), ['a failed unavailable'])
      assert.deepEqual(folders.pauses, [500, 2000])
    })

    it('looks again before it tries again', async () => {
      await folders.put('local', 'a', '1')
      let tries = 0
      folders.meet.remote = async (operation, path) => {
        if (operation !== 'write' || tries++ > 0) return
        await folders.put('remote', 'a', 'came between')
        throw new FileError('unavailable', path, 'lost')
      }
      assert.deepEqual(outcomesOf(await folders.sync()), ['a changedSincePreview'])
      assert.deepEqual(await folders.tree('remote'), { a: 'came between' })
    })

    for (const reason of ['noPermission', 'badName', 'incomplete'] as const) {
      it(`does not try again what is ${reason}, and goes on with the rest`, async () => {
        await folders.put('local', 'a', '1')
        await folders.put('local', 'b', '2')
        folders.meet = { remote: failing('write', '/a', reason) }
        assert.deepEqual(outcomesOf(await folders.sync()), [`a failed ${reason}`, 'b done'])
        assert.deepEqual(folders.pauses, [])
      })
    }

    it('does not try what goes into a folder that could not be made', async () => {
      await folders.put('local', 'd/e/a', '1')
      const written: string[] = []
      folders.meet.remote = (operation, path) => {
        if (operation === 'createFolder' && path.endsWith('/d')) throw new FileError('noPermission', path, 'no')
        if (operation === 'write') written.push(path)
      }
      const outcome = await folders.sync()
      assert.deepEqual(outcomesOf(outcome), ['d failed noPermission', 'd/e failed noPermission', 'd/e/a failed noPermission'])
      assert.deepEqual(written, [])
    })

    it('copies nothing more to a side that is full, and still deletes there', async () => {
      await agreeOn({ old: '1' })
      await folders.remove('local', 'old')
      for (let index = 0; index < 10; index++) await folders.put('local', `file ${index}`, 'x'.repeat(10 + index))
      let tries = 0
      folders.meet.remote = (operation, path) => {
        if (operation === 'write' && ++tries > 0) throw new FileError('full', path, 'no room')
      }
      const outcomes = outcomesOf(await folders.sync())
      assert.equal(outcomes.filter((text) => text.endsWith('failed full')).length, 10)
      assert.ok(outcomes.includes('old done'))
      assert.ok(tries <= 4, `${tries} tries`)
    })

    it('goes on with nothing once a side can not be reached any more', async () => {
      for (let index = 0; index < 30; index++) await folders.put('local', `file ${index}`, 'x')
      let tries = 0
      folders.meet.remote = (operation, path) => {
        if (operation === 'write' && ++tries > 0) throw new FileError('unavailable', path, 'gone')
      }
      const warnings: string[] = []
      folders.log = { ...folders.log, warn: (message) => warnings.push(message) }
      const outcome = await folders.sync()
      assert.equal(outcome.items.filter(({ kind }) => kind === 'failed').length, 30)
      assert.ok(tries <= 8 * 3, `${tries} tries`)
      assert.equal(warnings.filter((message) => message.includes('broken off')).length, 1)
    })
  })

  it('does not count an edit as agreed that is made while the file is on its way', async () => {
    await folders.put('local', 'a', 'first')
    folders.meet.remote = async (operation) => {
      if (operation !== 'write') return
      folders.meet = {}
      for (let turn = 0; turn < 5; turn++) await nextTurn() // the bytes have been read by then
      await folders.put('local', 'a', 'other')
    }
    await folders.sync()
    assert.deepEqual(await folders.tree('remote'), { a: 'first' })
    const { plan } = await folders.start().preview()
    assert.deepEqual(
      plan.items.map(({ reason }) => reason),
      ['changedHere'],
    )
    await folders.sync()
    await folders.assertTrees({ a: 'other' })
  })

  it('does not count an edit as agreed that is made in the moment after a download', async () => {
    await folders.put('remote', 'a', 'theirs')
    let writes = 0
    const { local } = folders.files
    const stat = local.stat.bind(local)
    // `write` ends with a look at what it has written.
    local.stat = async (path, options) => {
      if (path.endsWith('/a') && ++writes === 1) await folders.put('local', 'a', 'my own')
      return await stat(path, options)
    }
    await folders.sync()
    local.stat = stat
    assert.deepEqual(await folders.tree('local'), { a: 'my own' })
    await folders.sync()
    await folders.assertTrees({ a: 'my own' })
  })

  it('can be cancelled, remembers what is done, and can be gone on with', async () => {
    for (let index = 0; index < 20; index++) await folders.put('local', `file ${index}`, `text ${index}`)
    const synchronizer = folders.start()
    const [preview, choice] = chosen(await synchronizer.preview())
    const cancelling = new AbortController()
    let writes = 0
    folders.meet.remote = (operation) => {
      if (operation === 'write' && ++writes === 6) cancelling.abort()
    }
    const outcome = await synchronizer.apply(preview, choice, { signal: cancelling.signal })
    folders.meet = {}
    assert.equal(outcome.isCancelled, true)
    assert.ok(outcome.items.length > 0 && outcome.items.length < 20)
    assert.deepEqual(new Set(outcome.items.map(({ kind }) => kind)), new Set(['done']))
    assert.equal(Object.keys(await folders.tree('remote')).length, outcome.items.length)
    const done = new Set(outcome.items.map(({ item }) => item))
    const rest = await synchronizer.apply(preview, { ...choice, items: choice.items.filter((item) => !done.has(item)) })
    assert.equal(rest.items.length, 20 - done.size)
    assert.deepEqual(await folders.tree('remote'), await folders.tree('local'))
    assert.deepEqual(
      (await folders.start().preview()).plan.items.filter(({ reason }) => reason !== 'equal'),
      [],
    )
  })

  it('does nothing at all if it was cancelled before', async () => {
    await folders.put('local', 'a', '1')
    const outcome = await folders.sync({}, {}, { signal: AbortSignal.abort() })
    assert.deepEqual(outcome, { items: [], isCancelled: true })
    assert.deepEqual(await folders.tree('remote'), {})
  })

  it('tells how far it has come, in bytes and rows, also where a try moved bytes for nothing', async () => {
    for (const path of ['a', 'b', 'c']) await folders.put('local', path, 'x'.repeat(100))
    await folders.put('local', 'gone', 'x'.repeat(50))
    folders.meet.remote = async (operation, path) => {
      if (operation !== 'write' || !path.endsWith('/gone')) return
      for (let turn = 0; turn < 5; turn++) await nextTurn() // the bytes have been read by then
      throw new FileError('noPermission', path, 'no')
    }
    const seen: SyncProgress[] = []
    await folders.sync({}, {}, progressInto(seen))
    const { path: _, ...last } = seen.at(-1) ?? { path: '' }
    assert.deepEqual(last, { phase: 'applying', items: 4, totalItems: 4, bytes: 300, totalBytes: 350 })
    assert.ok(seen.some(({ bytes }) => bytes > 300))
    assert.ok(seen.every(({ bytes, totalBytes = 0 }) => bytes >= 0 && bytes <= totalBytes))
  })

  it('begins with the largest files', async () => {
    for (let size = 1; size <= 12; size++) await folders.put('local', `size ${size}`, 'x'.repeat(size))
    const order: number[] = []
    folders.meet.remote = (operation, path) => {
      if (operation === 'write') order.push(Number(path.split(' ')[1]))
    }
    await folders.sync()
    assert.deepEqual(new Set(order.slice(0, 4)), new Set([9, 10, 11, 12]))
    assert.deepEqual(new Set(order.slice(-4)), new Set([1, 2, 3, 4]))
  })
})

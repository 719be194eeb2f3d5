/** Ways in which a sync could lose what is nowhere else, each as it would come about. */

import assert from 'node:assert/strict'
import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nullLogger } from '../../src/base/log.ts'
import { FileError } from '../../src/files/fileError.ts'
import type { FileSystem } from '../../src/files/fileSystem.ts'
import { LocalFileSystem } from '../../src/files/localFileSystem.ts'
import { localStorage } from '../../src/files/localStorage.ts'
import type { Preview } from '../../src/sync/preview.ts'
import { effectsOf } from '../../src/sync/plan.ts'
import { isDeletion } from '../../src/sync/summary.ts'
import { GuardStop, Synchronizer } from '../../src/sync/synchronizer.ts'
import { writeBytes } from '../support/streams.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'
import { allConsents, chosen, outcomesOf, root, rowOf, TwoFolders } from './twoFolders.ts'
import '../support/unhandledRejections.ts'

const npmTime = new Date('1985-10-26T08:15:00Z')

const deletions = ({ plan }: Preview) =>
  plan.items.filter((item) => effectsOf(item).some(isDeletion)).map(({ difference, decision }) => `${difference.path} ${decision}`)

describe('What a sync does not delete or overwrite', () => {
  let folders: TwoFolders

  beforeEach(async () => {
    folders = await TwoFolders.make()
  })

  const agreeOn = async (...paths: string[]) => {
    for (const path of paths) await folders.put('local', path, `text of ${path}`)
    await folders.sync()
    folders.time += 10_000
  }

  for (const side of ['local', 'remote'] as const) {
    it(`is what lies behind a folder that is a link now on the ${side} side, where only what is in it is included`, async () => {
      folders.settings = { ...folders.settings, rules: { include: ['current/**'], exclude: [], gitignore: false } }
      await agreeOn('current/a', 'current/b')
      for (const path of ['current/a', 'current/b', 'current']) await folders.remove(side, path)
      folders.files[side].link('/releases/2', `${root}/current`)
      assert.deepEqual(deletions(await folders.start().preview()), [])
    })
  }

  it('is an edit on a server without times, made after the preview and of the same size', async () => {
    withoutTimes(folders.files.remote)
    await folders.put('local', 'a', 'one')
    await folders.sync()
    await folders.put('local', 'a', 'mine is longer')
    const preview = await folders.start().preview()
    assert.equal(rowOf(preview, 'a').reason, 'changedHere')
    await writeBytes(folders.files.remote, `${root}/a`, 'two')
    assert.deepEqual(outcomesOf(await folders.start().apply(...chosen(preview))), ['a changedSincePreview'])
    assert.deepEqual(await folders.tree('remote'), { a: 'two' })
  })

  it('is an edit on a server without times, made after the sync and of the same size, by an undo', async () => {
    withoutTimes(folders.files.remote)
    await folders.put('local', 'a', 'older')
    await folders.sync()
    await folders.put('local', 'a', 'two')
    await folders.put('local', 'b', 'two')
    await folders.sync()
    for (const path of ['a', 'b']) await writeBytes(folders.files.remote, `${root}/${path}`, 'six')
    const { restored, left } = await folders.start().undo()
    assert.deepEqual([restored, left.map(({ path }) => path).sort()], [0, ['a', 'b']])
    assert.deepEqual(await folders.tree('remote'), { a: 'six', b: 'six' })
  })

  it('is a file that can not be kept because the place for that is closed', async () => {
    await agreeOn('a', 'b', 'c')
    folders.files.state.write = async (path) => {
      if (path.includes('/blobs/')) throw new FileError('noPermission', path, 'It is closed.')
      throw new Error(path)
    }
    await folders.put('remote', 'a', 'theirs')
    const synchronizer = folders.start()
    const outcome = await synchronizer.apply(...chosen(await synchronizer.preview(), { a: 'up' }))
    assert.deepEqual(outcomesOf(outcome), ['a failed noPermission'])
    assert.equal((await folders.tree('remote'))['a'], 'theirs')
  })

  it('is a folder that the other side spells otherwise, where only that folder is looked at', async () => {
    folders.files.local.foldsCase = async () => true
    await agreeOn('css/a', 'css/deep/b', 'x', 'y', 'z')
    await folders.files.local.rename(`${root}/css`, `${root}/CSS`)
    const preview = await folders.start().preview({ scope: ['CSS'] })
    assert.deepEqual(deletions(preview), [])
    assert.equal(rowOf(preview, 'CSS/deep/b').reason, 'equal')
  })

  it('is a file whose letters the other side composes otherwise, where only that file is looked at', async () => {
    await agreeOn('a', 'b', 'c', 'd', 'Caf\u00e9/f')
    await folders.files.remote.rename(`${root}/Caf\u00e9`, `${root}/Cafe\u0301`)
    assert.deepEqual(deletions(await folders.start().preview({ scope: ['Caf\u00e9/f'] })), [])
    assert.deepEqual(deletions(await folders.start().preview({ scope: ['Cafe\u0301'] })), [])
  })

  it('is a part of it when the folder on the server is gone, without a question', async () => {
    await agreeOn('in/a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i')
    for (const path of ['in/a', 'in', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) await folders.remove('remote', path)
    await folders.files.remote.deleteFolder(root)
    const synchronizer = folders.start()
    const [preview, choice] = chosen(await synchronizer.preview({ scope: ['in'] }))
    await assert.rejects(synchronizer.apply(preview, { ...choice, consents: allConsents, confirmed: [] }), GuardStop)
  })

  it('is a part of it when all the rest has gone, too, without a question; a part that was deleted is one', async () => {
    await agreeOn('in/a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i')
    for (const path of ['in/a', 'in']) await folders.remove('local', path)
    const kinds = async () => (await folders.start().preview({ scope: ['in'] })).findings.map(({ kind }) => kind)
    assert.deepEqual(await kinds(), [])
    for (const path of ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) await folders.remove('local', path)
    assert.deepEqual(await kinds(), ['sideEmpty'])
  })

  it('is what was edited here without another size or time, as an unpacked file is', async () => {
    const [here, state] = [await temporaryFolder(), await temporaryFolder()]
    try {
      const pair = { local: { files: new LocalFileSystem({ root: here.path }), root: here.path }, remote: folders.pair.remote }
      const { identity, settings } = folders
      const options = { pair, identity, settings, storage: localStorage(state.path), log: nullLogger, now: Date.now }
      const unpack = async (text: string) => {
        await writeFile(join(here.native, 'version'), text)
        await utimes(join(here.native, 'version'), npmTime, npmTime)
      }
      const sync = async () => await new Synchronizer(options).apply(...chosen(await new Synchronizer(options).preview()))
      await unpack('1.0.1')
      await sync()
      assert.deepEqual((await sync()).items, [])
      await unpack('1.0.2')
      await sync()
      assert.deepEqual(await folders.tree('remote'), { version: '1.0.2' })
    } finally {
      await here.remove()
      await state.remove()
    }
  })

  it('is a file in another spelling than was agreed on, when the memory was lost', async () => {
    await agreeOn('Caf\u00e9', 'b', 'c', 'd')
    await folders.sync()
    await folders.files.remote.rename(`${root}/Caf\u00e9`, `${root}/Cafe\u0301`)
    await folders.put('local', 'e', 'new')
    await folders.sync()
    await folders.remove('local', 'Caf\u00e9')
    await writeBytes(folders.files.state, '/memory/state.jsonl', 'nonsense')
    const preview = await folders.start().preview()
    assert.deepEqual(
      preview.findings.map(({ kind }) => kind),
      ['memoryLost'],
    )
    assert.deepEqual(deletions(preview), [])
  })
})

/** As a server lists that has neither MLSD nor MDTM, and no times in its listing. */
function withoutTimes(files: FileSystem): void {
  const [list, examine, stat, write] = [files.list.bind(files), files.examine.bind(files), files.stat.bind(files), files.write.bind(files)]
  const bare = <T extends object>({ ...entry }: T): T => {
    delete (entry as { modified?: unknown }).modified
    return entry
  }
  Object.assign(files, {
    list: async (...args: Parameters<FileSystem['list']>) => {
      const listing = await list(...args)
      return { ...listing, entries: listing.entries.map(bare) }
    },
    examine: async (...args: Parameters<FileSystem['examine']>) => (await examine(...args)).map((entry) => entry && bare(entry)),
    stat: async (...args: Parameters<FileSystem['stat']>) => bare(await stat(...args)),
    write: async (...args: Parameters<FileSystem['write']>) => bare(await write(...args)),
  })
}

/** What is found before the first change, what stops a sync, and what two syncs at once do. */

import assert from 'node:assert/strict'
import { FileError } from '../../src/files/fileError.ts'
import { FrailWorld, MemoryLog } from './frailFileSystem.ts'
import { Journal } from '../../src/sync/journal.ts'
import type { Preview } from '../../src/sync/preview.ts'
import { GuardStop, SyncLocked } from '../../src/sync/synchronizer.ts'
import { readBytes, writeBytes } from '../support/streams.ts'
import { chosen, outcomesOf, root, rowOf, TwoFolders } from './twoFolders.ts'
import '../support/unhandledRejections.ts'

const mark = `${root}/.portside.lock`
const kindsOf = ({ findings }: Preview) => findings.map(({ kind }) => kind)
const verdicts = ({ plan }: Preview) => plan.items.map(({ difference, decision, reason }) => `${difference.path} ${decision} ${reason}`)

describe('A synchronizer', () => {
  let folders: TwoFolders

  beforeEach(async () => {
    folders = await TwoFolders.make()
  })

  const agreeOn = async (...paths: string[]) => {
    for (const path of paths) await folders.put('local', path, `text of ${path}`)
    await folders.sync()
    folders.time += 10_000
  }

  it('says that it is the first time, and plans no deletion then', async () => {
    await folders.put('local', 'a', '1')
    await folders.put('remote', 'b', '2')
    const preview = await folders.start().preview()
    assert.deepEqual(kindsOf(preview), ['firstTime'])
    assert.deepEqual(verdicts(preview), ['a up newHere', 'b down newThere'])
  })

  it('changes nothing on either side to find out', async () => {
    await folders.put('local', 'a', '1')
    await folders.put('remote', 'a', '2')
    const changes: string[] = []
    const harmless = ['list', 'stat', 'read', 'examine', 'digest', 'foldsCase']
    for (const side of ['local', 'remote'] as const) {
      folders.meet[side] = (operation) => {
        if (!harmless.includes(operation)) changes.push(operation)
      }
    }
    await folders.start().preview()
    assert.deepEqual(changes, [])
  })

  it('looks at nothing but the scope, and keeps what it knows of the rest', async () => {
    await agreeOn('in/a', 'in/b', 'out/c')
    for (const path of ['in/a', 'out/c']) await folders.remove('local', path)
    const preview = await folders.start().preview({ scope: ['in'] })
    assert.deepEqual(verdicts(preview), ['in leave equal', 'in/a up deletedHere', 'in/b leave equal'])
    await folders.start().apply(...chosen(preview))
    assert.deepEqual(verdicts(await folders.start().preview()), [
      'in leave equal',
      'in/b leave equal',
      'out leave equal',
      'out/c up deletedHere',
    ])
  })

  it('deletes nothing the first time after the rules have changed, nor the next time', async () => {
    await agreeOn('a.txt', 'b.tmp')
    await folders.remove('local', 'a.txt')
    folders.settings = { ...folders.settings, rules: { include: [], exclude: ['*.tmp'], gitignore: false } }
    const preview = await folders.start().preview()
    assert.deepEqual(kindsOf(preview), ['rulesChanged'])
    assert.deepEqual(verdicts(preview), ['a.txt down newThere', 'b.tmp agree bothGone'])
    const [, choice] = chosen(preview)
    await folders.start().apply(preview, { ...choice, items: [rowOf(preview, 'b.tmp')] })
    const next = await folders.start().preview()
    assert.deepEqual([kindsOf(next), verdicts(next)], [[], ['a.txt down newThere']])
  })

  it('is about two folders: what is remembered of others is not used', async () => {
    await agreeOn('a')
    await folders.remove('local', 'a')
    folders.identity = 'two others'
    const preview = await folders.start().preview()
    assert.deepEqual(preview.findings, [{ kind: 'memoryLost', why: 'otherFolders' }])
    assert.deepEqual(verdicts(preview), ['a down newThere'])
  })

  it('plans no deletion whatever byte of its memory is another', async () => {
    await agreeOn('a', 'b')
    await folders.put('local', 'c', 'so that there is an older state, too')
    await folders.sync()
    await folders.remove('local', 'a')
    await folders.remove('remote', 'b')
    const path = '/memory/state.jsonl'
    const bytes = await readBytes(folders.files.state, path)
    for (let index = 0; index < bytes.length; index += 3) {
      const flipped = Buffer.from(bytes)
      flipped[index] = (flipped[index] ?? 0) ^ 4
      await writeBytes(folders.files.state, path, flipped)
      const preview = await folders.start().preview()
      assert.deepEqual(preview.findings, [{ kind: 'memoryLost', why: 'damaged' }], `byte ${index}`)
      assert.deepEqual(verdicts(preview), ['a down newThere', 'b up newHere', 'c agree equal'], `byte ${index}`)
    }
  })

  it('deletes nothing the time after its memory was lost, either', async () => {
    await agreeOn('a', 'b')
    await folders.put('local', 'c', 'newer')
    await folders.sync()
    await folders.remove('local', 'a')
    await writeBytes(folders.files.state, '/memory/state.jsonl', 'nonsense')
    const preview = await folders.start().preview()
    const [, choice] = chosen(preview)
    await folders.start().apply(preview, { ...choice, items: [] })
    assert.deepEqual(verdicts(await folders.start().preview()), ['a down newThere', 'b leave equal', 'c agree equal'])
  })

  it('stops at what was found and not confirmed, before anything is done', async () => {
    await agreeOn('a', 'b', 'c', 'd')
    for (const path of ['a', 'b', 'c', 'd']) await folders.remove('local', path)
    const synchronizer = folders.start()
    const preview = await synchronizer.preview()
    assert.deepEqual(kindsOf(preview), ['sideEmpty', 'manyDeletes'])
    const stopped = synchronizer.apply(...chosen(preview, {}, { confirmed: ['manyDeletes'] }))
    await assert.rejects(stopped, (error) => error instanceof GuardStop && error.findings[0]?.kind === 'sideEmpty')
    assert.equal(Object.keys(await folders.tree('remote')).length, 4)
    assert.deepEqual(folders.linesOf('journal.jsonl'), [])
    await synchronizer.apply(...chosen(preview))
    assert.deepEqual(await folders.tree('remote'), {})
  })

  it('counts the deletions that were chosen, not those that were planned', async () => {
    await agreeOn('a', 'b', 'c', 'd', 'e')
    for (const path of ['a', 'b', 'c']) await folders.remove('local', path)
    const synchronizer = folders.start()
    const preview = await synchronizer.preview()
    assert.deepEqual(kindsOf(preview), ['manyDeletes'])
    const [, choice] = chosen(preview, {}, { confirmed: [] })
    await assert.rejects(synchronizer.apply(preview, choice), GuardStop)
    const outcome = await synchronizer.apply(preview, { ...choice, items: [rowOf(preview, 'a')] })
    assert.deepEqual(outcomesOf(outcome), ['a done'])
  })

  it('says who is at it, if somebody is', async () => {
    folders.lock = async () => ({ kind: 'holder', pid: 4711, since: 99 })
    const isTold = (error: unknown) => error instanceof SyncLocked && error.pid === 4711 && error.since === 99
    await assert.rejects(folders.start().preview(), isTold)
    await assert.rejects(folders.start().undo(), isTold)
  })

  it('holds the folder while it applies, and gives it free also where it fails', async () => {
    let held = 0
    folders.lock = async () => {
      held++
      return {
        kind: 'lock',
        release: async () => {
          held--
        },
      }
    }
    await folders.put('local', 'a', '1')
    const heldThen: number[] = []
    folders.meet.remote = (operation) => {
      if (operation === 'write') heldThen.push(held)
    }
    await folders.sync()
    folders.meet.remote = () => {
      throw new FileError('unavailable', root, 'gone')
    }
    await assert.rejects(folders.start().preview())
    assert.deepEqual([heldThen, held], [[1], 0])
  })

  it('gives back the texts that both sides agreed on, and no others', async () => {
    await folders.put('local', 'a.txt', 'first')
    await folders.put('remote', 'b.txt', 'there')
    await folders.put('local', 'picture', 'p\0ng')
    for (const side of ['local', 'remote'] as const) await folders.put(side, 'same.txt', 'equal')
    await folders.sync()
    await folders.put('local', 'a.txt', 'second')
    const texts = ['a.txt', 'b.txt', 'same.txt', 'picture', 'nothing'].map(async (path) => (await folders.start().baseOf(path))?.toString())
    assert.deepEqual(await Promise.all(texts), ['first', 'there', 'equal', undefined, undefined])
  })

  it('sees what another process has agreed on meanwhile', async () => {
    const first = folders.start()
    await first.preview()
    await agreeOn('a')
    assert.deepEqual(kindsOf(await first.preview()), [])
    await folders.remove('local', 'a')
    assert.deepEqual(verdicts(await first.preview()), ['a up deletedHere'])
  })

  it('makes the folder on the server if it is not there yet', async () => {
    await folders.put('local', 'css/a', '1')
    await folders.files.remote.deleteFolder(root)
    const preview = await folders.start().preview()
    assert.deepEqual(kindsOf(preview), ['folderMissing', 'firstTime'])
    await folders.start().apply(...chosen(preview))
    assert.deepEqual(await folders.tree('remote'), { 'css/': '', 'css/a': '1' })
  })

  it('takes a folder that is gone from the server for an accident', async () => {
    await agreeOn('a', 'b')
    await folders.files.remote.deleteFile(`${root}/a`)
    await folders.files.remote.deleteFile(`${root}/b`)
    await folders.files.remote.deleteFolder(root)
    const preview = await folders.start().preview()
    assert.deepEqual(kindsOf(preview), ['folderMissing', 'sideEmpty'])
    const [, choice] = chosen(preview)
    await assert.rejects(folders.start().apply(preview, { ...choice, confirmed: [] }), GuardStop)
    assert.deepEqual(await folders.tree('local'), { a: 'text of a', b: 'text of b' })
  })

  it('does one thing after the other, however many are asked of it at once', async () => {
    let holders = 0
    folders.lock = async () => {
      if (holders++ > 0) return { kind: 'holder', pid: 1, since: 0 }
      const release = async () => {
        holders--
      }
      return { kind: 'lock', release }
    }
    await folders.put('local', 'a', '1')
    const synchronizer = folders.start()
    const previews = await Promise.all([synchronizer.preview(), synchronizer.preview(), synchronizer.preview()])
    assert.deepEqual(
      previews.map(verdicts),
      previews.map(() => ['a up newHere']),
    )
  })

  describe('with a mark on the server', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f']
    const tree = Object.fromEntries(many.map((name) => [name, name]))
    const putMany = async (side: 'local' | 'remote') => {
      for (const name of many) await folders.put(side, name, name)
    }

    it('makes one while it changes something there, and takes it away again', async () => {
      await putMany('local')
      const seen: boolean[] = []
      folders.meet.remote = async (operation) => {
        if (operation === 'write') seen.push((await folders.files.remote.examine([mark]))[0] !== undefined)
      }
      await folders.sync()
      assert.deepEqual(
        seen,
        many.map(() => true),
      )
      assert.deepEqual(await folders.tree('remote'), tree)
    })

    it('makes none for a handful of changes', async () => {
      await folders.put('local', 'a', '1')
      const made: string[] = []
      folders.meet.remote = (operation, path) => {
        if (operation === 'createFolder') made.push(path)
      }
      await folders.sync()
      assert.deepEqual(made, [])
    })

    it('makes none where it only downloads', async () => {
      await putMany('remote')
      const made: string[] = []
      folders.meet.remote = (operation, path) => {
        if (operation === 'createFolder') made.push(path)
      }
      await folders.sync()
      assert.deepEqual(made, [])
    })

    it("stops at another's, and goes on once that is confirmed", async () => {
      await putMany('local')
      await folders.put('remote', '.portside.lock/')
      const synchronizer = folders.start()
      const [preview, choice] = chosen(await synchronizer.preview())
      assert.deepEqual(
        verdicts(preview),
        many.map((name) => `${name} up newHere`),
      )
      const stopped = synchronizer.apply(preview, choice)
      await assert.rejects(stopped, (error) => error instanceof GuardStop && error.findings[0]?.kind === 'markOnServer')
      assert.deepEqual(await folders.tree('remote'), { '.portside.lock/': '' })
      await synchronizer.preview()
      assert.deepEqual(await folders.tree('remote'), { '.portside.lock/': '' }, 'it is still the other one that is at it')
      await synchronizer.apply(preview, { ...choice, confirmed: ['markOnServer'] })
      assert.deepEqual(await folders.tree('remote'), tree)
    })

    it('does without one where the server does not want it', async () => {
      await putMany('local')
      folders.meet.remote = (operation, path) => {
        if (operation === 'createFolder') throw new FileError('noPermission', path, 'no')
      }
      assert.deepEqual(
        outcomesOf(await folders.sync()),
        many.map((name) => `${name} done`),
      )
    })

    it('takes it away also where the sync was cancelled', async () => {
      await folders.put('local', 'a', '1')
      const cancelling = new AbortController()
      folders.meet.remote = (operation) => {
        if (operation === 'write') cancelling.abort()
      }
      await folders.sync({}, {}, { signal: cancelling.signal })
      assert.deepEqual(await folders.tree('remote'), {})
    })
  })

  describe('after an interrupted sync', () => {
    const temporary = `${root}/.portside-0123456789ab.part`
    const aside = `${root}/.portside-0123456789ab.old`
    const interrupt = async () => {
      const journal = new Journal(new MemoryLog(folders.linesOf('journal.jsonl'), new FrailWorld()))
      await journal.write({ kind: 'start', id: 'run-1', at: 1, identity: folders.identity, rules: '', base: '', undoes: '' })
      await journal.write({ kind: 'mark' })
      await journal.write({
        kind: 'intent',
        row: 'a',
        before: [{ side: 'remote', path: 'a', content: { kind: 'nothing' } }],
        agreed: undefined,
      })
      for (const path of [temporary, aside]) await journal.write({ kind: 'temporary', row: 'a', side: 'remote', path, target: `${root}/a` })
    }

    it('says so once, and removes what the journal names, and nothing else', async () => {
      await interrupt()
      await folders.put('remote', '.portside.lock/')
      await writeBytes(folders.files.remote, temporary, 'half')
      await writeBytes(folders.files.remote, aside, 'old')
      await folders.put('remote', 'a', 'in place')
      await writeBytes(folders.files.remote, `${root}/.portside-ffffffffffff.part`, "another's")
      const preview = await folders.start().preview()
      assert.deepEqual(preview.findings.at(-1), { kind: 'interrupted', actions: 1 })
      assert.deepEqual(await folders.tree('remote'), { a: 'in place', '.portside-ffffffffffff.part': "another's" })
      assert.ok(!kindsOf(await folders.start().preview()).includes('interrupted'))
    })

    it('gives an old file its name back that was put aside', async () => {
      await interrupt()
      await writeBytes(folders.files.remote, aside, 'old')
      await folders.start().preview()
      assert.deepEqual(await folders.tree('remote'), { a: 'old' })
    })

    it('removes nothing that has no temporary name, or lies elsewhere, whatever the journal says', async () => {
      await interrupt()
      const journal = new Journal(new MemoryLog(folders.linesOf('journal.jsonl'), new FrailWorld()))
      for (const path of [`${root}/a`, '/.portside-0123456789ab.part']) {
        await writeBytes(folders.files.remote, path, 'stays')
        await journal.write({ kind: 'temporary', row: 'a', side: 'remote', path, target: `${root}/a` })
      }
      await folders.start().preview()
      assert.deepEqual(await folders.tree('remote'), { a: 'stays' })
      assert.ok((await folders.files.remote.examine(['/.portside-0123456789ab.part']))[0])
    })

    it('leaves what it can not remove for the next time', async () => {
      await interrupt()
      await writeBytes(folders.files.remote, temporary, 'half')
      folders.meet.remote = (operation, path) => {
        if (operation === 'deleteFile') throw new FileError('unavailable', path, 'gone')
      }
      await assert.rejects(folders.start().preview())
      folders.meet = {}
      await folders.start().preview()
      assert.deepEqual(await folders.tree('remote'), {})
    })

    it('leaves the files of other folders alone', async () => {
      await interrupt()
      await writeBytes(folders.files.remote, temporary, 'half')
      folders.identity = 'two others'
      await folders.start().preview()
      assert.equal(Object.keys(await folders.tree('remote')).length, 1)
    })
  })
})

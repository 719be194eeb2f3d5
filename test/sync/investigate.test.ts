import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { utimes, writeFile } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import type { Entry, Timestamp, TimePrecision } from '../../src/base/entry.ts'
import { FileError, isFileError } from '../../src/files/fileError.ts'
import type { FileSystem, TransferOptions } from '../../src/files/fileSystem.ts'
import { LocalFileSystem } from '../../src/files/localFileSystem.ts'
import type { AgreedFile } from '../../src/sync/agreed.ts'
import type { Doubt } from '../../src/sync/doubt.ts'
import { doubtKey } from '../../src/sync/doubt.ts'
import { investigate } from '../../src/sync/investigate.ts'
import type { SyncProgress } from '../../src/sync/progress.ts'
import { nameOf } from '../../src/sync/relativePath.ts'
import type { Pair, Replica } from '../../src/sync/side.ts'
import { ftpPlace } from '../files/ftpPlace.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'
import { WatchedFileSystem } from '../support/watchedFileSystem.ts'
import { root, treeOf } from './trees.ts'
import '../support/unhandledRejections.ts'

const noon = Date.UTC(2024, 5, 1, 12)

function at(ms: number, precision: TimePrecision = 'second'): Timestamp {
  return { ms, precision }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function agreedOn(text: string, modified?: Timestamp, seenAt = noon + 60_000): AgreedFile {
  const trace = { size: text.length, seenAt, ...(modified && { modified }) }
  return { kind: 'file', local: trace, remote: trace, sha256: sha256(text) }
}

function entryOf(path: string, size: number, modified?: Timestamp): Entry {
  return { name: nameOf(path), type: 'file', size, ...(modified && { modified }) }
}

/** About `a.txt`. */
function asAgreed(side: 'local' | 'remote', agreed: AgreedFile, path = 'a.txt'): Doubt {
  return { kind: 'sameAsAgreed', path, side, found: { path, entry: entryOf(path, agreed.local.size) }, agreed }
}

function alike(size: number, modified?: Timestamp, path = 'a.txt'): Doubt {
  return { kind: 'alike', path, local: { path, entry: entryOf(path, size, modified) }, remote: { path, entry: entryOf(path, size) } }
}

interface Behaviour {
  /** What a closer look says of the time and the size. */
  readonly modified?: Timestamp
  readonly size?: number
  readonly isApproximate?: true
  readonly digest?: 'MD5' | 'SHA-256'
}

/** A server with `a.txt` on it. */
async function serverWith(
  text: string,
  behaviour: Behaviour = {},
): Promise<{ replica: Replica; calls: readonly string[]; watched: WatchedFileSystem }> {
  const { files } = await treeOf({ 'a.txt': text })
  const { modified, size = text.length, isApproximate, digest } = behaviour
  const examine: FileSystem['examine'] = async (paths) => {
    const found = await files.examine(paths)
    return found.map(
      (entry) => entry && { ...entryOf(entry.name, size, modified), ...(isApproximate && { isApproximateSize: true as const }) },
    )
  }
  const answer: FileSystem['digest'] = async (path) => (digest ? await files.digest(path, { algorithm: digest }) : undefined)
  const watched = new WatchedFileSystem(Object.assign(Object.create(files) as FileSystem, { examine, digest: answer }))
  return { replica: { files: watched, root }, calls: watched.calls, watched }
}

async function answer(pair: Pair, doubt: Doubt): Promise<boolean | undefined> {
  return (await investigate(pair, [doubt])).get(doubtKey(doubt))
}

function hasRead(calls: readonly string[]): boolean {
  return calls.some((call) => call.startsWith('read'))
}

describe('Whether a file here is as it was agreed on', () => {
  it('is told by its bytes', async () => {
    const pair = { local: await treeOf({ 'a.txt': 'abc' }), remote: await treeOf({}) }
    assert.equal(await answer(pair, asAgreed('local', agreedOn('abc'))), true)
    assert.equal(await answer(pair, asAgreed('local', agreedOn('abd'))), false)
  })

  it('is answered with no where it has gone', async () => {
    const pair = { local: await treeOf({}), remote: await treeOf({}) }
    assert.equal(await answer(pair, asAgreed('local', agreedOn('abc'))), false)
  })

  it('needs no question to the server', async () => {
    const { replica, calls } = await serverWith('abc')
    await answer({ local: await treeOf({ 'a.txt': 'abc' }), remote: replica }, asAgreed('local', agreedOn('abc')))
    assert.deepEqual(calls, [])
  })
})

describe('Whether a file on the server is as it was agreed on', () => {
  const there = async (behaviour: Behaviour, agreed: AgreedFile, text = 'abc', here: Record<string, string> = {}) => {
    const { replica, calls } = await serverWith(text, behaviour)
    return { isSame: await answer({ local: await treeOf(here), remote: replica }, asAgreed('remote', agreed)), calls }
  }

  it('is told by its exact time', async () => {
    const { isSame, calls } = await there({ modified: at(noon) }, agreedOn('abc', at(noon)))
    assert.equal(isSame, true)
    assert.deepEqual(calls, ['examine /root/a.txt'])
  })

  it('is not told by the time of a second that may not have been over', async () => {
    const agreed = agreedOn('abc', at(noon), noon + 500)
    assert.equal((await there({ modified: at(noon) }, agreed)).isSame, true)
    assert.equal((await there({ modified: at(noon) }, agreed, 'abd')).isSame, false)
  })

  it('is told by its digest where the time is another', async () => {
    assert.equal((await there({ modified: at(noon + 1000), digest: 'SHA-256' }, agreedOn('abc', at(noon)))).isSame, true)
    assert.equal((await there({ modified: at(noon + 1000), digest: 'SHA-256' }, agreedOn('abd', at(noon)))).isSame, false)
  })

  it('is told by another digest through the file here, where that is as it was agreed on', async () => {
    const behaviour = { modified: at(noon + 1000), digest: 'MD5' } as const
    const agreed = agreedOn('abc', at(noon))
    assert.equal((await there(behaviour, agreed, 'abc', { 'a.txt': 'abc' })).isSame, true)
    assert.equal((await there(behaviour, agreed, 'abd', { 'a.txt': 'abc' })).isSame, false)
    assert.equal((await there(behaviour, agreed, 'abd', { 'a.txt': 'abd' })).isSame, false)
    assert.equal((await there(behaviour, agreed, 'abc')).isSame, false)
  })

  it('is answered with no where the time is another and nothing else tells, without reading it', async () => {
    const { isSame, calls } = await there({ modified: at(noon + 1000) }, agreedOn('abc', at(noon)))
    assert.equal(isSame, false)
    assert.ok(!hasRead(calls))
  })

  for (const [what, agreedTime, time] of [
    ['no time', undefined, undefined],
    ['no time any more', at(noon), undefined],
    ['a time to the minute', at(noon, 'minute'), at(noon, 'minute')],
    ['a time that became exact', at(noon, 'minute'), at(noon + 5000)],
  ] as const) {
    it(`is told by its bytes where there is ${what}`, async () => {
      const behaviour = time ? { modified: time } : {}
      assert.equal((await there(behaviour, agreedOn('abc', agreedTime))).isSame, true)
      assert.equal((await there(behaviour, agreedOn('abd', agreedTime))).isSame, false)
    })
  }

  it('is answered with no where its size is another', async () => {
    const { isSame, calls } = await there({ modified: at(noon), size: 4 }, agreedOn('abc', at(noon)))
    assert.equal(isSame, false)
    assert.equal(calls.length, 1)
  })

  it('is not told by a time with a size that is only about right', async () => {
    const { isSame, calls } = await there({ modified: at(noon), size: 512, isApproximate: true }, agreedOn('abc', at(noon)))
    assert.equal(isSame, true)
    assert.ok(hasRead(calls))
  })

  it('is answered with no where it has gone, or is a folder now', async () => {
    const local = await treeOf({})
    assert.equal(await answer({ local, remote: await treeOf({}) }, asAgreed('remote', agreedOn('abc', at(noon)))), false)
    assert.equal(await answer({ local, remote: await treeOf({ 'a.txt/': '' }) }, asAgreed('remote', agreedOn('abc'))), false)
  })
})

describe('Whether two files are alike', () => {
  const compared = async (here: string, there: string, behaviour: Behaviour, doubt: Doubt) => {
    const { replica, calls } = await serverWith(there, behaviour)
    return { isAlike: await answer({ local: await treeOf({ 'a.txt': here }), remote: replica }, doubt), calls }
  }

  for (const [what, behaviour, time] of [
    ['size and time are the same', { modified: at(noon) }, at(noon, 'millisecond')],
    ['times differ', { modified: at(noon + 1000) }, at(noon, 'millisecond')],
    ['one time is only known to the minute', { modified: at(noon, 'minute') }, at(noon, 'millisecond')],
    ['one time is only known to the minute here', { modified: at(noon) }, at(noon, 'minute')],
    ['there are no times', {}, undefined],
    ['the size is only about right', { modified: at(noon), size: 512, isApproximate: true }, at(noon)],
  ] as const) {
    it(`is told by their bytes where ${what}`, async () => {
      const { isAlike, calls } = await compared('abc', 'abc', behaviour, alike(3, time))
      assert.equal(isAlike, true)
      assert.ok(hasRead(calls))
      assert.equal((await compared('abc', 'abd', behaviour, alike(3, time))).isAlike, false)
    })

    it(`is told by a digest instead where ${what}`, async () => {
      for (const digest of ['MD5', 'SHA-256'] as const) {
        const { isAlike, calls } = await compared('abc', 'abc', { ...behaviour, digest }, alike(3, time))
        assert.equal(isAlike, true)
        assert.ok(!hasRead(calls))
        assert.equal((await compared('abc', 'abd', { ...behaviour, digest }, alike(3, time))).isAlike, false)
      }
    })
  }

  it('is answered with no where their sizes differ', async () => {
    const { isAlike, calls } = await compared('abc', 'abcd', { modified: at(noon) }, alike(3, at(noon)))
    assert.equal(isAlike, false)
    assert.equal(calls.length, 1)
  })

  it('is answered with no where one has gone, may not be read or changes meanwhile', async () => {
    const { replica } = await serverWith('abc')
    assert.equal(await answer({ local: await treeOf({}), remote: replica }, alike(3)), false)
    assert.equal(await answer({ local: await treeOf({ 'a.txt': 'abc' }), remote: await treeOf({}) }, alike(3)), false)
    for (const reason of ['noPermission', 'incomplete'] as const) {
      const { replica: server, watched } = await serverWith('abc')
      watched.fail('read', new FileError(reason, '/root/a.txt', 'No.'))
      assert.equal(await answer({ local: await treeOf({ 'a.txt': 'abc' }), remote: server }, alike(3)), false)
    }
  })
})

describe('An investigation', () => {
  it('looks at many paths at once', async () => {
    const paths = Array.from({ length: 450 }, (_, index) => `f${index}`)
    const { files } = await treeOf(Object.fromEntries(paths.map((path) => [path, 'abc'])))
    const watched = new WatchedFileSystem(files)
    const answers = await investigate(
      { local: await treeOf({}), remote: { files: watched, root } },
      paths.map((path) => asAgreed('remote', agreedOn('abc'), path)),
    )
    assert.equal(watched.calls.filter((call) => call.startsWith('examine')).length, 3)
    assert.ok(answers.size === 450 && [...answers.values()].every((isSame) => isSame))
  })

  it('answers the others where one can not be looked at', async () => {
    const { files } = await treeOf({ 'a.txt': 'abc', 'closed.txt': 'abc' })
    for (const reason of ['noPermission', 'unavailable'] as const) {
      const examine: FileSystem['examine'] = async (paths) => {
        if (paths.includes('/root/closed.txt')) throw new FileError(reason, '/root/closed.txt', 'No.')
        return await files.examine(paths)
      }
      const remote = { files: Object.assign(Object.create(files) as FileSystem, { examine }), root }
      const doubts = ['a.txt', 'closed.txt'].map((path) => asAgreed('remote', agreedOn('abc'), path))
      const answers = await investigate({ local: await treeOf({}), remote }, doubts)
      assert.deepEqual([...answers.values()].sort(), [false, true])
    }
  })

  it('ends where the server can not be reached any more', async () => {
    for (const operation of ['examine', 'digest', 'read'] as const) {
      const { replica, watched } = await serverWith('abc')
      watched.fail(operation, new FileError('unavailable', '/', 'Gone.'))
      const local = await treeOf({ 'a.txt': 'abc' })
      await assert.rejects(answer({ local, remote: replica }, alike(3)), (error) => isFileError(error, 'unavailable'), operation)
    }
  })

  it('ends where it is cancelled, with the reason of that', async () => {
    const { files } = await treeOf({ 'a.txt': 'abc' })
    const controller = new AbortController()
    const reason = new Error('enough')
    const read = (path: string, destination: Writable, options?: TransferOptions) => {
      controller.abort(reason)
      return files.read(path, destination, options)
    }
    const digest = async () => undefined
    const remote = { files: Object.assign(Object.create(files) as FileSystem, { read, digest }), root }
    const work = investigate({ local: await treeOf({ 'a.txt': 'abc' }), remote }, [alike(3)], { signal: controller.signal })
    await assert.rejects(work, (error) => error === reason)
  })

  it('tells how far it is', async () => {
    const { replica } = await serverWith('abc')
    const seen: SyncProgress[] = []
    await investigate({ local: await treeOf({ 'a.txt': 'abc' }), remote: replica }, [alike(3)], {
      onProgress: (progress) => seen.push(progress),
    })
    assert.deepEqual(seen.at(-1), { phase: 'comparing', items: 1, totalItems: 1, bytes: 3, path: 'a.txt' })
  })

  it('asks an FTP server for digests where it has them, and for the bytes where it has not', async () => {
    for (const extras of [[], ['HASH'] as const]) {
      const place = await ftpPlace({ extras: [...extras] })
      const folder = await temporaryFolder()
      try {
        for (const path of ['same.txt', 'touched.txt', 'other.txt']) {
          await place.put(path, path === 'other.txt' ? 'xyz' : 'abc')
          await writeFile(`${folder.native}/${path}`, 'abc')
          const time = (noon + (path === 'touched.txt' ? 60_000 : 0)) / 1000
          await utimes(place.native(path), time, time)
          await utimes(`${folder.native}/${path}`, noon / 1000 + 3600, noon / 1000 + 3600)
        }
        await utimes(`${folder.native}/same.txt`, noon / 1000, noon / 1000)
        const local = { files: new LocalFileSystem(), root: folder.path }
        const pair = { local, remote: { files: place.files, root: '/' } }
        const entries = (await local.files.list(folder.path)).entries
        const doubts = entries.map((entry) => alike(3, entry.modified, entry.name))
        const answers = await investigate(pair, doubts)
        assert.deepEqual([...answers].sort(), [
          ['alike other.txt', false],
          ['alike same.txt', true],
          ['alike touched.txt', true],
        ])
        const verbs = place.server.commands.map((line) => line.split(' ')[0])
        assert.equal(verbs.filter((verb) => verb === 'RETR').length, extras.length > 0 ? 0 : 3)
      } finally {
        await place.tearDown()
        await folder.remove()
      }
    }
  })
})

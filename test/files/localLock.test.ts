import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isFileError } from '../../src/files/fileError.ts'
import { takeLock } from '../../src/files/localLock.ts'
import type { Lock, LockHolder } from '../../src/files/lock.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts'

const longAgo = new Date(Date.now() - 61_000)

describe('A lock on a folder of this computer', () => {
  let folder: TemporaryFolder
  const taken: Lock[] = []
  const children: ChildProcess[] = []

  beforeEach(async () => {
    folder = await temporaryFolder()
  })
  afterEach(async () => {
    for (const lock of taken.splice(0)) await lock.release()
    for (const child of children.splice(0)) child.kill('SIGKILL')
    await folder.remove()
  })

  const take = async (beatMs?: number): Promise<Lock | LockHolder> => {
    const lock = await takeLock(folder.path, beatMs)
    if (lock.kind === 'lock') taken.push(lock)
    return lock
  }
  const claims = () => readdir(folder.native)
  const claim = async (contents: object | string, beat = new Date()) => {
    const path = join(folder.native, 'lock-0123456789abcdef.json')
    await writeFile(path, typeof contents === 'string' ? contents : JSON.stringify(contents))
    await utimes(path, beat, beat)
  }
  const holderOf = (lock: Lock | LockHolder) => (lock.kind === 'holder' ? lock.pid : 'nobody')
  const kindOf = (lock: Lock | LockHolder) => lock.kind

  it('is had by one at a time, also within one process, and told who has it since when', async () => {
    const before = Date.now()
    const first = await take()
    assert.equal(first.kind, 'lock')
    const second = await take()
    assert.ok(second.kind === 'holder' && second.pid === process.pid)
    assert.ok(second.since >= before && second.since <= Date.now())
    await first.release()
    assert.equal(kindOf(await take()), 'lock')
  })

  it('leaves nothing when it is released, and may be released twice', async () => {
    const lock = await take()
    assert.ok(lock.kind === 'lock')
    assert.equal((await claims()).length, 1)
    await lock.release()
    assert.deepEqual(await claims(), [])
    const next = await take()
    await lock.release()
    assert.equal((await claims()).length, 1, 'the lock of the next one should stay')
    assert.equal(next.kind, 'lock')
  })

  it('makes its folder, for this user alone, and says where it can not', async () => {
    const lock = await takeLock(`${folder.path}/sync/site`)
    assert.ok(lock.kind === 'lock')
    taken.push(lock)
    for (const path of ['sync', 'sync/site']) assert.equal((await stat(join(folder.native, path))).mode & 0o777, 0o700)
    await writeFile(join(folder.native, 'file'), 'x')
    await assert.rejects(takeLock(`${folder.path}/file`), (error) => isFileError(error))
  })

  it('has a heart that beats, so that it is not taken for dead', async () => {
    await take(5)
    const [name = ''] = await claims()
    await utimes(join(folder.native, name), longAgo, longAgo)
    while ((await stat(join(folder.native, name))).mtimeMs < Date.now() - 60_000) await new Promise((resolve) => void setImmediate(resolve))
    assert.equal(holderOf(await take()), process.pid)
  })

  it('is left to a living process of this computer, and to one of another that was heard of', async () => {
    await claim({ pid: process.ppid, host: hostname(), since: 1 })
    assert.equal(holderOf(await take()), process.ppid)
    await claim({ pid: 2 ** 30, host: 'elsewhere', since: 1 }) // its number says nothing here
    assert.equal(holderOf(await take()), 2 ** 30)
  })

  it('is left to whoever made what can not be read, for a while', async () => {
    await claim('')
    assert.equal(holderOf(await take()), 0)
    await claim('', longAgo)
    assert.equal(kindOf(await take()), 'lock')
  })

  for (const [what, pid, host, beat] of [
    ['process is gone', 2 ** 30, hostname(), new Date()],
    ['process has been silent for a minute', process.ppid, hostname(), longAgo],
    ['computer has been silent for a minute', 1, 'elsewhere', longAgo],
  ] as const) {
    it(`is taken over where the ${what}`, async () => {
      await claim({ pid, host, since: 1 }, beat)
      assert.equal(kindOf(await take()), 'lock')
      const [own = '', ...others] = await claims()
      assert.deepEqual(others, [])
      assert.equal((JSON.parse(await readFile(join(folder.native, own), 'utf8')) as { pid: number }).pid, process.pid)
    })
  }

  it('is taken over from a process that was killed', async () => {
    const { child, said } = await startTaker(folder.path)
    children.push(child)
    assert.equal(said, 'lock')
    assert.equal(holderOf(await take()), child.pid)
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
    assert.equal(kindOf(await take()), 'lock')
  }).timeout(20_000)

  it('goes to exactly one of many who come at once, free or left behind', async () => {
    for (let round = 0; round < 5; round++) {
      if (round > 0) await claim({ pid: 2 ** 30, host: hostname(), since: 1 })
      const locks = await Promise.all(Array.from({ length: 8 }, () => take()))
      assert.equal(locks.filter(({ kind }) => kind === 'lock').length, 1, `round ${round}`)
      for (const lock of taken.splice(0)) await lock.release()
    }
  }).timeout(30_000)

  it('goes to one of two processes that come at once', async () => {
    await claim({ pid: 2 ** 30, host: hostname(), since: 1 })
    const takers = await Promise.all([startTaker(folder.path), startTaker(folder.path), startTaker(folder.path)])
    children.push(...takers.map(({ child }) => child))
    const winner = takers.find(({ said }) => said === 'lock')
    assert.deepEqual(takers.map(({ said }) => said).sort(), ['lock', `${winner?.child.pid}`, `${winner?.child.pid}`].sort())
  }).timeout(30_000)
})

/** A process that takes the lock and stays. `said` is `lock`, or the holder's number. */
async function startTaker(path: string): Promise<{ child: ChildProcess; said: string }> {
  const source = new URL('../../src/files/localLock.ts', import.meta.url).href
  const script = `
    const { takeLock } = await import(${JSON.stringify(source)})
    const lock = await takeLock(${JSON.stringify(path)})
    process.stdout.write(lock.kind === 'lock' ? 'lock' : String(lock.pid))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, said: chunk.toString() }
}

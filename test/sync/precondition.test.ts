/** Whether a place is still what the plan saw, and looking at many places with few questions. */

import assert from 'node:assert/strict'
import type { Entry, TimePrecision } from '../../src/base/entry.ts'
import { FileError } from '../../src/files/fileError.ts'
import type { AgreedEntry } from '../../src/sync/agreed.ts'
import type { Change } from '../../src/sync/difference.ts'
import { Looks } from '../../src/sync/looks.ts'
import { isAsSeen } from '../../src/sync/precondition.ts'
import { MemoryFileSystem } from '../support/memoryFileSystem.ts'
import { writeBytes } from '../support/streams.ts'
import { WatchedFileSystem } from '../support/watchedFileSystem.ts'
import '../support/unhandledRejections.ts'

const noon = Date.UTC(2026, 4, 5, 12)
const file = (size: number | undefined, ms?: number, precision: TimePrecision = 'second'): Entry => ({
  name: 'a',
  type: 'file',
  ...(size !== undefined && { size }),
  ...(ms !== undefined && { modified: { ms, precision } }),
})
const isSame = (entry: Entry | undefined, now: Entry | undefined, change: Change = 'new', agreed?: AgreedEntry) =>
  isAsSeen({ path: 'a', change, ...(entry && { entry }) }, now, agreed, 'remote')

describe('A place that is looked at again', () => {
  for (const [what, seen, now, expected] of [
    ['nothing, and nothing again', undefined, undefined, true],
    ['nothing, and a file now', undefined, file(1), false],
    ['a file, and nothing now', file(1), undefined, false],
    ['the same file', file(1, noon), file(1, noon), true],
    ['a file of another size', file(1, noon), file(2, noon), false],
    ['a file of another second', file(1, noon), file(1, noon + 1000), false],
    ['a file whose time was known to the minute', file(1, noon, 'minute'), file(1, noon + 59_000), true],
    ['a file of another minute', file(1, noon, 'minute'), file(1, noon + 60_000), false],
    ['a file listed in the local time of a server in India', file(1, noon + 5.5 * 3_600_000, 'minute'), file(1, noon + 7000), true],
    ['a file of another minute in such a listing', file(1, noon + 5.5 * 3_600_000, 'minute'), file(1, noon + 67_000), false],
    ['a file of which no time is known', file(1), file(1, noon), true],
    ['a file that was shown with a size in blocks', { ...file(1024, noon), isApproximateSize: true } as const, file(700, noon), true],
    ['a link', { name: 'a', type: 'link' } as const, { name: 'a', type: 'link' } as const, false],
    [
      'a folder',
      { name: 'a', type: 'folder' } as const,
      { name: 'a', type: 'folder', modified: { ms: noon, precision: 'second' } } as const,
      true,
    ],
    ['a folder that was a file', file(1), { name: 'a', type: 'folder' } as const, false],
  ] as const) {
    it(`is ${expected ? 'as it was' : 'another'}: ${what}`, () => assert.equal(isSame(seen, now), expected))
  }

  it('is as it was if it has the agreed time, whatever the listing has made of it', () => {
    const trace = { size: 1, modified: { ms: noon, precision: 'second' }, seenAt: 0 } as const
    const agreed: AgreedEntry = { kind: 'file', sha256: '', local: trace, remote: trace }
    assert.equal(isSame(file(1, noon + 7 * 60_000, 'minute'), file(1, noon), 'same', agreed), true)
    assert.equal(isSame(file(1, noon + 7 * 60_000, 'minute'), file(1, noon), 'changed', agreed), false)
  })
})

describe('Looking at many places', () => {
  let time = 0
  let files: WatchedFileSystem
  const paths = Array.from({ length: 250 }, (_, index) => `d/file ${index}`)

  beforeEach(async () => {
    time = 0
    const memory = new MemoryFileSystem()
    await memory.createFolder('/www')
    await memory.createFolder('/www/d')
    for (const path of paths) await writeBytes(memory, `/www/${path}`, path)
    files = new WatchedFileSystem(memory)
  })
  const looksAt = (asked: readonly string[]) => new Looks({ files, root: '/www' }, asked, () => time, {})

  it('asks for those of a folder together', async () => {
    const looks = looksAt(paths)
    for (const path of paths) assert.equal((await looks.at(path))?.size, path.length)
    assert.equal(files.calls.length, 3)
  })

  it('believes a look for two seconds, and once', async () => {
    const looks = looksAt(paths.slice(0, 3))
    await looks.at('d/file 0')
    time = 2000
    await looks.at('d/file 1')
    assert.equal(files.calls.length, 1)
    time = 2001
    await looks.at('d/file 2')
    await looks.at('d/file 2')
    assert.deepEqual(files.calls.slice(1), ['examine /www/d/file 2', 'examine /www/d/file 2'])
  })

  it('can say what one is though another can not be looked at', async () => {
    const examine = files.examine.bind(files)
    files.examine = async (asked, options) => {
      if (asked.some((path) => path.endsWith('/file 1'))) throw new FileError('noPermission', '/www/d/file 1', 'no')
      return await examine(asked, options)
    }
    const looks = looksAt(paths.slice(0, 3))
    assert.ok(await looks.at('d/file 0'))
    await assert.rejects(looks.at('d/file 1'))
    assert.ok(await looks.at('d/file 2'))
  })
})

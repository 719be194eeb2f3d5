/** What is remembered, and how it survives being interrupted at any step of its writing. */

import assert from 'node:assert/strict'
import type { AgreedEntry } from '../../src/sync/agreed.ts'
import type { JournalRecord } from '../../src/sync/journal.ts'
import { Memory } from '../../src/sync/memory.ts'
import type { SyncStorage } from '../../src/sync/storage.ts'
import { MemoryFileSystem } from '../support/memoryFileSystem.ts'
import { writeBytes } from '../support/streams.ts'
import { frail, FrailWorld, MemoryLog } from './frailFileSystem.ts'
import '../support/unhandledRejections.ts'

const folder: AgreedEntry = { kind: 'folder' }
const start: JournalRecord = { kind: 'start', id: '1', at: 1, identity: 'us', rules: 'r', base: '', undoes: '' }

describe('The memory of two folders', () => {
  let files: MemoryFileSystem
  let lines: string[]
  let world: FrailWorld
  let storage: SyncStorage

  beforeEach(() => {
    files = new MemoryFileSystem()
    lines = []
    world = new FrailWorld()
    storage = {
      files: frail(files, world, 'state', false),
      root: '/memory',
      log: () => new MemoryLog(lines, world),
      lock: () => Promise.reject(new Error('not here')),
    }
  })

  const saved = async (...paths: string[]) => {
    const memory = new Memory(storage, 'us')
    await memory.load()
    for (const path of paths) memory.record(path, folder)
    await memory.save()
    return memory
  }
  const load = async (identity = 'us') => {
    const { agreed, loss } = await new Memory(storage, identity).load()
    return { paths: agreed && [...agreed.entries.keys()], loss }
  }

  it('is nothing at first', async () => {
    assert.deepEqual(await load(), { paths: undefined, loss: undefined })
  })

  it('is what was saved', async () => {
    await saved('a', 'b')
    assert.deepEqual(await load(), { paths: ['a', 'b'], loss: undefined })
  })

  it('counts what the journal says of a sync that was interrupted, also in the first one', async () => {
    const memory = new Memory(storage, 'us')
    await memory.journal.write(start)
    await memory.journal.write({ kind: 'agreed', path: 'a', entry: folder })
    assert.deepEqual(await load(), { paths: ['a'], loss: undefined })
    assert.deepEqual(await load('others'), { paths: undefined, loss: undefined })
  })

  it('is not to be relied upon where a line of the journal can not be read', async () => {
    await saved('a')
    lines.push('["agreed","a",nu')
    assert.deepEqual(await load(), { paths: ['a'], loss: 'damaged' })
  })

  it('falls back to the state before if it is damaged, and says so until it is whole again', async () => {
    const memory = await saved('a')
    memory.record('b', folder)
    await memory.save()
    await writeBytes(files, '/memory/state.jsonl', 'nonsense')
    assert.deepEqual(await load(), { paths: ['a'], loss: 'damaged' })
    await writeBytes(files, '/memory/state.old.jsonl', 'nonsense')
    assert.deepEqual(await load(), { paths: undefined, loss: 'damaged' })
  })

  it('does not count as whole once it was saved without what was lost', async () => {
    const memory = await saved('a')
    memory.recordRules('r')
    memory.record('b', folder)
    await memory.save()
    await writeBytes(files, '/memory/state.jsonl', 'nonsense')
    await memory.journal.write(start)
    await saved('c')
    lines = []
    storage = { ...storage, log: () => new MemoryLog(lines, world) }
    const { agreed, loss } = await new Memory(storage, 'us').load()
    assert.deepEqual([loss, agreed?.rules], [undefined, ''])
  })

  it('does not put a damaged state in the place of the good one before', async () => {
    const memory = await saved('a')
    memory.record('b', folder)
    await memory.save()
    await writeBytes(files, '/memory/state.jsonl', 'nonsense')
    await saved('c')
    await writeBytes(files, '/memory/state.jsonl', 'nonsense again')
    assert.deepEqual((await load()).paths, ['a'])
  })

  it('reads what another process has written, and nothing while nobody has', async () => {
    const memory = await saved('a')
    await saved('b')
    assert.deepEqual([...((await memory.load()).agreed?.entries.keys() ?? [])], ['a', 'b'])
    world.begin([])
    await memory.load()
    assert.equal(world.steps, 2) // the journal, and a look at the file
  })

  it('writes nothing where nothing is new', async () => {
    const memory = await saved('a')
    world.begin([])
    await memory.save()
    assert.equal(world.steps, 0)
  })

  for (const when of ['before', 'after'] as const) {
    it(`knows all that was agreed on if it ends ${when} any step of saving`, async () => {
      let steps = Infinity
      for (let step = 1; step <= steps; step++) {
        files = new MemoryFileSystem()
        lines = []
        storage = { ...storage, files: frail(files, world, 'state', false), log: () => new MemoryLog(lines, world) }
        world.begin([])
        const memory = await saved('a')
        await memory.journal.write({ ...start, base: memory.base })
        await memory.journal.write({ kind: 'agreed', path: 'a', entry: undefined })
        await memory.journal.write({ kind: 'agreed', path: 'b', entry: folder })
        memory.record('a', undefined)
        memory.record('b', folder)
        world.begin([{ step, kind: 'crash', when }])
        await memory.save().then(
          () => (steps = step),
          () => {},
        )
        world.begin([])
        assert.deepEqual(await load(), { paths: ['b'], loss: undefined }, `step ${step}`)
      }
      assert.ok(steps > 2)
    })
  }
})

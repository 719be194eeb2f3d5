/**
 * Two folders, random edits on both, random faults and random ends of the program, over and over. Whatever happens: no bytes that
 * were on a side when a sync began are gone afterwards, but into the store of an undo; and once the faults end, both sides come to
 * hold the same.
 */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { nullLogger } from '../../src/base/log.ts'
import { dirname } from '../../src/base/posixPath.ts'
import { isFileError } from '../../src/files/fileError.ts'
import { makeFolders } from '../../src/files/copy.ts'
import { deleteTree } from '../../src/files/deleteTree.ts'
import type { FileSystem } from '../../src/files/fileSystem.ts'
import { decideIn } from '../../src/sync/makePlan.ts'
import type { Decision, PlanItem } from '../../src/sync/plan.ts'
import { sides, type Side } from '../../src/sync/side.ts'
import { decisionsFor, isSomething } from '../../src/sync/summary.ts'
import { Synchronizer } from '../../src/sync/synchronizer.ts'
import { MemoryFileSystem } from '../support/memoryFileSystem.ts'
import { readText, writeBytes } from '../support/streams.ts'
import { frail, FrailWorld, MemoryLog, type Fault } from './frailFileSystem.ts'
import '../support/unhandledRejections.ts'

interface Edit {
  readonly side: Side
  readonly path: string
  readonly kind: 'write' | 'delete' | 'makeFolder'
}

interface Round {
  readonly edits: readonly Edit[]
  readonly faults: readonly Fault[]
  /** How each conflict in turn is decided. */
  readonly choices: readonly Decision[]
}

const paths = ['a', 'b', 'd', 'd/x', 'd/y', 'd/e', 'd/e/z']
const runs = 1000
const settleRounds = 5

const edit: fc.Arbitrary<Edit> = fc.record({
  side: fc.constantFrom(...sides),
  path: fc.constantFrom(...paths),
  kind: fc.constantFrom('write', 'write', 'delete', 'makeFolder'),
})

const fault: fc.Arbitrary<Fault> = fc.record({
  step: fc.integer({ min: 1, max: 120 }),
  kind: fc.constantFrom('lost', 'crash'),
  when: fc.constantFrom('before', 'after'),
})

const round: fc.Arbitrary<Round> = fc.record({
  edits: fc.array(edit, { minLength: 1, maxLength: 6 }),
  faults: fc.array(fault, { maxLength: 3 }),
  choices: fc.array(fc.constantFrom<Decision>('up', 'down', 'keepBoth', 'leave'), { minLength: 1, maxLength: 4 }),
})

const confirmed = ['manyDeletes', 'allChanged', 'sideEmpty', 'markOnServer'] as const

/** Two folders, a memory, and a program that may end at any moment and be started again. */
class World {
  private time = Date.UTC(2026, 0, 1)
  private written = 0
  private readonly frailty = new FrailWorld()
  private readonly files = { local: this.disk(), remote: this.disk(), state: this.disk() }
  private readonly logs = new Map<string, string[]>()

  private disk(): MemoryFileSystem {
    return new MemoryFileSystem({ now: () => this.tick() })
  }

  /** Every write has a time of its own. */
  private tick(): number {
    return (this.time += 5000)
  }

  async edit({ side, path, kind }: Edit): Promise<void> {
    const files = this.files[side]
    const place = `/${path}`
    try {
      if (kind === 'delete') await deleteTree(files, place)
      else if (kind === 'makeFolder') await makeFolders(files, place)
      else {
        await makeFolders(files, dirname(place))
        // All of one length: the size tells nothing.
        await writeBytes(files, place, `content ${String(++this.written).padStart(6, '0')}`)
      }
    } catch (error) {
      if (!isFileError(error, 'notFound', 'notAFolder', 'isAFolder')) throw error // there is nothing to delete, or a file in the way
    }
  }

  /** One run of the program: it looks, and does all it may. It may end on the way. */
  async sync(choices: readonly Decision[], faults: readonly Fault[]): Promise<void> {
    this.frailty.begin(faults)
    try {
      const synchronizer = this.start()
      const preview = await synchronizer.preview()
      const items = settled(preview.plan.items, choices).filter((item) => isSomething(item) && !item.isConflict)
      await synchronizer.apply(preview, {
        items,
        consents: { overwriteNewer: true, deleteLocal: true, deleteRemote: true },
        confirmed,
      })
    } catch (error) {
      if (faults.length === 0) throw error
    }
  }

  private start(): Synchronizer {
    const { local, remote, state } = this.files
    return new Synchronizer({
      pair: {
        local: { files: frail(local, this.frailty, 'local', false), root: '/' },
        remote: { files: frail(remote, this.frailty, 'remote', true), root: '/' },
      },
      identity: 'a model',
      storage: {
        files: frail(state, this.frailty, 'state', false),
        root: '/',
        log: (name) => new MemoryLog(this.linesOf(name), this.frailty),
        lock: async () => ({ kind: 'lock', release: async () => {} }),
      },
      settings: { direction: 'both', rules: { include: [], exclude: [], gitignore: false, withoutDefaults: true }, undoBytes: 1_000_000 },
      log: nullLogger,
      now: () => this.tick(),
      pause: async () => {},
    })
  }

  private linesOf(name: string): string[] {
    const lines = this.logs.get(name) ?? []
    this.logs.set(name, lines)
    return lines
  }

  /** What the user would miss. */
  async contents(): Promise<ReadonlySet<string>> {
    const contents = [...(await contentsOf(this.files.local)).values(), ...(await contentsOf(this.files.remote)).values()]
    return new Set(contents.filter((content) => content !== 'folder'))
  }

  async assertNothingLost(before: ReadonlySet<string>): Promise<void> {
    const now = await this.contents()
    const kept = new Set((await contentsOf(this.files.state)).values())
    for (const content of before) assert.ok(now.has(content) || kept.has(content), `"${content}" is lost`)
  }

  async assertInStep(): Promise<void> {
    const [local, remote] = [await contentsOf(this.files.local), await contentsOf(this.files.remote)]
    assert.deepEqual(remote, local)
  }
}

function settled(items: readonly PlanItem[], choices: readonly Decision[]): readonly PlanItem[] {
  const conflicts = items.filter(({ isConflict }) => isConflict)
  return conflicts.reduce((all, item, turn) => {
    const choice = choices[turn % choices.length] ?? 'leave'
    return choice === 'leave' || !decisionsFor(item).includes(choice) ? all : decideIn(all, item.difference.path, choice)
  }, items)
}

/** By path; a folder's is `folder`. */
async function contentsOf(files: FileSystem): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>()
  const walk = async (folder: string): Promise<void> => {
    const { entries } = await files.list(folder)
    for (const { name, type } of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder === '/' ? '' : folder}/${name}`
      contents.set(path, type === 'folder' ? 'folder' : await readText(files, path))
      if (type === 'folder') await walk(path)
    }
  }
  await walk('/')
  return contents
}

describe('Two folders and a program that is interrupted at random', function () {
  this.timeout(300_000)

  it(`lose nothing and come to hold the same, in ${runs} histories`, async () => {
    const history = async (rounds: readonly Round[]) => {
      const world = new World()
      for (const { edits, faults, choices } of rounds) {
        for (const edit of edits) await world.edit(edit)
        const before = await world.contents()
        await world.sync(choices, faults)
        await world.assertNothingLost(before)
      }
      const before = await world.contents()
      for (let round = 0; round < settleRounds; round++) await world.sync(['up', 'down'], [])
      await world.assertNothingLost(before)
      await world.assertInStep()
    }
    await fc.assert(fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), history), { numRuns: runs })
  })
})

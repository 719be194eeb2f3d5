/** Two folders in memory, what is remembered of them, and a clock; every operation on a side can be met before it is done. */

import assert from 'node:assert/strict'
import { join } from '../../src/base/posixPath.ts'
import { makeFolders } from '../../src/files/copy.ts'
import type { FileSystem } from '../../src/files/fileSystem.ts'
import type { Lock, LockHolder } from '../../src/files/lock.ts'
import type { Consents } from '../../src/sync/consents.ts'
import type { ItemOutcome, Outcome } from '../../src/sync/outcome.ts'
import type { Decision, PlanItem } from '../../src/sync/plan.ts'
import type { Choice, Preview } from '../../src/sync/preview.ts'
import { nullLogger, type Logger } from '../../src/base/log.ts'
import type { SyncProgress, SyncWork } from '../../src/sync/progress.ts'
import type { SyncSettings } from '../../src/sync/settings.ts'
import type { Pair, Side } from '../../src/sync/side.ts'
import type { SyncStorage } from '../../src/sync/storage.ts'
import { decide, isSomething } from '../../src/sync/summary.ts'
import { Synchronizer } from '../../src/sync/synchronizer.ts'
import { MemoryFileSystem } from '../support/memoryFileSystem.ts'
import { readText, writeBytes } from '../support/streams.ts'
import { FrailWorld, MemoryLog } from './frailFileSystem.ts'

/** Called before an operation is done on a side. What it throws is what the operation throws. */
export type Meeting = (operation: keyof FileSystem, path: string) => void | Promise<void>

export const allConsents: Consents = { overwriteNewer: true, deleteLocal: true, deleteRemote: true }
export const root = '/www'

export class TwoFolders {
  time = Date.UTC(2026, 0, 1)
  /** What is waited for between tries, in milliseconds. */
  readonly pauses: number[] = []
  readonly logs = new Map<string, string[]>()
  readonly files: Readonly<Record<Side | 'state', MemoryFileSystem>> = { local: this.disk(), remote: this.disk(), state: this.disk() }
  meet: Partial<Record<Side, Meeting>> = {}
  identity = 'two folders'
  settings: SyncSettings = {
    direction: 'both',
    rules: { include: [], exclude: [], gitignore: false },
    undoBytes: 1_000_000,
  }
  lock: () => Promise<Lock | LockHolder> = async () => ({ kind: 'lock', release: async () => {} })
  log: Logger = nullLogger

  static async make(): Promise<TwoFolders> {
    const folders = new TwoFolders()
    for (const side of ['local', 'remote'] as const) await makeFolders(folders.files[side], root)
    return folders
  }

  /** With nothing in its own memory. */
  start(): Synchronizer {
    const { pair, identity, storage, settings, log } = this
    const pause = async (milliseconds: number) => void this.pauses.push(milliseconds)
    return new Synchronizer({ pair, identity, storage, settings, log, now: () => (this.time += 10), pause })
  }

  get pair(): Pair {
    return { local: { files: this.met('local'), root }, remote: { files: this.met('remote'), root } }
  }

  get storage(): SyncStorage {
    return {
      files: this.files.state,
      root: '/memory',
      log: (name) => new MemoryLog(this.linesOf(name), new FrailWorld()),
      lock: () => this.lock(),
    }
  }

  linesOf(name: string): string[] {
    const lines = this.logs.get(name) ?? []
    this.logs.set(name, lines)
    return lines
  }

  /** A trailing slash makes a folder. Each file gets a time of its own, seconds apart, and long before what comes next. */
  async put(side: Side, path: string, text = ''): Promise<void> {
    this.time += 10_000
    const place = join(root, path)
    await makeFolders(this.files[side], path.endsWith('/') ? place : join(place, '..'))
    if (!path.endsWith('/')) await writeBytes(this.files[side], place, text)
    this.time += 10_000
  }

  async remove(side: Side, path: string): Promise<void> {
    const { type } = await this.files[side].stat(join(root, path))
    await (type === 'folder' ? this.files[side].deleteFolder(join(root, path)) : this.files[side].deleteFile(join(root, path)))
  }

  /** The texts by relative path; a folder ends in a slash, and has none. */
  async tree(side: Side, folder = root): Promise<Record<string, string>> {
    const tree: Record<string, string> = {}
    for (const { name, type } of (await this.files[side].list(folder)).entries) {
      const path = join(folder, name)
      const relative = path.slice(root.length + 1)
      if (type === 'folder') Object.assign(tree, { [`${relative}/`]: '' }, await this.tree(side, path))
      else tree[relative] = type === 'link' ? 'link' : await readText(this.files[side], path)
    }
    return tree
  }

  async assertTrees(expected: Record<string, string>): Promise<void> {
    assert.deepEqual(await this.tree('local'), expected, 'local')
    assert.deepEqual(await this.tree('remote'), expected, 'remote')
  }

  /** Looks, and does all that there is to do, with every consent; `decisions` by path. */
  async sync(decisions: Readonly<Record<string, Decision>> = {}, choice: Partial<Choice> = {}, work?: SyncWork): Promise<Outcome> {
    const synchronizer = this.start()
    return await synchronizer.apply(...chosen(await synchronizer.preview(), decisions, choice), work)
  }

  private disk(): MemoryFileSystem {
    return new MemoryFileSystem({ now: () => (this.time += 10) })
  }

  private met(side: Side): FileSystem {
    return new Proxy<FileSystem>(this.files[side], {
      get: (target, key: keyof FileSystem) => {
        const member: unknown = Reflect.get(target, key)
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          for (const path of Array.isArray(args[0]) ? args[0] : [args[0]]) await this.meet[side]?.(key, String(path))
          return (await Reflect.apply(member, target, args)) as unknown
        }
      },
    })
  }
}

/** All rows that do something, decided as said. Small trees change more at once than a guard likes. */
export function chosen(
  preview: Preview,
  decisions: Readonly<Record<string, Decision>> = {},
  choice: Partial<Choice> = {},
): readonly [Preview, Choice] {
  const items = preview.plan.items.map((item) => {
    const decision = decisions[item.difference.path]
    return decision ? decide(item, decision) : item
  })
  const wanted = items.filter((item) => isSomething(item) && !item.isConflict)
  return [preview, { items: wanted, consents: allConsents, confirmed: ['manyDeletes', 'allChanged', 'sideEmpty'], ...choice }]
}

export function rowOf(preview: Preview, path: string): PlanItem {
  const found = preview.plan.items.find(({ difference }) => difference.path === path)
  assert.ok(found, `no row ${path}`)
  return found
}

/** `a done`, `b refused`, `c failed noPermission`. */
export function outcomesOf({ items }: Pick<Outcome, 'items'>): readonly string[] {
  return items.map(outcomeText).sort()
}

function outcomeText(outcome: ItemOutcome): string {
  const reason = outcome.kind === 'failed' && 'reason' in outcome.error ? ` ${String(outcome.error.reason)}` : ''
  return `${outcome.item.difference.path} ${outcome.kind}${reason}`
}

/** Collects what is told. */
export function progressInto(seen: SyncProgress[]): SyncWork {
  return { onProgress: (progress) => seen.push(progress) }
}

/**
 * Every combination of what can happen to a path on two sides, on real folders: what is planned in each direction, what is on
 * both sides afterwards, and that a second look finds nothing more to do. The expected is written out, not computed.
 */

import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Preview } from '../../src/sync/preview.ts'
import { decideIn } from '../../src/sync/makePlan.ts'
import type { Decision, Direction, PlanItem } from '../../src/sync/plan.ts'
import { isSomething } from '../../src/sync/summary.ts'
import type { Synchronizer } from '../../src/sync/synchronizer.ts'

/** Two folders to be kept in step, as the operating system writes them. */
export interface Scene {
  readonly here: string
  readonly there: string
  /** The same memory each time. */
  synchronizer(direction: Direction): Synchronizer
  /** Hands what was put into `there` over to the server. */
  give(): void
  tearDown(): Promise<void>
}

type Fate = 'unchanged' | 'changed' | 'deleted' | 'retyped' | 'new' | 'absent' | 'same'

/** What happened here and there, and what that means both ways, up, and down. A `!` is a conflict. */
type Row = readonly [here: Fate, there: Fate, both: string, up: string, down: string]

const conflict = (reason: string) => [`leave ${reason}!`, `leave ${reason}!`, `leave ${reason}!`] as const
const always = (verdict: string) => [verdict, verdict, verdict] as const

const files: readonly Row[] = [
  ['unchanged', 'unchanged', ...always('equal')],
  ['changed', 'unchanged', 'up changedHere', 'up changedHere', 'leave otherDirection'],
  ['deleted', 'unchanged', 'up deletedHere', 'up deletedHere', 'down deletedHere'],
  ['retyped', 'unchanged', ...conflict('typeDiffers')],
  ['unchanged', 'changed', 'down changedThere', 'leave otherDirection', 'down changedThere'],
  ['changed', 'changed', ...conflict('bothChanged')],
  ['deleted', 'changed', ...conflict('deletedHereChangedThere')],
  ['retyped', 'changed', ...conflict('typeDiffers')],
  ['unchanged', 'deleted', 'down deletedThere', 'up deletedThere', 'down deletedThere'],
  ['changed', 'deleted', ...conflict('changedHereDeletedThere')],
  ['deleted', 'deleted', ...always('agree bothGone')],
  ['retyped', 'deleted', ...conflict('changedHereDeletedThere')],
  ['unchanged', 'retyped', ...conflict('typeDiffers')],
  ['changed', 'retyped', ...conflict('typeDiffers')],
  ['deleted', 'retyped', ...conflict('deletedHereChangedThere')],
  ['retyped', 'retyped', ...always('equal')],
  ['new', 'absent', 'up newHere', 'up newHere', 'leave otherDirection'],
  ['absent', 'new', 'down newThere', 'leave otherDirection', 'down newThere'],
  ['new', 'new', ...conflict('bothNew')],
  ['same', 'same', ...always('equal')],
]

const folders: readonly Row[] = [
  ['unchanged', 'unchanged', ...always('equal')],
  ['deleted', 'unchanged', 'up deletedHere', 'up deletedHere', 'down deletedHere'],
  ['unchanged', 'deleted', 'down deletedThere', 'up deletedThere', 'down deletedThere'],
  ['deleted', 'deleted', ...always('agree bothGone')],
  ['retyped', 'unchanged', ...conflict('typeDiffers')],
  ['unchanged', 'retyped', ...conflict('typeDiffers')],
  ['retyped', 'deleted', ...conflict('changedHereDeletedThere')],
  ['deleted', 'retyped', ...conflict('deletedHereChangedThere')],
  ['retyped', 'retyped', ...conflict('bothChanged')],
  ['new', 'absent', 'up newHere', 'up newHere', 'leave otherDirection'],
  ['absent', 'new', 'down newThere', 'leave otherDirection', 'down newThere'],
  ['new', 'new', ...always('equal')],
]

/** Names that a server, a shell or a parser may stumble over. */
const oddNames = ['with  two spaces', '-dash', 'quo\'te"s', 'ünïcode 日本', '#hash%20&;', '[x]{y}', '.hidden', 'a'.repeat(200)]

const places = ['', 'deep/er/']
const directions: readonly Direction[] = ['both', 'up', 'down']
const consents = { overwriteNewer: true, deleteLocal: true, deleteRemote: true }
/** These scenes delete and change more at once than anybody should. */
const confirmed = ['manyDeletes', 'allChanged', 'sideEmpty'] as const

/** A path to which something happens, and what is expected of it. */
interface Case {
  readonly path: string
  readonly isFolder: boolean
  readonly row: Row
}

const cases: readonly Case[] = places.flatMap((place) => [
  ...files.map((row) => ({ path: `${place}file-${row[0]}-${row[1]}`, isFolder: false, row })),
  ...folders.map((row) => ({ path: `${place}folder-${row[0]}-${row[1]}`, isFolder: true, row })),
])

export function describeGolden(setUp: () => Promise<Scene>): void {
  let scene: Scene

  beforeEach(async () => {
    scene = await setUp()
  })
  afterEach(() => scene.tearDown())

  const syncAll = async (direction: Direction): Promise<Preview> => {
    const preview = await scene.synchronizer(direction).preview()
    await carryOut(direction, preview, preview.plan.items)
    return preview
  }

  const carryOut = async (direction: Direction, preview: Preview, items: readonly PlanItem[]): Promise<void> => {
    const chosen = items.filter((item) => isSomething(item) && !item.isConflict)
    const outcome = await scene.synchronizer(direction).apply(preview, { items: chosen, consents, confirmed })
    const failed = outcome.items.filter(({ kind }) => kind !== 'done')
    assert.deepEqual(
      failed.map(({ kind, item }) => `${kind} ${item.difference.path}`),
      [],
    )
  }

  const agree = async (): Promise<void> => {
    for (const { path, isFolder, row } of cases) if (hasPast(row)) await put(scene.here, path, isFolder ? undefined : `was ${path}`)
    await syncAll('up')
    assert.deepEqual(await treeOf(scene.there), await treeOf(scene.here))
  }

  const happen = async (): Promise<void> => {
    for (const { path, isFolder, row } of cases) {
      await suffer(scene.here, path, isFolder, row[0], 'here')
      await suffer(scene.there, path, isFolder, row[1], 'there')
    }
    scene.give()
  }

  for (const [index, direction] of directions.entries()) {
    it(`plans every combination ${direction}, does it, and is then done`, async () => {
      await agree()
      await happen()
      const before = { here: await treeOf(scene.here), there: await treeOf(scene.there) }
      const { plan } = await syncAll(direction)
      const verdicts = new Map(plan.items.map((item) => [item.difference.path, verdictOf(item)]))
      const expected = cases.map(({ path, row }) => [path, row[2 + index]])
      assert.deepEqual(
        cases.map(({ path }) => [path, verdicts.get(path)]),
        expected,
      )
      const after = { here: await treeOf(scene.here), there: await treeOf(scene.there) }
      for (const { path, row } of cases) assertOutcome(path, row[2 + index] ?? '', before, after)
      const left = (await scene.synchronizer(direction).preview()).plan.items.filter(
        ({ decision, reason }) => decision !== 'leave' && reason !== 'equal',
      )
      assert.deepEqual(
        left.map((item) => `${item.difference.path} ${verdictOf(item)}`),
        [],
      )
    })
  }

  it('is in step once a person has settled every conflict', async () => {
    await agree()
    await happen()
    await syncAll('both')
    const preview = await scene.synchronizer('both').preview()
    const conflicts = preview.plan.items.filter(({ isConflict }) => isConflict)
    assert.ok(conflicts.length > 10)
    const items = conflicts.reduce((all, { difference, reason }, turn) => {
      const isAboutFiles = reason === 'bothChanged' || reason === 'bothNew'
      const choices: readonly Decision[] = isAboutFiles ? ['up', 'down', 'keepBoth'] : ['up', 'down']
      return decideIn(all, difference.path, choices[turn % choices.length] ?? 'up')
    }, preview.plan.items)
    await carryOut('both', preview, items)
    await syncAll('both')
    const [here, there] = [await treeOf(scene.here), await treeOf(scene.there)]
    assert.deepEqual(there, here)
    assert.ok(Object.keys(here).some((path) => path.includes('.conflict-')))
  })

  it('carries odd names, renamed files, twins and empty folders in both directions, and leaves links alone', async () => {
    await put(scene.here, 'renamed/old name', 'kept through the renaming')
    await syncAll('both')
    for (const name of oddNames) await put(scene.here, `from here/${name}`, `here ${name}`)
    for (const name of oddNames) await put(scene.there, `from there/${name}`, `there ${name}`)
    for (const name of ['Case.txt', 'case.txt']) await put(scene.here, name, name)
    await rename(join(scene.here, 'renamed/old name'), join(scene.here, 'renamed/new name'))
    await put(scene.there, 'empty/in/depth', undefined)
    await symlink('Case.txt', join(scene.here, 'link-here'))
    await symlink('/etc', join(scene.there, 'link-there'))
    scene.give()
    const { plan } = await syncAll('both')
    assert.deepEqual(
      plan.items.filter(({ reason }) => reason === 'link').map(({ difference }) => difference.path),
      ['link-here', 'link-there'],
    )
    const [here, there] = [await treeOf(scene.here), await treeOf(scene.there)]
    assert.equal(here['link-here'], 'link')
    assert.equal(there['link-there'], 'link')
    delete here['link-here']
    delete there['link-there']
    assert.deepEqual(there, here)
    for (const name of oddNames) assert.equal(here[`from there/${name}`], `there ${name}`)
    assert.equal(there['renamed/new name'], 'kept through the renaming')
    assert.equal(there['renamed/old name'], undefined)
    assert.equal(here['empty/in/depth'], 'folder')
  })

  it('finds a change that keeps the size, and nothing in a file that was only touched', async () => {
    await put(scene.here, 'touched', 'the same')
    await put(scene.here, 'edited', 'before')
    await put(scene.there, 'far', 'beyond')
    scene.give()
    await syncAll('both')
    const other = new Date(Date.now() - 3_600_000)
    await utimes(join(scene.here, 'touched'), other, other)
    await put(scene.here, 'edited', 'behind')
    await put(scene.there, 'far', 'behold')
    await utimes(join(scene.there, 'far'), other, other)
    scene.give()
    const { plan } = await syncAll('both')
    const verdicts = Object.fromEntries(plan.items.map((item) => [item.difference.path, verdictOf(item)]))
    assert.deepEqual(verdicts, { touched: 'equal', edited: 'up changedHere', far: 'down changedThere' })
    assert.deepEqual(await treeOf(scene.here), { touched: 'the same', edited: 'behind', far: 'behold' })
    assert.deepEqual(await treeOf(scene.there), await treeOf(scene.here))
  })

  it('finds two folders that hold the same in step, without a common past and whatever their times', async () => {
    for (const side of [scene.here, scene.there]) await put(side, 'css/site.css', 'body { }')
    const other = new Date(Date.now() - 86_400_000)
    await utimes(join(scene.here, 'css/site.css'), other, other)
    scene.give()
    const { plan } = await scene.synchronizer('both').preview()
    assert.deepEqual(
      plan.items.map((item) => `${item.difference.path} ${verdictOf(item)}`),
      ['css equal', 'css/site.css equal'],
    )
  })
}

function hasPast([here]: Row): boolean {
  return !['new', 'absent', 'same'].includes(here)
}

/** Whether what is equal is remembered anew depends on how long ago it was written. */
function verdictOf({ decision, reason, isConflict }: PlanItem): string {
  return reason === 'equal' ? reason : `${decision} ${reason}${isConflict ? '!' : ''}`
}

/** Does to `path` on one side what happened to it there. */
async function suffer(root: string, path: string, isFolder: boolean, fate: Fate, side: string): Promise<void> {
  switch (fate) {
    case 'unchanged':
    case 'absent':
      return
    case 'changed':
      return await put(root, path, `changed ${side}: ${path}`)
    case 'deleted':
      return await rm(join(root, path), { recursive: true })
    case 'retyped':
      await rm(join(root, path), { recursive: true })
      return await (isFolder ? put(root, path, `a file ${side}: ${path}`) : put(root, `${path}/inside`, 'inside'))
    case 'new':
      return await put(root, path, isFolder ? undefined : `new ${side}: ${path}`)
    case 'same':
      return await put(root, path, isFolder ? undefined : 'the same on both')
  }
}

interface Sides {
  readonly here: Record<string, string>
  readonly there: Record<string, string>
}

/** What was decided is what came of it, and what was left is as it was. */
function assertOutcome(path: string, verdict: string, before: Sides, after: Sides): void {
  const [decision] = verdict.split(' ')
  const [here, there] = [decision === 'down' ? before.there : before.here, decision === 'up' ? before.here : before.there]
  assert.equal(after.here[path], here[path], `${path} here, ${verdict}`)
  assert.equal(after.there[path], there[path], `${path} there, ${verdict}`)
}

/** Without content a folder. */
async function put(root: string, path: string, content: string | undefined): Promise<void> {
  const place = join(root, path)
  await mkdir(content === undefined ? place : dirname(place), { recursive: true })
  if (content !== undefined) await writeFile(place, content)
}

/** The contents by path; `folder` and `link` for what has none. */
async function treeOf(root: string, folder = ''): Promise<Record<string, string>> {
  const tree: Record<string, string> = {}
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isSymbolicLink()) tree[path] = 'link'
    else tree[path] = entry.isDirectory() ? 'folder' : await readFile(join(root, path), 'utf8')
    if (entry.isDirectory()) Object.assign(tree, await treeOf(root, path))
  }
  return tree
}

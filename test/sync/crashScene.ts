/** A plan of twenty actions between two folders of this computer, with what has to come of it. */

import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { nullLogger } from '../../src/base/log.ts'
import type { AppendLog } from '../../src/files/appendLog.ts'
import type { FileSystem } from '../../src/files/fileSystem.ts'
import { LocalFileSystem } from '../../src/files/localFileSystem.ts'
import { fromNative } from '../../src/files/localPath.ts'
import { localStorage } from '../../src/files/localStorage.ts'
import type { Decision } from '../../src/sync/plan.ts'
import { Synchronizer } from '../../src/sync/synchronizer.ts'
import { chosen } from './twoFolders.ts'

/** What stands between the synchronizer and the disk. */
export interface Between {
  files(files: FileSystem): FileSystem
  log(log: AppendLog): AppendLog
}

const agreed = ['same', 'up1', 'up2', 'down1', 'down2', 'goneHere', 'goneThere', 'old/a', 'old/b', 'retyped/in', 'file']
const expected: Readonly<Record<string, string>> = {
  same: 'same',
  up1: 'newer here',
  up2: 'newer here, too',
  down1: 'newer there',
  down2: 'newer there, too',
  retyped: 'a file now',
  'file/inside': 'a folder now',
  'new/deep/a': 'new here',
  'new/deep/b': 'new here, too',
  'other/c': 'new there',
  top: 'x'.repeat(100_000),
  alike: 'alike',
}

const decisions: Readonly<Record<string, Decision>> = { retyped: 'up', 'retyped/in': 'up', file: 'up', 'file/inside': 'up' }

/** Below `folder`: `here`, `there` and `state`. */
export async function prepare(folder: string): Promise<void> {
  const [here, there] = [join(folder, 'here'), join(folder, 'there')]
  await mkdir(there, { recursive: true })
  for (const path of agreed) await put(here, path, `text of ${path}`)
  await put(here, 'same', 'same')
  await carryOut(folder)
  for (const path of ['goneHere', 'old', 'retyped', 'file']) await rm(join(here, path), { recursive: true })
  await rm(join(there, 'goneThere'))
  const isFromThere = (path: string) => path.startsWith('down') || path === 'other/c'
  for (const [path, text] of Object.entries(expected)) {
    if (path !== 'same') await put(isFromThere(path) ? there : here, path, text)
  }
  await put(there, 'alike', 'alike')
}

/** Looks, and does all there is to do. */
export async function carryOut(folder: string, between: Between = { files: (files) => files, log: (log) => log }): Promise<void> {
  const sideOf = (name: string) => {
    const root = fromNative(join(folder, name))
    return { files: between.files(new LocalFileSystem({ root })), root }
  }
  const storage = localStorage(fromNative(join(folder, 'state')))
  const synchronizer = new Synchronizer({
    pair: { local: sideOf('here'), remote: sideOf('there') },
    identity: 'a scene',
    storage: { ...storage, files: between.files(storage.files), log: (name) => between.log(storage.log(name)) },
    settings: { direction: 'both', rules: { include: [], exclude: [], gitignore: false }, undoBytes: 10_000_000 },
    log: nullLogger,
    now: Date.now,
  })
  const [preview, choice] = chosen(await synchronizer.preview(), decisions)
  await synchronizer.apply(preview, { ...choice, confirmed: [...choice.confirmed, 'markOnServer'] })
}

/** What is wrong with the two folders after it; empty if nothing is. */
export async function faultsIn(folder: string): Promise<readonly string[]> {
  const wanted = JSON.stringify(sorted(expected))
  const faults: string[] = []
  for (const name of ['here', 'there']) {
    const found = JSON.stringify(sorted(await textsIn(join(folder, name))))
    if (found !== wanted) faults.push(`${name}: ${found}`)
  }
  return faults
}

/** Of the files on both sides. */
export async function textsOf(folder: string): Promise<ReadonlySet<string>> {
  return new Set([...Object.values(await textsIn(join(folder, 'here'))), ...Object.values(await textsIn(join(folder, 'there')))])
}

/** Those that are kept for an undo. */
export async function keptIn(folder: string): Promise<ReadonlySet<string>> {
  return new Set(Object.values(await textsIn(join(folder, 'state', 'blobs')).catch(() => ({}))))
}

async function textsIn(folder: string): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const path of await readdir(folder, { recursive: true })) {
    if ((await stat(join(folder, path))).isFile()) texts[path] = await readFile(join(folder, path), 'utf8')
  }
  return texts
}

function sorted(texts: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))
}

async function put(folder: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), text)
}

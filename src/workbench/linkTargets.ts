/** What links lead to. Each may cost the server a question, so there are limits, and what is known is not asked again. */

import type { FileStat, FileSystem } from '../files/fileSystem.ts'
import { inParallel } from '../files/parallel.ts'
import type { EntryRow, Row } from './rows.ts'

type TargetType = FileStat['type']

const maxResolved = 200
const concurrency = 20 // as many as there are connections go out; the others wait there

/**
 * The types of what these links lead to, `found` being called with each as soon as it is known. A link that leads nowhere, or
 * in a circle, is neither a file nor a folder.
 */
export async function targetTypes(
  files: FileSystem,
  paths: readonly string[],
  found?: (path: string, type: TargetType) => void,
): Promise<ReadonlyMap<string, TargetType>> {
  const types = new Map<string, TargetType>()
  await inParallel(paths.slice(0, maxResolved), concurrency, async (path) => {
    const stat = await files.stat(path).catch(() => undefined) // as said above
    const type = stat?.type ?? 'other'
    types.set(path, type)
    found?.(path, type)
  })
  return types
}

/** Which links of the view lead to folders: asked after their folder is on the screen, so that nobody waits for it. */
export class LinkTargets {
  private readonly types = new Map<string, TargetType>()
  private readonly foundFolder: (row: EntryRow) => void

  /** `foundFolder` is called with each link that turns out to lead to one. */
  constructor(foundFolder: (row: EntryRow) => void) {
    this.foundFolder = foundFolder
  }

  leadsToFolder(key: string): boolean {
    return this.types.get(key) === 'folder'
  }

  async resolve(files: FileSystem, rows: readonly Row[]): Promise<void> {
    const links = new Map(rows.filter((row) => this.isUnknownLink(row)).map((row) => [row.path, row]))
    await targetTypes(files, [...links.keys()], (path, type) => {
      const row = links.get(path)
      if (row) this.types.set(row.key, type)
      if (row && type === 'folder') this.foundFolder(row)
    })
  }

  forget(key: string): void {
    this.types.delete(key)
  }

  forgetAll(): void {
    this.types.clear()
  }

  private isUnknownLink(row: Row): row is EntryRow {
    return row.kind === 'entry' && row.entry.type === 'link' && row.entry.unusable === undefined && !this.types.has(row.key)
  }
}

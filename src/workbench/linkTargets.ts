/** Which links lead to folders: asked after their folder is on the screen, so that nobody waits for it. */

import type { EntryType } from '../base/entry.ts'
import type { FileSystem } from '../files/fileSystem.ts'
import type { EntryRow, Row } from './rows.ts'

const maxResolved = 200 // each may cost the server a question

export class LinkTargets {
  private readonly types = new Map<string, EntryType>()
  private readonly foundFolder: (row: EntryRow) => void

  /** `foundFolder` is called with each link that turns out to lead to one. */
  constructor(foundFolder: (row: EntryRow) => void) {
    this.foundFolder = foundFolder
  }

  leadsToFolder(key: string): boolean {
    return this.types.get(key) === 'folder'
  }

  async resolve(files: FileSystem, rows: readonly Row[]): Promise<void> {
    const links = rows.filter((row) => row.kind === 'entry').filter(({ entry }) => entry.type === 'link' && entry.unusable === undefined)
    for (const link of links.slice(0, maxResolved)) {
      if (!this.types.has(link.key)) await this.resolveOne(files, link)
    }
  }

  forget(key: string): void {
    this.types.delete(key)
  }

  forgetAll(): void {
    this.types.clear()
  }

  private async resolveOne(files: FileSystem, link: EntryRow): Promise<void> {
    try {
      const { type } = await files.stat(link.path)
      this.types.set(link.key, type)
      if (type === 'folder') this.foundFolder(link)
    } catch {
      this.types.set(link.key, 'other') // it leads nowhere: shown as a file, and opening it says why it can't be
    }
  }
}

/** Where the suite works: a file system, an empty folder in it for every test, and what is known of it. */

import assert from 'node:assert/strict'
import type { Entry } from '../../../src/base/entry.ts'
import { join } from '../../../src/base/posixPath.ts'
import type { FileSystem } from '../../../src/files/fileSystem.ts'

export interface Place {
  readonly files: FileSystem
  /** An empty folder. */
  readonly root: string
  /** True if a time given to `write` stays with the file. */
  readonly keepsTimes: boolean
  /** The mode of what is there, in octal digits. */
  modeOf(path: string): Promise<string | undefined>
  /** Makes a link the way the place does it by itself; `target` as written into the link. */
  link(target: string, path: string): Promise<void>
  tearDown(): Promise<void>
}

/** Names a place is known to refuse; it must say so rather than take another. */
export interface Refusals {
  readonly files?: readonly string[]
  readonly folders?: readonly string[]
  /** Names it takes, and changes into others without a word. */
  readonly changes?: readonly string[]
}

/** What is asked for before anything is deleted or replaced. */
export const exactly = { fresh: true, exactTypes: true } as const

/** The place of the test that runs. */
export class PlaceInUse {
  private current: Place | undefined

  async enter(place: Promise<Place>): Promise<void> {
    this.current = undefined // a place that could not be made is not the one before
    this.current = await place
  }

  async leave(): Promise<void> {
    await this.current?.tearDown()
  }

  get place(): Place {
    assert.ok(this.current, 'there is a place only while a test runs')
    return this.current
  }

  get files(): FileSystem {
    return this.place.files
  }

  get root(): string {
    return this.place.root
  }

  readonly at = (...names: string[]): string => join(this.root, ...names)

  readonly entriesOf = async (folder = this.root): Promise<readonly Entry[]> => {
    const { entries, complete } = await this.files.list(folder, { fresh: true })
    assert.equal(complete, true, 'the listing should be complete')
    return entries
  }

  readonly namesIn = async (folder = this.root): Promise<string[]> => (await this.entriesOf(folder)).map((entry) => entry.name).sort()
}
